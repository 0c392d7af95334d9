"""Every indicator of the library, bar by bar, against an independent Pine runtime: where a wrong trade begins."""

from __future__ import annotations

import math
import textwrap

import numpy as np
import pytest

from tests.judge.bars import real_bars, walk
from tests.judge.driver import Judge, NotJudged, judge
from tradewright.domain.strategy.catalogue import Indicator, Input, Param
from tradewright.engine.bars import Bars
from tradewright.engine.indicators import LIBRARY

BARS = 700
RELATIVE = 1e-7
CONDITIONS = {"condition": "close > open", "anchor": "bar_index % 96 == 0"}
SERIES = {"clock": 'hour(time, "UTC") * 60.0 + minute(time, "UTC")', "first": "close", "second": "open"}
JUDGE_LACKS = {"pivot_point_levels": {"r4", "s4", "r5", "s5"}}
"""Outputs that TradingView has and the judge's runtime leaves na (it stops at the third level of the traditional kind)."""


def test_kernels_give_the_values_of_an_independent_pine_runtime() -> None:
    wrong: list[str] = []
    with judge() as pine:
        for bars in (real_bars(20_000, BARS), walk(7, BARS)):
            for name in sorted(LIBRARY):
                indicator = LIBRARY[name]
                if indicator.kernel is None or indicator.pine is None:
                    continue
                fault = first_fault(pine, indicator, bars)
                if fault is not None:
                    wrong.append(f"{bars.symbol} {name}: {fault}")

    assert not wrong, "\n".join(wrong)


def first_fault(pine: Judge, indicator: Indicator, bars: Bars) -> str | None:
    """Return where the two part first, in words; None where they agree on every bar."""
    try:
        plots = pine.run(probe(indicator), bars).plots
    except NotJudged as refused:
        return f"{refused.stage}: {refused.message.strip().splitlines()[-1]}"
    for output, ours in zip(indicator.outputs, native(indicator, bars), strict=True):
        if output.name in JUDGE_LACKS.get(indicator.name, ()):
            continue
        theirs = np.array([math.nan if x is None else x for x in plots[output.name]])
        same = np.isclose(ours, theirs, rtol=RELATIVE, atol=1e-9, equal_nan=True)
        if not same.all():
            at = int(np.argmin(same))
            return f"{output.name} at bar {at}: ours {ours[at]!r}, theirs {theirs[at]!r} ({int((~same).sum())} bars differ)"
    return None


def native(indicator: Indicator, bars: Bars) -> list[np.ndarray]:
    """Run the kernel as the plain Python it is, in one block."""
    columns = {name: np.array(getattr(bars, name)) for name in ("open", "high", "low", "close", "volume")}
    columns |= {"hl2": (columns["high"] + columns["low"]) / 2.0,
                "hlc3": (columns["high"] + columns["low"] + columns["close"]) / 3.0}  # fmt: skip
    minutes = bars.time // 60_000_000_000
    columns |= {"condition": (columns["close"] > columns["open"]).astype(float),
                "anchor": (np.arange(len(bars)) % 96 == 0).astype(float),
                "clock": (minutes % 1440).astype(float),
                "first": columns["close"], "second": columns["open"]}  # fmt: skip
    inputs = [columns[given.default or given.name] for given in indicator.inputs]
    chosen = {param.name: setting(param) for param in indicator.params}
    state = np.zeros(indicator.state(**chosen))
    outputs = [np.empty(len(bars)) for _ in indicator.outputs]
    assert indicator.kernel is not None
    indicator.kernel(*inputs, *chosen.values(), state, *outputs)
    return outputs


def setting(param: Param) -> int | float:
    value = param.default
    if param.kind == "choice":
        return param.options.index(str(value))
    assert isinstance(value, int | float)
    return float(value) if param.kind == "float" else int(value)


def probe(indicator: Indicator) -> str:
    """Return a Pine script that plots every output of the indicator under its defaults."""
    assert indicator.pine is not None
    call = indicator.pine.format(
        **{given.name: series(given) for given in indicator.inputs},
        **{param.name: pine_literal(param) for param in indicator.params},
    )
    names = [f"out_{output.name}" for output in indicator.outputs]
    target = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
    plots = [
        f'plot({name}{" ? 1 : 0" if output.kind == "bool" else ""}, "{output.name}")'
        for name, output in zip(names, indicator.outputs, strict=True)
    ]
    head = '//@version=6\nindicator("probe")'
    return "\n".join(
        [head, textwrap.dedent(indicator.pine_helper or "").strip(), f"{target} = {call}", *plots, ""]
    )


def series(given: Input) -> str:
    return given.default or CONDITIONS.get(given.name) or SERIES[given.name]


def pine_literal(param: Param) -> str:
    if param.kind == "bool":
        return "true" if param.default else "false"
    return f'"{param.default}"' if param.kind == "choice" else repr(param.default)


@pytest.mark.parametrize("name", sorted(LIBRARY))
def test_every_indicator_says_how_pine_spells_it(name: str) -> None:
    indicator = LIBRARY[name]

    assert (indicator.kernel is None) != (indicator.formula is None)
    assert indicator.formula is not None or indicator.pine is not None
