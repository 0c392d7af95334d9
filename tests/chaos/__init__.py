"""The whole product against fake venues that fail by seed, its processes killed at any await: `python -m tests.chaos`."""
