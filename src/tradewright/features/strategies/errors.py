"""What can go wrong with strategies; each named by what the caller does next."""

from __future__ import annotations

from tradewright.kernel.errors import Conflict, LimitReached, NotFound


class StrategyNotFound(NotFound):
    """This trader has no strategy with this id, or it is deleted."""

    code = "strategy_not_found"


class VersionNotFound(NotFound):
    """This strategy has no version with this number."""

    code = "strategy_version_not_found"


class VersionOutdated(Conflict):
    """Another version was made since the one this was based on: look at it first."""

    code = "strategy_version_outdated"


class StrategiesExhausted(LimitReached):
    """This trader has as many strategies, or this strategy as many versions, as anyone may have."""

    code = "strategies_exhausted"


class IndicatorNotFound(NotFound):
    """The library has no indicator of this name."""

    code = "indicator_not_found"


class PreviewsExhausted(LimitReached):
    """This trader asks for previews more often than the limit allows; wait `retry_after_s` seconds."""

    code = "previews_exhausted"
