"""Alert intake: from a request to a committed alert with its signals. Knows nothing of sessions and screens."""
