"""A study in the terminal: verdict first, then leaders with train against test, the steps, the map, how it was made."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from tradewright.engine.optimise import FIGURES, Figures, Inputs, Period
from tradewright.kernel.money import plain

if TYPE_CHECKING:
    from tradewright.domain.strategy.definition import InputValue
    from tradewright.engine.bars import Bars
    from tradewright.engine.optimise import StudyResult, Surface

GOOD, BAD = "blue", "red"
"""As in a report: told apart by people who see no green."""
SHADES = " ░▒▓█"
CELLS_MAX = 48
"""Columns, and half as many rows, of a map; wider ranges are thinned to the best of a few."""


def print_study(result: StudyResult, name: str, bars: Bars, console: Console | None = None) -> None:
    """Print a study's result; looks right from 80 columns on, and plain when piped."""
    screen = console or Console(highlight=False)
    screen.print(_verdict(result, " · ".join(part for part in (name, bars.symbol, bars.timeframe) if part)))
    screen.print(_checks(result))
    if result.leaders:
        screen.print(Rule("Best trials, train against test", align="left", style="dim"))
        screen.print(_leaders(result))
    if result.folds:
        screen.print(Rule("Walk-forward", align="left", style="dim"))
        screen.print(_folds(result))
    ordered = [one.name for one in result.study.space.dimensions if one.is_ordered and len(one.values) > 1]
    if len(ordered) >= 2 and result.leaders:
        x, y = ordered[0], ordered[1]
        screen.print(Rule(f"{result.study.objective} over {x} and {y}", align="left", style="dim"))
        screen.print(_map(result.surface(x, y), result.leaders[0].inputs))
    for note in result.notes:
        screen.print(Text(f"Note: {note}", style="dim"))
    screen.print(_made(result, bars))


def _verdict(result: StudyResult, title: str) -> Panel:
    verdict = result.verdict
    tone = BAD if verdict.is_noise else GOOD
    word = "NOISE" if verdict.is_noise else "HOLDS UP"
    failed = sum(1 for check in verdict.checks if not check.is_passed)
    told = verdict.reason
    if verdict.checks and result.is_complete:
        told = (
            f"as far as these bars can tell: {failed} of {len(verdict.checks)} questions were answered badly."
            if failed
            else ("Luck is a poor explanation of this result. That is no promise.")
        )
    line = Text.assemble((f"{word}  ", f"bold {tone}"), told)
    if result.best is not None:
        inputs = ", ".join(f"{key} = {_shown(value)}" for key, value in result.best.inputs.items())
        line.append(f"\nBest: {inputs}")
    return Panel(line, title=Text(title), title_align="left", border_style=tone)


def _checks(result: StudyResult) -> Table:
    grid = Table.grid(padding=(0, 2))
    for check in result.verdict.checks:
        word = Text("passed" if check.is_passed else "failed", style=GOOD if check.is_passed else BAD)
        grid.add_row("", word, Text(check.told))
    return grid


def _leaders(result: StudyResult) -> Table:
    names = [one.name for one in result.study.space.dimensions]
    objective = result.study.objective
    has_middle = any(one.validate is not None for one in result.leaders)
    has_test = any(one.test is not None for one in result.leaders)
    table = _table(["Trial", *names], [f"{objective}, train"])
    for title, is_there in (("validate", has_middle), ("test", has_test)):
        if is_there:
            table.add_column(title, justify="right")
    for title in ("Return %", "Drawdown %", "Trades", "Plateau"):
        table.add_column(title, justify="right")
    for place, one in enumerate(result.leaders):
        cells = [
            str(one.number),
            *(_shown(one.inputs[name]) for name in names),
            _figure(one.train, objective),
        ]
        cells += [_figure(one.validate, objective)] if has_middle else []
        cells += [_figure(one.test, objective)] if has_test else []
        cells += [_figure(one.train, name) for name in ("return_percent", "drawdown_percent", "trades")]
        plateau = "" if one.plateau is None else f"{100.0 * one.plateau:.0f} %"
        table.add_row(*cells, plateau, style="bold" if place == 0 else None)
    return table


