"""What can go wrong with backtests; each named by what the caller does next."""

from __future__ import annotations

from tradewright.kernel.errors import Conflict, Invalid, NotFound, NotReady


class RunNotFound(NotFound):
    """This trader has no backtest with this id."""

    code = "backtest_not_found"


class GuruNotFound(NotFound):
    """There is no curated strategy of this name."""

    code = "guru_not_found"


class ReportNotReady(NotReady):
    """The backtest has no report: it has not finished, or it failed or was cancelled."""

    code = "backtest_report_not_ready"


class ReportGone(NotFound):
    """The backtest's report made room for newer ones: run it again."""

    code = "backtest_report_gone"


class DefinitionNotKept(NotFound):
    """The backtest is of a curated strategy, which is no definition."""

    code = "backtest_without_definition"


class RunUnderWay(Conflict):
    """The backtest is still queued or running: cancel it first."""

    code = "backtest_under_way"


class NoBars(Invalid):
    """There are no bars of this series in this range."""

    code = "no_bars"


class ReportTooLarge(Invalid):
    """The report is larger than is kept: choose a shorter range, or a strategy that trades less."""

    code = "backtest_report_too_large"
