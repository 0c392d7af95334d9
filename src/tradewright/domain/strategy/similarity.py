"""How alike two strategies are, by what they mean: the same conditions, indicators, exits, size and market."""

from __future__ import annotations

from collections.abc import Iterator

from tradewright.domain.strategy.analysis.closed import Closer, canonical, flattened
from tradewright.domain.strategy.expression.ast import (
    Argument,
    Call,
    Expr,
    Name,
    Number,
    Output,
    children,
    rebuild,
    walk,
)
from tradewright.domain.strategy.expression.formulas import call_of
from tradewright.domain.strategy.expression.renderer import render
from tradewright.domain.strategy.orders import (
    BarsLimit,
    Bracket,
    Close,
    Enter,
    Level,
    RiskMultiple,
    SessionFlat,
)
from tradewright.domain.strategy.resolved import Resolved

Features = dict[str, float]
_CONDITION, _SHAPE, _INDICATOR, _KIND, _EXIT, _SIZE, _PLACE = 3.0, 2.0, 1.5, 1.0, 1.5, 0.5, 0.5
"""Weights: what decides a trade counts most; a condition with other numbers still shares its shape."""


def similarity(first: Features, second: Features) -> float:
    """Return the weighted Jaccard index of two strategies' features: 0 nothing shared, 1 the same meaning; symmetric.

    Source: Ioffe, Improved consistent sampling, weighted minhash and L1 sketching (2010), definition 1.
    """
    names = first.keys() | second.keys()
    shared = sum(min(first.get(name, 0.0), second.get(name, 0.0)) for name in sorted(names))
    whole = sum(max(first.get(name, 0.0), second.get(name, 0.0)) for name in sorted(names))
    return shared / whole if whole else 1.0


def features(resolved: Resolved) -> Features:
    """Return what a strategy is made of, names and labels aside; keep it to compare with many others."""
    closer = Closer(resolved)
    found: Features = {}
    for name, weight in _features(resolved, closer):
        found[name] = max(found.get(name, 0.0), weight)
    return found


def _features(resolved: Resolved, closer: Closer) -> Iterator[tuple[str, float]]:
    definition = resolved.definition
    yield f"timeframe {definition.timeframe}", _PLACE
    yield f"market {definition.market}", _PLACE
    yield f"sizing {definition.sizing.mode}", _SIZE
    yield f"sizing {definition.sizing.mode} {_text(closer, resolved.sizing_value)}", _SIZE
    yield f"pyramiding {definition.pyramiding}", _SIZE
    for one in resolved.statements:
        match one:
            case Enter():
                yield f"{one.side} trades", _KIND
                yield from _condition(resolved, closer, f"{one.side} entry", one.when, "and")
            case Close():
                yield from _condition(resolved, closer, f"{one.side} exit", one.when, "or")
            case BarsLimit():
                yield f"{one.side} bars limit", _EXIT
            case SessionFlat():
                yield "flat outside sessions", _EXIT
            case Bracket():
                yield from _bracket(closer, one)


def _condition(
    resolved: Resolved, closer: Closer, where: str, when: Expr, operator: str
) -> Iterator[tuple[str, float]]:
    catalogue = resolved.scope.catalogue
    for item in flattened(canonical(closer.close(when)), operator):
        yield f"{where}: {render(item)}", _CONDITION
        yield f"{where} shape: {render(_shape(item))}", _SHAPE
        for part in walk(item):
            if isinstance(part, Output | Call) and call_of(part, catalogue) is not None:
                yield f"indicator {render(part)}", _INDICATOR
                yield f"kind {render(_shape(part))}", _KIND


def _bracket(closer: Closer, bracket: Bracket) -> Iterator[tuple[str, float]]:
    for stop in bracket.stops:
        yield f"{bracket.side} stop {_level(closer, stop)}", _EXIT
        yield f"{bracket.side} stop", _EXIT
    if bracket.trail is not None:
        yield f"{bracket.side} trail {_level(closer, bracket.trail.distance)}", _EXIT
        yield f"{bracket.side} trail", _EXIT
    for one in bracket.exits:
        if isinstance(one.limit, Level):
            yield f"{bracket.side} target {_level(closer, one.limit)}", _EXIT
        elif isinstance(one.limit, RiskMultiple):
            yield f"{bracket.side} target {_text(closer, one.limit.ratio)} R", _EXIT
        if one.limit is not None:
            yield f"{bracket.side} target", _EXIT


def _level(closer: Closer, level: Level) -> str:
    return f"{_text(closer, level.scale)} {_text(closer, level.offset)}"


def _text(closer: Closer, expr: Expr) -> str:
    return render(canonical(closer.close(expr)))


def _shape(expr: Expr) -> Expr:
    """The expression with every number forgotten: `rsi(close, 14) < 30` as `rsi(close, n) < n`."""
    if isinstance(expr, Call):
        return Call(expr.function, tuple(Argument(_shape(one.value)) for one in expr.arguments))
    return (
        Name("n")
        if isinstance(expr, Number)
        else rebuild(expr, tuple(_shape(part) for part in children(expr)))
    )
