"""The product's processes with accounts at fake venues, one for each run that is under way at a time."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

import asyncpg
import httpx

from tests.chaos.observer import Observer
from tests.chaos.venues import Fakes
from tests.crash.plant import PASSWORD, Plant

if TYPE_CHECKING:
    from tests.chaos.run import Run

PARTS: dict[str, tuple[str, ...]] = {
    "gateway": ("gateway",),
    "executor-1": ("executor",),
    "executor-2": ("executor",),
    "scheduler": ("scheduler",),
    "feeder": ("feeder",),
    "worker": ("worker",),
}
VICTIMS = ("executor-1", "executor-2", "gateway", "scheduler")
"""Who is killed: those between an alert and its fill."""
BROKERS = ("alpaca", "binance", "binance_usdm")
LIMIT_NOTIONAL = "1500"
"""The most that one position may be worth: a few entries reach it."""
ASKED_TIMES = 200
"""How often a request is repeated that nobody answered: a gateway that was killed is back within seconds."""


@dataclass
class Stall:
    """One account of one trader, with an agent that trades it. Runs take turns on it."""

    number: int
    broker: str
    key: str
    secret: str
    user_id: UUID
    account_id: str
    path: str
    headers: dict[str, str]
    run: Run | None = None
    """Which run is under way here."""


@dataclass
class ChaosPlant(Plant):
    """Crash's plant with hasty processes and accounts at fake venues."""

    stalls: int = 6
    fakes: Fakes | None = None
    free: dict[str, asyncio.Queue[Stall]] = field(
        default_factory=lambda: {broker: asyncio.Queue() for broker in BROKERS}
    )
    module: str = "tests.chaos.part"
    by_key: dict[tuple[str, str], Stall] = field(default_factory=dict)
    ended_alone: Counter[str] = field(default_factory=Counter)
    """Parts that ended without being killed; the supervisor started them again."""

    def __post_init__(self) -> None:
        self.parts = dict(PARTS)
        self.observer = Observer(self)
        self._reading = asyncio.Lock()

    async def __aenter__(self) -> Self:
        self.http = httpx.AsyncClient(
            timeout=20, limits=httpx.Limits(max_connections=200, max_keepalive_connections=100)
        )
        await super().__aenter__()
        self._helpers = [asyncio.create_task(self.observer.run()), asyncio.create_task(self._supervise())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for helper in self._helpers:
            helper.cancel()
        await asyncio.gather(*self._helpers, return_exceptions=True)
        await self.http.aclose()
        await super().__aexit__(kind, error, trace)

    @property
    def venues(self) -> Fakes:
        assert self.fakes is not None
        return self.fakes

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def ask(self, stall: Stall, path: str, body: dict[str, Any], *, may_fail: bool = False) -> bool:
        """Post as the stall's owner until somebody answers; True when it was taken. Unless it `may_fail`, it must be."""
        answer: httpx.Response | None = None
        for _ in range(ASKED_TIMES):
            with contextlib.suppress(httpx.TransportError):
                answer = await self.http.post(
                    f"{self.base}/api/unify/v1{path}", json=body, headers=stall.headers
                )
                if answer.is_success or (may_fail and answer.status_code < 500):
                    return answer.is_success
            await asyncio.sleep(0.2)
        told = "nobody answered" if answer is None else f"{answer.status_code} {answer.text[:300]}"
        raise AssertionError(f"{path}: {told}")

    async def owner_rows(self, statement: str, *arguments: Any) -> list[Any]:
        """Read as the owner of the database; one connection, so one statement at a time. Waits while it is away."""
        async with self._reading:
            while True:
                try:
                    await self.reconnect()
                    return await self.owner.fetch(statement, *arguments)
                except (
                    OSError,
                    asyncpg.PostgresConnectionError,
                    asyncpg.InterfaceError,
                    asyncpg.InternalClientError,
                    asyncpg.OperatorInterventionError,
                ):
                    self.owner.terminate()  # a server killed in mid-answer leaves the driver's own state in between
                    await asyncio.sleep(0.1)

    async def owner_row(self, statement: str, *arguments: Any) -> Any:
        return (await self.owner_rows(statement, *arguments))[0]

    async def owner_value(self, statement: str, *arguments: Any) -> Any:
        return (await self.owner_row(statement, *arguments))[0]

    async def _supervise(self) -> None:
        """Start again whatever ended by itself, as any supervisor does: a part may find its database away."""
        while True:
            for name, process in list(self._processes.items()):
                if process.returncode is not None and not self._hands[name].locked():
                    self.ended_alone[name] += 1
                    async with self._hands[name]:
                        await self.start(name)
            await asyncio.sleep(0.25)

    async def _settle_in(self) -> None:
        """Sign up a trader for each stall and link an account of theirs at a fake venue."""
        legal = (await self.http.get(f"{self.base}/api/unify/v1/legal")).json()["documents"]
        accepted = [{"document": one["document"], "version": one["version"]} for one in legal]
        few = asyncio.Semaphore(4)

        async def settle(number: int) -> None:
            async with few:
                stall = await self._open(number, accepted)
                self.by_key[stall.broker, stall.key] = stall
                self.free[stall.broker].put_nowait(stall)

        await asyncio.gather(*(settle(number) for number in range(self.stalls)))

    async def _open(self, number: int, accepted: list[dict[str, Any]]) -> Stall:
        broker = BROKERS[number % len(BROKERS)]
        key, secret = f"FAKECHAOS{number}", f"secret-of-stall-{number}"
        await self.venues.admin(broker).open_account(key, secret=secret, cash="1000000")
        async with httpx.AsyncClient(base_url=f"{self.base}/api/unify/v1", timeout=60) as client:
            email = f"chaos{number}@example.com"
            body = {"email": email, "password": PASSWORD, "accepted": accepted}
            (await client.post("/auth/sign-up", json=body)).raise_for_status()
            client.headers["X-CSRF-Token"] = client.cookies["tw_csrf"]
            linked = await _done(
                client,
                f"/accounts/link/{broker}",
                {
                    "label": f"Stall {number}",
                    "environment": "rehearsal",
                    "credential": {"key_id": key, "secret": secret},
                    "base_url": self.venues.urls[broker],
                },
            )
            account_id = linked["account_id"]
            limits = {"position_notional_max": LIMIT_NOTIONAL}
            (await client.put("/risk", json={"accounts": {account_id: limits}})).raise_for_status()
            agent = await _done(
                client,
                "/agents",
                {
                    "name": f"Stall {number}",
                    "account_ids": [account_id],
                    "sizing": {"mode": "fixed", "value": "1"},
                    "opposite": "reverse",
                    "pyramiding_max": None,
                },
            )
            cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
            headers = {"X-CSRF-Token": client.headers["X-CSRF-Token"], "Cookie": cookies}
        user_id = await self.owner_value("select user_id from app.account where account_id = $1", account_id)
        path = "/" + agent["url"].split("/", 3)[3]
        return Stall(number, broker, key, secret, user_id, account_id, path, headers)


async def _done(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
    made: dict[str, Any] = answer.json()
    return made
