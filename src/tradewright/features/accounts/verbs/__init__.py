"""What a trader does with their own account: sign up, in and out, refresh, profile, API keys."""
