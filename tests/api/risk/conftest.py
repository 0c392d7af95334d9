"""The application and the desks of the orders' tests."""

from tests.api.orders.conftest import (
    app,
    bus,
    client,
    desk,
    executor,
    foreign_client,
    gateway,
    quotes,
    stranger,
)

__all__ = ["app", "bus", "client", "desk", "executor", "foreign_client", "gateway", "quotes", "stranger"]
