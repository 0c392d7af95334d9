"""One optimisation on many machines, some of which die: every trial is made and counted once, and the result is the same."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import psutil
import pytest
from tests.store.optimisations.rig import CROSS, walk
from tests.store.platform.conftest import Connect
from tests.support.eventually import eventually
from tests.support.servers import REPOSITORY, TestDatabase

from tradewright.domain.strategy.documents import parse_definition
from tradewright.engine.optimise import inputs_document, run_study
from tradewright.features.optimisations import ask_optimisation
from tradewright.features.optimisations.plan import settings_of, study_of
from tradewright.features.optimisations.sharing import PIECE_WORK
from tradewright.features.strategies import read
from tradewright.features.strategies.verbs.create_strategy import create_strategy
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import CorrelationId, UserId
from tradewright.kernel.secret import Secret
from tradewright.platform import jobs
from tradewright.platform.bar_files import BarStore, SeriesKey
from tradewright.platform.bus import Bus
from tradewright.platform.context import Context, SystemActor
from tradewright.platform.settings import Settings, VaultKey

pytestmark = pytest.mark.crash
VAULT_KEY = VaultKey("k1", Secret("dGVzdHMgb25seSwgdGVzdHMgb25seSwgdGVzdHMhISE="))
BARS = 3_000
BAYES = {"method": "bayesian", "trials_max": 240, "seed": 5}
"""Fifteen batches, each learning from the one before: a few seconds."""


@dataclass
class Desk:
    """Asks as a trader does, and looks as the database's owner does."""

    cx: Context
    owner: Any
    strategy_id: UUID

    async def ask(self, **changes: Any) -> UUID:
        plan = {
            "search": BAYES,
            "ranges": {},
            "inputs": {},
            "objective": "sharpe",
            "constraints": [{"expression": "fast < slow"}],
            "trades_least": 5,
            "split": {"kind": "train_test"},
            "settings": {"initial_capital": "50000"},
            **changes,
        }
        asked = await ask_optimisation(
            self.cx,
            strategy_id=self.strategy_id,
            version=None,
            series=SeriesKey("test", "WALK", "1d"),
            from_at=None,
            to_at=None,
            plan=plan,
            note="",
        )
        return UUID(asked["optimisation_id"])

    async def row(self, optimisation_id: UUID) -> Any:
        return await self.owner.fetchrow(
            """select j.state, j.holder, j.epoch, j.reason, o.trials_done, o.best, o.verdict, o.plan
                 from app.optimisation o join app.job j on j.job_id = o.optimisation_id where o.optimisation_id = $1""",
            optimisation_id,
        )

    async def until_tried(self, optimisation_id: UUID, trials: int) -> Any:
        async def look() -> Any:
            row = await self.row(optimisation_id)
            return row if row["trials_done"] >= trials else None

        return await eventually(look, within_s=200)

    async def until(self, optimisation_id: UUID, state: str) -> Any:
        async def look() -> Any:
            row = await self.row(optimisation_id)
            assert row["state"] in {"queued", "running", state}, row["reason"]
            return row if row["state"] == state else None

        return await eventually(look, within_s=200)

    async def parts(self, optimisation_id: UUID) -> list[Any]:
        found: list[Any] = await self.owner.fetch(
            "select state, holder from app.job where parent_id = $1", optimisation_id
        )
        return found

    async def told_progress(self, optimisation_id: UUID) -> list[float]:
        """Return the progress that events told of, in their order."""
        rows = await self.owner.fetch(
            """select e->'data'->>'progress' as progress
                 from app.outbox o, json_array_elements(o.events) with ordinality as e (e, place)
                where e->>'type' = 'job.changed' and e->'data'->>'job_id' = $1 order by o.outbox_id, place""",
            str(optimisation_id),
        )
        return [float(row["progress"]) for row in rows]

    async def counted(self) -> int:
        found: int = await self.owner.fetchval(
            "select trials from app.strategy_trials where strategy_id = $1", self.strategy_id
        )
        return found


