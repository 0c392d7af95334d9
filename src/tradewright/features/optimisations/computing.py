"""One study, computed on kept bars. Runs in a process of its own; what it needs of the database it asks the worker.

A study is deterministic: with the trials of an earlier attempt it makes the same choices again, runs none of them twice, and
goes on where that attempt was killed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from tradewright.domain.strategy.definition import Definition
from tradewright.domain.strategy.documents import parse_definition
from tradewright.engine.optimise import Runner, StudyResult, Trial, run_study, trial_document, trial_of
from tradewright.engine.optimise.searching import blind_trials
from tradewright.engine.report.calendar import Calendar
from tradewright.features.optimisations.counting import Measure, before
from tradewright.features.optimisations.errors import BarsChanged
from tradewright.features.optimisations.plan import settings_of, study_of
from tradewright.features.optimisations.sharing import Piece, SharingRunner, candidates_of, headline_rows
from tradewright.features.optimisations.store import TrialRow
from tradewright.features.strategies import Trials
from tradewright.platform.bar_files import BarStore, SeriesKey
from tradewright.platform.jobs import Channel


@dataclass(frozen=True, slots=True)
class Subject:
    """Which definition on which bars. `start` and `end` are nanoseconds; `bars_hash` is None before anybody began."""

    optimisation_id: UUID
    document: Mapping[str, Any]
    plan: Mapping[str, Any]
    series: SeriesKey
    start: int
    end: int
    bars_hash: str | None


@dataclass(frozen=True, slots=True)
class Order:
    """What to search. `done` are the trials that are kept, `ever` all that were made on the strategy, these included;
    `piece_work` says what is worth sharing (`sharing`).
    """

    subject: Subject
    trials_total: int
    done: tuple[TrialRow, ...]
    ever: Trials
    piece_work: int


class Begin(NamedTuple):
    """To the worker: these are the bars it runs on, and how its trials are counted."""

    bars_hash: str
    measure: Measure


class Keep(NamedTuple):
    """To the worker: trials that were made."""

    trials: list[TrialRow]


@dataclass(frozen=True, slots=True)
class Found:
    """What a study came to, as documents; `plateaus` are (fold, number, score)."""

    best: Mapping[str, Any] | None
    verdict: Mapping[str, Any]
    result: Mapping[str, Any]
    plateaus: tuple[tuple[int, int, float], ...]


def search(channel: Channel, root: Path, order: Order) -> Found:
    """Return the finished study. Raises `BarsChanged`, and `Invalid` for what cannot be searched on these bars."""
    definition, home = _home(root, order.subject)
    study = study_of(order.subject.plan, definition)
    measure = Measure(Calendar.of(home.bars.slice(0, 0)).days_per_year, blind_trials(study))
    channel.ask(Begin(home.bars.hash, measure))
    teller = _Teller(channel, order)
    result = run_study(
        study,
        definition,
        home.bars,
        done=[trial_of(_kept(row), study.space) for row in order.done],
        on_trials=teller.keep,
        trials_before=before(order.ever, order.done, measure),
        runner=SharingRunner(home, channel, piece_work=order.piece_work),
    )
    channel.report(0.99, "writing the verdict")
    return _found(result)


def try_piece(_: Channel, root: Path, subject: Subject, piece: Piece) -> list[list[int | str | None]]:
    """Return the headlines of a piece of somebody's batch, as they travel. Raises `BarsChanged`."""
    definition, home = _home(root, subject)
    kinds = {spec.name: spec.type for spec in definition.inputs}
    return headline_rows(home.sweep(candidates_of(piece, kinds), piece.start, piece.stop))


_homes: dict[tuple[UUID, str | None], tuple[Definition, Runner]] = {}
"""The last one made: pieces of one batch come one after the other."""


def _home(root: Path, subject: Subject) -> tuple[Definition, Runner]:
    """Return the definition, and what runs it here. Raises `BarsChanged` when the bars are not those it began with."""
    key = subject.optimisation_id, subject.bars_hash
    if key not in _homes:
        bars = BarStore(root).read(subject.series, start=subject.start, end=subject.end)
        if subject.bars_hash not in (None, bars.hash):
            raise BarsChanged("The bars are not those it began with.", series=str(subject.series))
        # Here, because a worker's own process does without the engine.
        from tradewright.engine.optimise.engine_runner import EngineRunner

        definition = parse_definition(subject.document)
        _homes.clear()
        _homes[key] = definition, EngineRunner(definition, bars, settings=settings_of(subject.plan))
    return _homes[key]


class _Teller:
    """Hands trials to the worker as they are made, and says how far the search is."""

    def __init__(self, channel: Channel, order: Order) -> None:
        self._channel = channel
        self._total = order.trials_total
        self._done = len(order.done)
        self._best: float | None = None
        self._objective = str(order.subject.plan["objective"]).replace("_", " ")
        self._see(order.done)

    def keep(self, trials: Sequence[Trial]) -> None:
        rows = [TrialRow(**trial_document(trial)) for trial in trials]
        self._channel.ask(Keep(rows))
        self._done += len(rows)
        self._see(rows)
        best = "" if self._best is None else f"; best {self._objective} {self._best:.4g}"
        share = 0.98 * min(1.0, self._done / self._total)
        self._channel.report(share, f"trial {self._done:,} of {self._total:,}{best}")

    def _see(self, trials: Iterable[TrialRow]) -> None:
        for trial in trials:
            if trial.fold == 0 and trial.is_feasible and trial.objective is not None:
                self._best = trial.objective if self._best is None else max(trial.objective, self._best)


def _kept(row: TrialRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in TrialRow.__slots__}


def _found(result: StudyResult) -> Found:
    told = result.document()
    best, verdict = told.pop("best"), told.pop("verdict")
    plateaus = tuple(
        (trial.fold, trial.number, trial.plateau) for trial in result.trials if trial.plateau is not None
    )
    return Found(best, verdict, told, plateaus)
