"""How commands speak: a table or a sentence for people, one JSON document for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of words.")]


def print_json(document: Any) -> None:
    """Print one JSON document, nothing else."""
    json.dump(document, sys.stdout, indent=2, default=str)
    sys.stdout.write("\n")


def print_table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], *, empty: str) -> None:
    """Print rows as a table; `columns` maps keys to headings, and numbers stand to the right.

    `empty` is the sentence to print when there are no rows.
    """
    console = Console(file=sys.stdout, highlight=False)
    if not rows:
        console.print(empty)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for key, heading in columns.items():
        table.add_column(
            heading, justify="right" if _is_number(rows[0].get(key)) else "left", overflow="fold"
        )
    for row in rows:
        table.add_row(*("" if row.get(key) is None else str(row[key]) for key in columns))
    console.print(table)


def _is_number(value: object) -> bool:
    text = str(value).lstrip("-")
    return text.replace(".", "", 1).isdigit()