@pytest.fixture
async def desk(
    fresh_database: TestDatabase, connect: Connect, trader: UserId, bus: Bus, home: Path
) -> AsyncIterator[Desk]:
    unused: Any = None
    cx = Context(
        db=await connect("gateway"),
        bus=bus,
        vault=unused,
        clock=SystemClock(),
        settings=Settings(home=home, secret_key=fresh_database.secret, vault_keys=(VAULT_KEY,)),
        user_id=trader,
        actor=SystemActor("test"),
        scopes=frozenset({"read", "trade"}),
        correlation_id=CorrelationId(uuid4()),
    )
    strategy = await create_strategy(cx, read(CROSS), notes="")
    owner = await asyncpg.connect(fresh_database.owner_dsn)
    yield Desk(cx, owner, UUID(strategy["strategy_id"]))
    await owner.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with bars in it."""
    store = BarStore(tmp_path / "data" / "bars")
    store.write(walk(BARS), kind="import", origin="test", now=datetime(2026, 1, 1, tzinfo=UTC))
    return tmp_path


@dataclass
class Started:
    process: subprocess.Popen[bytes]
    holder: UUID

    def computing(self) -> int:
        """Return the process that computes for this worker."""
        (child,) = psutil.Process(self.process.pid).children()
        return int(child.pid)


Start = Callable[..., Started]


@pytest.fixture
def start(fresh_database: TestDatabase, nats_url: str, home: Path) -> Iterator[Start]:
    """Starts worker processes, and kills those that are left."""
    started: list[Started] = []

    def start_one(*, piece_work: int = PIECE_WORK) -> Started:
        holder = uuid4()
        bars = str(home / "data" / "bars")
        arguments = (fresh_database.role_dsn("worker"), nats_url, bars, str(holder), piece_work)
        program = (
            f"import asyncio; from tests.store.optimisations.rig import main; asyncio.run(main{arguments!r})"
        )
        process = subprocess.Popen([sys.executable, "-c", program], cwd=REPOSITORY)
        started.append(Started(process, holder))
        return started[-1]

    yield start_one
    for one in started:
        one.process.kill()
        one.process.wait()


def uninterrupted(row: Any) -> dict[str, Any]:
    """Return the best of the same study, run here in one go."""
    plan = json.loads(row["plan"])
    definition = parse_definition(CROSS)
    found = run_study(study_of(plan, definition), definition, walk(BARS), settings=settings_of(plan))
    assert found.best is not None
    return {
        "number": found.best.number,
        "inputs": inputs_document(found.best.inputs),
        "trials_done": len(found.trials),
        "reason": found.verdict.reason,
    }


def told(row: Any) -> dict[str, Any]:
    best = json.loads(row["best"])
    return {
        "number": best["number"],
        "inputs": best["inputs"],
        "trials_done": row["trials_done"],
        "reason": json.loads(row["verdict"])["reason"],
    }


async def test_a_search_whose_worker_is_killed_goes_on_elsewhere_and_comes_to_the_same(
    desk: Desk, start: Start
) -> None:
    first = start()
    optimisation_id = await desk.ask()
    tried = await desk.until_tried(optimisation_id, 16)

    first.process.kill()
    first.process.wait()
    left = await desk.row(optimisation_id)
    second = start()
    done = await desk.until(optimisation_id, "done")

    assert tried["holder"] == first.holder and second.holder != first.holder
    assert 16 <= left["trials_done"] < 240 and left["best"] is None
    progress = await desk.told_progress(optimisation_id)

    assert done["epoch"] == 2
    assert told(done) == await asyncio.to_thread(uninterrupted, done)
    assert await desk.counted() == 240
    assert progress[0] == 0 and progress[-1] == 1 and len(set(progress)) > 3
    assert progress == sorted(progress)


async def test_a_search_whose_computing_process_is_killed_goes_on(desk: Desk, start: Start) -> None:
    worker = start()
    optimisation_id = await desk.ask()
    await desk.until_tried(optimisation_id, 16)

    os.kill(worker.computing(), signal.SIGKILL)
    done = await desk.until(optimisation_id, "done")

    assert done["epoch"] == 2
    assert told(done) == await asyncio.to_thread(uninterrupted, done)
    assert await desk.counted() == 240


async def test_two_machines_share_one_search_and_come_to_what_one_does(desk: Desk, start: Start) -> None:
    workers = [start(piece_work=20 * BARS) for _ in range(2)]
    optimisation_id = await desk.ask(search={"method": "random", "trials_max": 400, "seed": 5})

    done = await desk.until(optimisation_id, "done")
    parts = await desk.parts(optimisation_id)

    by_others = [part for part in parts if part["state"] == "done"]
    assert by_others, "nobody shared"
    assert {part["state"] for part in parts} <= {"done", "cancelled"}
    assert len(workers) == 2 and told(done) == await asyncio.to_thread(uninterrupted, done)
    assert await desk.counted() == 400


async def test_a_machine_that_dies_with_a_piece_is_not_waited_for(desk: Desk, start: Start) -> None:
    workers = {one.holder: one for one in (start(piece_work=8 * BARS), start(piece_work=8 * BARS))}
    optimisation_id = await desk.ask(search={"method": "random", "trials_max": 384, "seed": 5})

    async def helper() -> UUID | None:
        lead = (await desk.row(optimisation_id))["holder"]
        running = [part["holder"] for part in await desk.parts(optimisation_id) if part["state"] == "running"]
        return next((one for one in running if one != lead), None)

    other = workers[await eventually(helper, within_s=200)]
    other.process.send_signal(signal.SIGSTOP)
    done = await desk.until(optimisation_id, "done")

    assert done["epoch"] == 1
    assert told(done) == await asyncio.to_thread(uninterrupted, done)
    assert await desk.counted() == done["trials_done"]


async def test_cancelling_ends_the_pieces_too(desk: Desk, start: Start) -> None:
    start(piece_work=4 * BARS)
    optimisation_id = await desk.ask(search={"method": "random", "trials_max": 5_000, "seed": 5})
    await desk.until_tried(optimisation_id, 16)

    await jobs.cancel(desk.cx, optimisation_id)
    cancelled = await desk.until(optimisation_id, "cancelled")

    assert {part["state"] for part in await desk.parts(optimisation_id)} <= {"done", "cancelled"}
    assert cancelled["trials_done"] == await desk.counted()


async def test_bars_that_changed_meanwhile_end_the_search_with_its_reason(
    desk: Desk, start: Start, home: Path
) -> None:
    first = start()
    optimisation_id = await desk.ask()
    await desk.until_tried(optimisation_id, 16)
    first.process.kill()
    first.process.wait()

    await desk.owner.execute("update app.optimisation set bars_hash = 'other bars'")
    start()
    failed = await desk.until(optimisation_id, "failed")

    assert failed["reason"] == "The bars are not those it began with."
    assert failed["verdict"] is None
