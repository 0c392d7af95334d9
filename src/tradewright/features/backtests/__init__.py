"""Backtests and optimisations: runs of strategies on bars, as jobs on the worker, and their reports."""
