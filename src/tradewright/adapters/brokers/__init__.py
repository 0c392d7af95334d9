"""Brokers behind `domain.trading.ports.broker`: one package each. Every one passes tests/contract."""
