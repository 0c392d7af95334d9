"""Programs that make what the repository keeps from its own code."""
