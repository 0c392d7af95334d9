"""Backtests: runs on kept bars, as jobs on the worker, and their reports."""

from tradewright.features.backtests.doing import job_handlers

__all__ = ["job_handlers"]
