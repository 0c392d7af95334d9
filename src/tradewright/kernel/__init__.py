"""What every room may lean on: money, quantities, ids, clock, errors, secrets, timeframes.

Imports nothing of ours, no framework, no driver, and reads no clock: time and randomness arrive as arguments.
"""
