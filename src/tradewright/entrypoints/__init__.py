"""Processes and their composition: HTTP, workers, the terminal. `wiring.py` is the only place that knows everything."""
