"""Telling what happens: structured logs with a correlation id, Prometheus metrics, health by component."""

from tradewright.platform.telemetry.health import Component, Health, HealthStatus, Reading, worst
from tradewright.platform.telemetry.logs import bound, configure_logging, correlation_id, logger
from tradewright.platform.telemetry.metrics import CONTENT_TYPE, counter, exposition, gauge, histogram

__all__ = [
    "CONTENT_TYPE",
    "Component",
    "Health",
    "HealthStatus",
    "Reading",
    "bound",
    "configure_logging",
    "correlation_id",
    "counter",
    "exposition",
    "gauge",
    "histogram",
    "logger",
    "worst",
]
