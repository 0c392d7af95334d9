"""A report in the terminal: headline, all/long/short, drawdowns, months, equity as a sparkline, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from tradewright.engine.report.figure import FIGURES
from tradewright.engine.report.figure import Group as FigureGroup
from tradewright.engine.report.shown import by_unit, duration, headline, moment, number, paired, sourced
from tradewright.engine.report.tables import MONTH_NAMES

BLOCKS = "▁▂▃▄▅▆▇█"
NARROW = 100
"""Below so many columns tables stand under each other, not side by side."""
DRAWDOWNS = 5
UP, DOWN = "blue", "red"


def print_report(document: Mapping[str, Any], console: Console | None = None) -> None:
    """Print a report document; looks right from 80 columns on, and plain when piped."""
    screen = console or Console(highlight=False)
    wide = screen.width >= NARROW
    screen.print(_headline(document, screen.width))
    screen.print(_sparkline(document, screen.width))
    screen.print(Rule("Result", align="left", style="dim"))
    screen.print(_summary(document, wide=wide))
    screen.print(Rule("Risk and ratios", align="left", style="dim"))
    risk, ratios = _figures(document, "risk"), _figures(document, "ratios")
    screen.print(Columns([risk, ratios], padding=(0, 4)) if wide else Group(risk, ratios))
    if document["drawdowns"]:
        screen.print(Rule("Deepest drawdowns", align="left", style="dim"))
        screen.print(_drawdowns(document, wide=wide))
    if document["annual"]:
        screen.print(Rule("Return by month, percent", align="left", style="dim"))
        screen.print(_months(document, wide=wide))
    for row in document["refusals"]:
        screen.print(f"[yellow]{_orders(row['orders'])} {row['status']}[/]: ", end="")
        screen.print(Text(row["reason"]))
    screen.print(_provenance(document))


def _toned(text: str, value: Any, *, bold: bool = False) -> Text:
    tone = "" if value in (None, "0") else DOWN if str(value).startswith("-") else UP
    return Text(text, style=f"bold {tone}".strip() if bold else tone)


def _headline(document: Mapping[str, Any], width: int) -> Panel:
    known = document["provenance"]
    across = 4
    grid = Table.grid(expand=True, padding=(0, 1))
    for _ in range(across):
        grid.add_column(ratio=1)
    facts = headline(document)
    for start in range(0, len(facts), across):
        part = facts[start : start + across]
        grid.add_row(*(Text(_short(title, width), style="dim", no_wrap=True) for title, _, _ in part))
        signed = ("Net profit", "Return on initial capital")
        grid.add_row(
            *(_toned(text, value if title in signed else None, bold=True) for title, text, value in part)
        )
    title = Text(" · ".join(part for part in (known["name"], known["symbol"], known["timeframe"]) if part))
    dates = Text(f"{moment(known['from'])} – {moment(known['to'])} UTC", style="dim")
    return Panel(
        grid, title=title, title_align="left", subtitle=dates, subtitle_align="right", border_style="dim"
    )


def _short(title: str, width: int) -> str:
    return (
        title.replace("Return on initial capital", "Return").replace("Maximum", "Max")
        if width < NARROW
        else title
    )


def _sparkline(document: Mapping[str, Any], width: int) -> RenderableType:
    values = [float(value) for value in document["equity"]["equity"]]
    if len(values) < 2:
        return Text("No bars to draw.", style="dim")
    room = max(10, width - 2)
    picked = [values[round(index * (len(values) - 1) / (room - 1))] for index in range(room)]
    low, high = min(picked), max(picked)
    span = high - low or 1.0
    line = "".join(BLOCKS[min(7, int((value - low) / span * 8))] for value in picked)
    tone = UP if values[-1] >= values[0] else DOWN
    ends = f"equity {number(str(low), 2)} to {number(str(high), 2)}"
    return Group(Text(f" {line}", style=tone), Text(f" {ends}", style="dim"))


def _table(heads: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    for index, head in enumerate(heads):
        side: Literal["left", "right"] = "right" if index else "left"
        table.add_column(head, justify=side, no_wrap=bool(index))
    return table


def _summary(document: Mapping[str, Any], *, wide: bool) -> Table:
    table = _table(["", "All", "Long", "Short"])
    for title, name, twin in paired("summary"):
        cells: list[Text] = []
        for side in ("all", "long", "short"):
            found = document["summary"][side]
            text = by_unit(found[name], FIGURES[name].unit)
            if twin is not None and found[twin] is not None and wide:
                text = f"{text}  {by_unit(found[twin], 'percent'):>9}"
            cells.append(_toned(text, found[name] if name in ("net_profit", "open_profit") else None))
        table.add_row(Text(title), *cells)
    return table


def _figures(document: Mapping[str, Any], group: FigureGroup) -> Table:
    table = _table(["", ""])
    table.show_header = False
    found = document[group]
    for title, name, twin in paired(group):
        percent = (
            f"  {by_unit(found[twin], 'percent')}" if twin is not None and found[twin] is not None else ""
        )
        table.add_row(Text(title), by_unit(found[name], FIGURES[name].unit) + percent)
    return table


def _drawdowns(document: Mapping[str, Any], *, wide: bool) -> Table:
    heads = ["Depth", "Money", "Peak", "Trough", "Recovered", "Lasted"]
    table = _table(heads)
    for row in document["drawdowns"][:DRAWDOWNS]:
        when = [row["start"], row["trough"], row["recovery"]]
        times = [(moment(time) if wide else time[:10]) if time else "not yet" for time in when]
        depth = number(row["depth_percent"], 2) + "\u202f%"
        table.add_row(depth, number(row["depth"], 2), *times, duration(row["seconds"]))
    return table


def _orders(count: int) -> str:
    return "1 order" if count == 1 else f"{number(count, 0)} orders"


def _months(document: Mapping[str, Any], *, wide: bool) -> Table:
    known = {row["period"]: row["return_percent"] for row in document["monthly"]}
    names = [name[:3] if wide else str(month) for month, name in enumerate(MONTH_NAMES, 1)]
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1) if wide else (0, 1, 0, 0))
    table.add_column("Year")
    for name in (*names, "Year"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in document["annual"]:
        months = [known.get(f"{row['period']}-{month:02d}") for month in range(1, 13)]
        cells = [_toned(number(value, 1) if value is not None else "", value) for value in months]
        total = row["return_percent"]
        table.add_row(row["period"], *cells, _toned(number(total, 1), total, bold=True))
    return table


def _provenance(document: Mapping[str, Any]) -> Panel:
    table = Table.grid(padding=(0, 2))
    for label, text in sourced(document):
        table.add_row(Text(label, style="dim"), Text(text))
    return Panel(table, title="Made from", title_align="left", border_style="dim")
