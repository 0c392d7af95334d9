"""Processes and their composition: HTTP, workers, the terminal. `wiring.py` alone knows everything."""
