"""The desks of the orders' tests, and a floor of executors: risk governs what they do."""

from tests.store.executor.conftest import floor
from tests.store.orders.conftest import bus, desk, executor, gateway, stranger

__all__ = ["bus", "desk", "executor", "floor", "gateway", "stranger"]
