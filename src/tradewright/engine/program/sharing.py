"""Many candidates over the same bars: what several of them need is computed once, the rest by each for itself.

A thousand pairs of averages need a few dozen averages. These run first, over all bars; each candidate's own program is then
fed their columns as if they were bar columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tradewright.engine.program.lowering import Operation, Program, ProgramBuilder

COLUMN: Final = "column:"
"""A row of a candidate's program that is a column of the shared one; then its number there."""


@dataclass(frozen=True, slots=True)
class Part:
    """A candidate's own program. `places` tell where each of the builder's columns that it reads or asked for lies."""

    program: Program
    places: dict[int, int]


@dataclass(frozen=True, slots=True)
class Split:
    """The program of what is shared, the places of the columns to keep of it, and each candidate's own part."""

    shared: Program
    kept: tuple[int, ...]
    parts: tuple[Part, ...]


def split(
    builder: ProgramBuilder, touched: Sequence[frozenset[int]], asked: Sequence[frozenset[int]]
) -> Split:
    """Return how the candidates' programs share their work.

    `touched`: the operations each candidate needs, by their number in the builder; `asked`: the columns its rules read.
    """
    operations = builder.operations
    forced = _of_other_clocks(operations)
    uses = Counter(number for numbers in touched for number in numbers)
    shared = forced | {number for number, count in uses.items() if count > 1 and len(touched) > 1}
    made_shared = {column for number in shared for column in operations[number].outputs}
    read: dict[int, None] = {}
    needs: list[dict[int, None]] = []
    for numbers, columns in zip(touched, asked, strict=True):
        wanted = dict.fromkeys(
            column for number in sorted(numbers - shared) for column in operations[number].inputs
        )
        wanted |= dict.fromkeys(sorted(columns))
        needs.append(wanted)
        read |= dict.fromkeys(column for column in wanted if column in made_shared)
    rows = builder.rows()
    inputs = {column for number in shared for column in operations[number].inputs}
    program, places = builder.assemble(
        sorted(shared), {column: name for column, name in rows.items() if column in inputs}, read
    )
    at = {column: number for number, column in enumerate(read)}
    parts = []
    for numbers, columns, wanted in zip(touched, asked, needs, strict=True):
        fed = {
            column: rows[column] if column in rows else f"{COLUMN}{at[column]}"
            for column in wanted
            if column in rows or column in at
        }
        parts.append(Part(*builder.assemble(sorted(numbers - shared), fed, columns)))
    return Split(program, tuple(places[column] for column in read), tuple(parts))


def _of_other_clocks(operations: Sequence[Operation]) -> frozenset[int]:
    """Return the operations on or from other timeframes: they count bars of their own, so they stay together."""
    found: set[int] = set()
    columns: set[int] = set()
    for number, one in enumerate(operations):
        if one.clock or one.sets_clock:
            columns.update(one.outputs)
            found.add(number)
        elif any(column in columns for column in one.inputs):
            found.add(number)
    return frozenset(found)
