"""What can be done with backtests, one verb or family of verbs a file."""
