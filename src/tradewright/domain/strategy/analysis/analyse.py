"""Puts the single analyses together."""

from __future__ import annotations

from dataclasses import dataclass

from tradewright.domain.strategy.analysis.closed import Closer
from tradewright.domain.strategy.analysis.finding import Finding
from tradewright.domain.strategy.analysis.measure import COST_MAX, cost, warmup_bars
from tradewright.domain.strategy.analysis.truth import contradiction, decided
from tradewright.domain.strategy.analysis.usage import unused
from tradewright.domain.strategy.expression.ast import Call, Expr, Name, Output, walk
from tradewright.domain.strategy.orders import BarsLimit, Bracket, Close, Enter, SessionFlat
from tradewright.domain.strategy.resolved import Resolved

_LATE = {"pivothigh", "pivotlow", "fractals", "swing_high", "swing_low"}
_CUMULATIVE = {"obv", "accdist", "pvt", "nvi", "pvi", "cum", "wad", "max", "min", "iii", "wvad"}


@dataclass(frozen=True, slots=True)
class Analysis:
    """`warmup_bars` pass before every condition and level can have a value; `cost` is a bar's, in moving averages."""

    warmup_bars: int
    cost: float
    findings: tuple[Finding, ...]

    @property
    def is_runnable(self) -> bool:
        return all(one.severity != "error" for one in self.findings)


def analyse(resolved: Resolved) -> Analysis:
    """Return what can be said about the definition without a bar of data."""
    closer = Closer(resolved)
    catalogue, timeframe = resolved.scope.catalogue, resolved.definition.timeframe
    closed = {one.name: closer.close(one.expression) for one in resolved.series}
    read = [closed[name] for name in _read(resolved) if name in closed]
    whole_cost = cost(read, catalogue)
    findings = [
        *unused(resolved.definition),
        *_conditions(resolved, closer),
        *_sides(resolved),
        *_repaint(resolved, closed),
    ]
    if whole_cost > COST_MAX:
        told = f"a bar of this costs {whole_cost:g} moving averages; at most {COST_MAX:g} are run"
        findings.append(
            Finding("too_costly", "error", "$", told, "remove indicators, or shorten expressions")
        )
    warmup = max((warmup_bars(expr, catalogue, timeframe) for expr in read), default=0)
    return Analysis(warmup, whole_cost, tuple(findings))


def _read(resolved: Resolved) -> list[str]:
    """Names that statements use, directly or through others."""
    series = {one.name: one.expression for one in resolved.series}
    waiting: list[object] = list(resolved.statements)
    found: dict[str, None] = {}
    while waiting:
        one = waiting.pop()
        if isinstance(one, tuple):
            waiting.extend(one)
        elif isinstance(one, Name):
            if one.name in series and one.name not in found:
                found[one.name] = None
                waiting.append(series[one.name])
        else:
            slots: tuple[str, ...] = getattr(type(one), "__slots__", ())
            waiting.extend(getattr(one, slot) for slot in slots if slot != "span")
    return list(found)


def _conditions(resolved: Resolved, closer: Closer) -> list[Finding]:
    """Constant conditions of the author's own series, components and rules, and entries that cannot be."""
    catalogue = resolved.scope.catalogue
    findings = []
    for one in resolved.series:
        if one.kind != "bool" or one.path.startswith("$.time"):
            continue
        expr = closer.close(one.expression)
        verdict = decided(expr, catalogue)
        if verdict is not None and not (one.path == "$.rules" and one.name.startswith("enter_")):
            told = f"'{one.name}' is always {'true' if verdict else 'false'}"
            code = "always_true" if verdict else "always_false"
            findings.append(
                Finding(code, "warning", one.path, told, "compare with a value that the series can cross")
            )
        parts = contradiction(expr, catalogue)
        if parts is not None and not one.name.startswith("enter_"):
            told = f"'{one.name}' never holds: {parts[0]} contradicts {parts[1]}"
            findings.append(
                Finding("contradiction", "warning", one.path, told, "join the two with any instead of all")
            )
    return findings


def _sides(resolved: Resolved) -> list[Finding]:
    findings = []
    entering = [one.side for one in resolved.statements if isinstance(one, Enter)]
    brackets = {one.side: one for one in resolved.statements if isinstance(one, Bracket)}
    leaving = {one.side for one in resolved.statements if isinstance(one, Close | BarsLimit)}
    is_flat_daily = any(isinstance(one, SessionFlat) for one in resolved.statements)
    for side in resolved.definition.sides:
        if side not in entering:
            told = f"direction allows the {side} side, but nothing enters it"
            hint = f"set direction to {entering[0] if entering else 'the side you trade'}, or add the {side} expression"
            findings.append(Finding("side_never_enters", "warning", "$.direction", told, hint))
            continue
        bracket = brackets.get(side)
        if bracket is None or not bracket.stops:
            told = f"the {side} side has no stop-loss: one trade can lose any amount"
            findings.append(
                Finding(
                    "no_stop", "info", "$.stop_loss", told, "add stop_loss or a component of type stop_loss"
                )
            )
        if bracket is None and side not in leaving and len(entering) == 1 and not is_flat_daily:
            told = f"nothing ever closes a {side} position"
            findings.append(
                Finding(
                    "never_leaves", "warning", "$.components", told, "add an exit, a stop or a take-profit"
                )
            )
    return findings


def _repaint(resolved: Resolved, closed: dict[str, Expr]) -> list[Finding]:
    """Where live trading can differ from history, or from a chart that begins elsewhere. Nothing ever looks ahead."""
    findings = []
    execution = resolved.definition.execution
    if execution.process_orders_on_close or execution.fill_mode == "close":
        path = (
            "$.execution.process_orders_on_close"
            if execution.process_orders_on_close
            else "$.execution.fill_mode"
        )
        told = "orders fill at the very close that decided them; live, the price is known only when it has passed"
        findings.append(
            Finding(
                "fills_at_close",
                "warning",
                path,
                told,
                "let orders fill at the next open",
            )
        )
    for one in resolved.series:
        names = {part.function for part in walk(closed[one.name]) if isinstance(part, Call)}
        own = {_function(part) for part in walk(one.expression)}
        bare = {part.name for part in walk(one.expression) if isinstance(part, Name)}
        if "on" in own:
            told = f"'{one.name}' changes only when a bar of the higher timeframe closes"
            findings.append(
                Finding(
                    "higher_timeframe",
                    "info",
                    one.path,
                    told,
                    "a chart that draws the forming bar differs",
                )
            )
        if names & _LATE & own or own & _LATE:
            told = f"'{one.name}' knows a turning point only some bars after it"
            findings.append(
                Finding(
                    "confirmed_late",
                    "info",
                    one.path,
                    told,
                    "a chart marks it earlier",
                )
            )
        if own & _CUMULATIVE or "bar_index" in bare:
            told = f"'{one.name}' depends on where the data begins"
            findings.append(
                Finding(
                    "depends_on_start",
                    "warning",
                    one.path,
                    told,
                    "compare it with its own past",
                )
            )
    return findings


def _function(part: Expr) -> str:
    """The function of a call, except `max` and `min` of several values, which depend on no start."""
    bare = part.of if isinstance(part, Output) else part
    if not isinstance(bare, Call) or (bare.function in ("max", "min") and len(bare.arguments) > 1):
        return ""
    return bare.function