def _folds(result: StudyResult) -> Table:
    names = [one.name for one in result.study.space.dimensions]
    objective = result.study.objective
    table = _table(["Step", "Test", *names], [f"{objective}, train", "test", "Return %", "Trades"])
    for fold in result.folds:
        inputs = [_shown(fold.inputs[name]) for name in names] if fold.inputs else ["none"] * len(names)
        cells = [_figure(fold.train_figures, objective), _figure(fold.test_figures, objective)]
        cells += [_figure(fold.test_figures, name) for name in ("return_percent", "trades")]
        table.add_row(str(fold.number), _days(fold.test), *inputs, *cells)
    if result.out_of_sample is not None:
        all_of_it = result.out_of_sample.figures
        cells = ["", _figure(all_of_it, objective)]
        cells += [_figure(all_of_it, name) for name in ("return_percent", "trades")]
        table.add_row("all", "", *[""] * len(names), *cells, style="bold")
    return table


def _map(surface: Surface, best: Inputs) -> Table:
    """Draw the best objective of each cell as a shade; the chosen inputs are marked ◆."""
    columns, rows = _groups(len(surface.x_values), CELLS_MAX), _groups(len(surface.y_values), CELLS_MAX // 2)
    cells = [[_highest(surface, row, column) for column in columns] for row in rows]
    known = [value for line in cells for value in line if value is not None]
    low, span = min(known, default=0.0), (max(known, default=1.0) - min(known, default=0.0)) or 1.0
    column_at = _holding(columns, surface.x_values.index(best[surface.x]))
    row_at = _holding(rows, surface.y_values.index(best[surface.y]))
    grid = Table.grid(padding=(0, 1))
    for at in reversed(range(len(rows))):
        line = "".join(
            "· " if value is None else 2 * SHADES[min(4, int((value - low) / span * 5))]
            for value in cells[at]
        )
        if at == row_at:
            line = f"{line[: 2 * column_at]}◆ {line[2 * column_at + 2 :]}"
        grid.add_row(Text(_shown(surface.y_values[rows[at][0]]), style="dim", justify="right"), line)
    ends = f"{_shown(surface.x_values[0])} … {_shown(surface.x_values[-1])}"
    grid.add_row(
        "",
        Text(
            f"{surface.x} {ends}; · nothing, {SHADES[1]} {low:.2f} … █ {low + span:.2f}, ◆ chosen",
            style="dim",
        ),
    )
    return grid


def _groups(count: int, most: int) -> list[range]:
    groups = min(count, most)
    edges = [round(at * count / groups) for at in range(groups + 1)]
    return [range(edges[at], edges[at + 1]) for at in range(groups)]


def _holding(groups: Sequence[range], place: int) -> int:
    return next(at for at, group in enumerate(groups) if place in group)


def _highest(surface: Surface, rows: range, columns: range) -> float | None:
    found = [surface.best[row][column] for row in rows for column in columns]
    return max((value for value in found if value is not None), default=None)


def _made(result: StudyResult, bars: Bars) -> Panel:
    study = result.study
    lines = [
        ("Search", f"{study.method}, {len(result.trials):,} trials, seed {study.seed}"),
        ("Trials ever", f"{result.verdict.trials_ever:,} on this strategy; all of them count against luck"),
        ("Searched", _days(result.train)),
    ]
    if result.test is not None:
        seen = "each step only by searches before it" if result.folds else "no search has seen them"
        lines.append(
            ("Held back", f"{_days(result.test)}, {result.test.stop - result.test.start:,} bars; {seen}")
        )
    lines.append(("Bars", f"{len(bars):,} of {bars.source or 'a file'}, {bars.hash[:12]}"))
    grid = Table.grid(padding=(0, 2))
    for label, text in lines:
        grid.add_row(Text(label, style="dim"), Text(text))
    return Panel(grid, title="Made from", title_align="left", border_style="dim")


def _table(heads: Sequence[str], figures: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    for head in heads:
        table.add_column(head, no_wrap=True)
    for head in figures:
        side: Literal["right"] = "right"
        table.add_column(head, justify=side)
    return table


def _figure(figures: Figures | None, name: str) -> str:
    value = None if figures is None else figures.get(name)
    if value is None:
        return ""
    return f"{value:,.0f}" if FIGURES[name].unit == "count" else f"{value:,.2f}"


def _shown(value: InputValue) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return str(value).lower() if isinstance(value, bool) else value


def _days(period: Period) -> str:
    return f"{period.since:%Y-%m-%d} – {period.until:%Y-%m-%d}"
