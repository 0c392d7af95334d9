"""What can be done with optimisations, one verb or family of verbs a file."""
