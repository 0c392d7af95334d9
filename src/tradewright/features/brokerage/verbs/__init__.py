"""Broker accounts: create, list, change, value; and reading the market's reference data."""
