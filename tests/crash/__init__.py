"""kill -9 of every role at random moments under load, by seed, and what must be true afterwards."""
