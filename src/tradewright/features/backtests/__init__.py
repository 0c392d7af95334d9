"""Backtests: runs on kept bars, as jobs on the worker, and their reports."""

from typing import TYPE_CHECKING, Any

from tradewright.features.backtests.doing import job_handlers
from tradewright.features.backtests.errors import NoBars

if TYPE_CHECKING:
    from tradewright.features.backtests.schemas import (
        DataChoice,
        DataOut,
        JobOut,
        SettingsInput,
        StrategyChoice,
        StrategyOfRun,
    )

__all__ = [
    "DataChoice",
    "DataOut",
    "JobOut",
    "NoBars",
    "SettingsInput",
    "StrategyChoice",
    "StrategyOfRun",
    "job_handlers",
]


def __getattr__(name: str) -> Any:
    """Return a shape of the wire on first use: a worker does without the web framework that they need."""
    if name not in __all__:
        raise AttributeError(name)
    from tradewright.features.backtests import schemas

    return getattr(schemas, name)
