"""The worker's side: what jobs of kind `optimisation`, and the parts of them that other workers take, do."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from tradewright.features.optimisations import store
from tradewright.features.optimisations.computing import Begin, Keep, Order, Subject, search, try_piece
from tradewright.features.optimisations.counting import Measure, counted
from tradewright.features.optimisations.errors import OptimisationNotFound
from tradewright.features.optimisations.sharing import PIECE_WORK, Collect, Offer, Piece
from tradewright.features.optimisations.store import TrialRow, Work
from tradewright.features.strategies import add_trials, find_version, load_trials
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import StrategyId, UserId, new_uuid7
from tradewright.platform import jobs
from tradewright.platform.bar_files import SeriesKey
from tradewright.platform.db import Tx
from tradewright.platform.jobs import Done, Handler, RunningJob
from tradewright.platform.telemetry import counter

KIND: Final = "optimisation"
PART: Final = "optimisation-part"
LOOK_EVERY_S: Final = 0.05
"""How often to look whether another worker's piece is done; a piece takes about half a second."""

TRIALS = counter("tradewright_optimisation_trials_total", "Trials that studies led by this worker kept.")
PIECES = counter(
    "tradewright_optimisation_pieces_total",
    "Pieces of batches that studies led by this worker offered to others, by who did them.",
    ["by"],
)


def job_handlers(bars: Path, *, piece_work: int = PIECE_WORK) -> dict[str, Handler]:
    """Return who does the jobs of this feature; `bars` is the folder of the bar store, `piece_work` as in `sharing`."""

    async def run_optimisation(job: RunningJob) -> Done:
        """Search from the trials that are kept to the end, keeping each as it is made."""
        await jobs.end_parts(job)
        async with job.db.tenant(job.user_id) as tx:
            work, subject = await _load(tx, job.user_id, job.job_id)
            done = await store.load_trials(tx, job.user_id, job.job_id)
            ever = await load_trials(tx, job.user_id, work.strategy_id)
        order = Order(subject, work.trials_total, tuple(done), ever, piece_work)
        desk = _Desk(job, work.strategy_id)
        found = await job.compute(search, bars, order, answer=desk.answer)

        async def write(tx: Tx) -> None:
            await store.keep_result(
                tx,
                job.user_id,
                job.job_id,
                best=found.best,
                verdict=found.verdict,
                result=found.result,
                plateaus=found.plateaus,
            )

        return Done({"optimisation_id": str(job.job_id)}, write)

    async def run_part(job: RunningJob) -> Done:
        """Try a piece of a batch for the worker that leads the study; it keeps the trials, and nothing is kept here."""
        told = job.input
        async with job.db.tenant(job.user_id) as tx:
            _, subject = await _load(tx, job.user_id, UUID(told["optimisation_id"]))
        piece = Piece(told["start"], told["stop"], tuple(told["candidates"]))
        return Done({"headlines": await job.compute(try_piece, bars, subject, piece)})

    return {KIND: run_optimisation, PART: run_part}


class _Desk:
    """Answers what the search asks. Everything it writes is fenced: a worker that lost the job keeps nothing."""

    def __init__(self, job: RunningJob, strategy_id: StrategyId) -> None:
        self._job = job
        self._strategy_id = strategy_id
        self._measure = Measure(days_per_year=1, blind=0)

    async def answer(self, question: Any) -> Any:
        match question:
            case Begin():
                return await self._begin(question)
            case Keep():
                return await self._keep(question.trials)
            case Offer():
                return await self._offer(question.pieces)
            case Collect():
                return await self._collect(question.part_id)
            case _:
                raise TypeError(f"the search asked {question!r}")

    async def _begin(self, begun: Begin) -> None:
        self._measure = begun.measure

        async def write(tx: Tx) -> None:
            await store.set_bars_hash(tx, self._job.user_id, self._job.job_id, begun.bars_hash)

        await self._job.write(write)

    async def _keep(self, trials: list[TrialRow]) -> None:
        """Keep trials and count them against the strategy, in one commit: each counts once, whoever dies."""

        async def write(tx: Tx) -> None:
            new = await store.add_trials(tx, self._job.user_id, self._job.job_id, trials)
            if new:
                made = counted(new, self._measure)
                await add_trials(tx, self._job.user_id, self._strategy_id, made, now=SystemClock().now())

        await self._job.write(write)
        TRIALS.inc(len(trials))

    async def _offer(self, pieces: list[Piece]) -> list[UUID]:
        of = str(self._job.job_id)
        parts = {
            new_uuid7(): {
                "optimisation_id": of,
                "start": piece.start,
                "stop": piece.stop,
                "candidates": piece.candidates,
            }
            for piece in pieces
        }
        await jobs.share_out(self._job, kind=PART, parts=parts)
        return list(parts)

    async def _collect(self, part_id: UUID) -> list[list[Any]] | None:
        """Return what another worker made of a piece; None when nobody has it, or whoever had it failed."""
        while True:
            part = await jobs.take_back(self._job, part_id)
            if part.state == "done":
                PIECES.labels("another").inc()
                return list(part.result["headlines"])
            if part.state != "running":
                PIECES.labels("home").inc()
                return None
            await asyncio.sleep(LOOK_EVERY_S)


async def _load(tx: Tx, user_id: UserId, optimisation_id: UUID) -> tuple[Work, Subject]:
    work = await store.find_work(tx, user_id, optimisation_id)
    version = None
    if work is not None:
        version = await find_version(tx, user_id, work.strategy_id, work.version_number)
    if work is None or version is None:
        raise OptimisationNotFound("There is no such optimisation.", optimisation_id=str(optimisation_id))
    return work, Subject(
        optimisation_id=optimisation_id,
        document=version.document,
        plan=work.plan,
        series=SeriesKey(work.source, work.symbol, work.timeframe),
        start=work.plan["start"],
        end=work.plan["end"],
        bars_hash=work.bars_hash,
    )
