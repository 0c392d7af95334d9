"""The ground the product stands on: database, bus, vault, settings, telemetry, HTTP, embedded servers.

Knows how to talk to PostgreSQL, NATS and HTTP, and nothing of trading verbs; those live in `features`.
"""
