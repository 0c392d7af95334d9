"""What a trader can do about risk, one module for each."""
