"""How commands speak: a table or a sentence for people, one JSON document for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table

GAP = 1
"""Blanks between two columns."""
PIPE_WIDTH = 10_000
"""What is read by another program, or kept in a file, has no edge to break at."""

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of words.")]


def print_json(document: Any) -> None:
    """Print one JSON document, nothing else."""
    json.dump(document, sys.stdout, indent=2, default=str)
    sys.stdout.write("\n")


def print_table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], *, empty: str) -> None:
    """Print rows as a table; `columns` maps keys to headings, and numbers stand to the right.

    A terminal shows as many columns as fit, the first ones; a file or a pipe gets all. `empty` is the sentence to
    print when there are no rows.
    """
    if not rows:
        sys.stdout.write(f"{empty}\n")
        return
    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
    table = Table(box=None, pad_edge=False, header_style="bold")
    shown = _fitting(rows, columns, console.width)
    for key in shown:
        justify: Literal["left", "right"] = "right" if _is_number(rows[0].get(key)) else "left"
        table.add_column(columns[key], justify=justify, no_wrap=True)
    for row in rows:
        table.add_row(*(_text(row, key) for key in shown))
    console.print(table)


def _fitting(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], width: int) -> list[str]:
    """Return the first keys whose columns fit into `width` side by side; one at least."""
    widths = [max(len(columns[key]), *(len(_text(row, key)) for row in rows)) + GAP for key in columns]
    ends = accumulate(widths)
    return [key for key, end in zip(columns, ends, strict=True) if end - GAP <= width] or list(columns)[:1]


def _text(row: Mapping[str, Any], key: str) -> str:
    return "" if row.get(key) is None else str(row[key])


def _is_number(value: object) -> bool:
    text = str(value).lstrip("-")
    return text.replace(".", "", 1).isdigit()
