"""What can be done with strategies, one verb or family of verbs a file."""
