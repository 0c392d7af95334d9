"""What a trader can do about reality; one file a verb."""
