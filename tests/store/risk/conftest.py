"""The desks of the orders' tests: risk governs what they ask for."""

from tests.store.orders.conftest import bus, desk, executor, gateway, stranger

__all__ = ["bus", "desk", "executor", "gateway", "stranger"]
