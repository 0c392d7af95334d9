"""Writes docs/reference/indicators.md from the library's own descriptions. A test fails when it is stale."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from tradewright.domain.strategy.catalogue import Indicator, Input, Param
from tradewright.engine.indicators import LIBRARY

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "indicators.md"
HEAD = """\
# Indicators

Made by `make gen` from the library (`src/tradewright/engine/indicators/`, one file each).

Call them by name in any expression: `ema(close, 20)`, `ema(close, length=20)`, `macd(close, 12, 26, 9).signal`. A name after
the dot picks an output; without one the first is meant. Inputs that stand in brackets are read by the indicator itself and
are no arguments. *Warm-up* is the number of bars before all outputs have a value under the defaults; before that they are
`na`. Indicators of type trend, entry, exit and stop_loss have the outputs `long` and `short` and can be used as components.
"""


def render_page() -> str:
    """Return the whole page."""
    entries = sorted((LIBRARY[name] for name in LIBRARY), key=lambda one: (one.category, one.name))
    parts = [f"{HEAD}\n{len(entries)} indicators:\n"]
    groups = {category: list(members) for category, members in groupby(entries, key=lambda one: one.category)}
    for category, members in groups.items():
        parts.append(f"- **{category}**: {', '.join(f'[{one.name}](#{one.name})' for one in members)}")
    for category, members in groups.items():
        parts.append(f"\n## {category.capitalize()}\n")
        parts.append("\n".join(_section(one) for one in members))
    return "\n".join(parts).rstrip() + "\n"


def _section(indicator: Indicator) -> str:
    lines = [f"### {indicator.name}", "", f"**{indicator.title}.** {indicator.description}", ""]
    lines.append(
        f"`{_signature(indicator)}` → {', '.join(f'`{o.name}` ({o.kind})' for o in indicator.outputs)}"
    )
    lines.append("")
    if indicator.params:
        lines += ["| parameter | meaning | kind | default | range |", "|---|---|---|---|---|"]
        lines += [_row(param) for param in indicator.params] + [""]
    facts = [f"type {indicator.type}"]
    if indicator.kernel is not None:
        facts.append(f"warm-up {indicator.warmup(**{p.name: p.default for p in indicator.params})} bars")
    lines.append(
        f"- {', '.join(facts)}; {'drawn on the price' if indicator.overlay else 'drawn below the price'}"
    )
    for name, text in (indicator.formula or {}).items():
        lines.append(f"- `{name}` = `{text}`")
    if indicator.pine is not None:
        lines.append(
            f"- Pine: `{indicator.pine}`{' (a helper function is added)' if indicator.pine_helper else ''}"
        )
    lines.append(f"- Example: {', '.join(f'`{example}`' for example in indicator.examples)}")
    lines.append(f"- Source: {indicator.source}")
    return "\n".join(lines) + "\n"


def _signature(indicator: Indicator) -> str:
    fixed = [one.name for one in indicator.inputs if one.fixed]
    read = f" [{', '.join(fixed)}]" if fixed else ""
    return f"{indicator.name}({', '.join(_argument(one) for one in indicator.arguments)}){read}"


def _argument(argument: Input | Param) -> str:
    return argument.name if argument.default is None else f"{argument.name}={_spelled(argument.default)}"


def _row(param: Param) -> str:
    if param.kind == "choice":
        allowed = ", ".join(f"`{option}`" for option in param.options)
    elif param.kind == "bool":
        allowed = "true, false"
    else:
        allowed = (
            f"{param.least:g} to {param.most:g}" if param.least is not None and param.most is not None else ""
        )
    return f"| `{param.name}` | {param.title} | {param.kind} | {_spelled(param.default)} | {allowed} |"


def _spelled(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
    print(f"wrote {PAGE.name}")
