"""A large batch of trials cut in pieces that other workers may try. In the computing process of whoever leads the study.

Pieces are offered in order and taken back from the end, so that home and the others meet in the middle; what nobody took is
done at home, and alone it only costs the offering. How a batch is cut changes no figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, Final, NamedTuple
from uuid import UUID

from tradewright.engine.bars import Bars
from tradewright.engine.optimise import Inputs, inputs_document
from tradewright.engine.optimise.running import Runner
from tradewright.engine.report import Headline, Run
from tradewright.features.optimisations.plan import value_of
from tradewright.platform.jobs import Channel

PIECE_WORK: Final = 25_000_000
"""Bars times candidates worth a trip to another machine: some half a second, against a few hundredths for the trip."""
PIECES_MAX: Final = 16


@dataclass(frozen=True, slots=True)
class Piece:
    """Candidates to try over bars `[start, stop)`; inputs as they travel."""

    start: int
    stop: int
    candidates: tuple[Mapping[str, Any], ...]


class Offer(NamedTuple):
    """To the worker: let others try these. Answered with an id for each."""

    pieces: list[Piece]


class Collect(NamedTuple):
    """To the worker: what came of an offered piece? Answered with headlines as they travel; None: home is to do it."""

    part_id: UUID


class SharingRunner:
    """Runs everything at home but the larger part of large sweeps."""

    def __init__(self, home: Runner, channel: Channel, *, piece_work: int) -> None:
        self._home = home
        self._channel = channel
        self._piece_work = piece_work

    @property
    def bars(self) -> Bars:
        return self._home.bars

    @property
    def initial_capital(self) -> float:
        return self._home.initial_capital

    def warmup(self, inputs: Inputs) -> int:
        return self._home.warmup(inputs)

    def run(
        self, inputs: Inputs, start: int, stop: int, *, lead: int = 0, capital: float | None = None
    ) -> Run:
        return self._home.run(inputs, start, stop, lead=lead, capital=capital)

    def sweep(self, candidates: Sequence[Inputs], start: int, stop: int) -> Sequence[Headline]:
        pieces = cut(candidates, (stop - start) * len(candidates) // self._piece_work)
        if len(pieces) < 2:
            return self._home.sweep(candidates, start, stop)
        offered = [Piece(start, stop, tuple(map(inputs_document, one))) for one in pieces[1:]]
        part_ids: list[UUID] = self._channel.ask(Offer(offered))
        found: list[Sequence[Headline]] = [self._home.sweep(pieces[0], start, stop)]
        last = []
        for piece, part_id in reversed(list(zip(pieces[1:], part_ids, strict=True))):
            told = self._channel.ask(Collect(part_id))
            last.append(self._home.sweep(piece, start, stop) if told is None else read_headlines(told))
        return [headline for part in (*found, *reversed(last)) for headline in part]


def cut(candidates: Sequence[Inputs], pieces: int) -> list[Sequence[Inputs]]:
    """Return the candidates in that many pieces of about one size, at most `PIECES_MAX`, none empty."""
    count = max(1, min(pieces, PIECES_MAX, len(candidates)))
    edges = [place * len(candidates) // count for place in range(count + 1)]
    return [candidates[start:stop] for start, stop in pairwise(edges)]


def candidates_of(piece: Piece, kinds: Mapping[str, str]) -> list[Inputs]:
    """Return a piece's candidates as the engine takes them; `kinds` are the types of the definition's inputs."""
    return [
        {name: value_of(value, kinds.get(name)) for name, value in one.items()} for one in piece.candidates
    ]


def headline_rows(headlines: Sequence[Headline]) -> list[list[int | str | None]]:
    """Return headlines as JSON that gives the very same floats back."""
    names = [field.name for field in fields(Headline)]
    return [[_told(getattr(headline, name)) for name in names] for headline in headlines]


def read_headlines(rows: Sequence[Sequence[Any]]) -> list[Headline]:
    """Return the headlines of `headline_rows`."""
    return [Headline(*map(_read, row)) for row in rows]


def _read(value: Any) -> Any:
    return float.fromhex(value) if isinstance(value, str) else value


def _told(value: float | None) -> int | str | None:
    return value.hex() if isinstance(value, float) else value
