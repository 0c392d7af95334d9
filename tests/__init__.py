"""Tests: unit, store, contract, scenario, api and end to end."""
