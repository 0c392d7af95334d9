"""The embedded servers, started for real on homes of their own."""
