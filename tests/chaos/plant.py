"""The product's processes with accounts at fake venues, one for each run that is under way at a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.chaos.venues import Fakes
from tests.crash.plant import PASSWORD, Plant

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


@dataclass
class Stall:
    """One account of one trader, with an agent that trades it. Runs take turns on it."""

    number: int
    broker: str
    key: str
    account_id: str
    path: str
    client: httpx.AsyncClient
    traded_by_hand: bool = False
    """Whether a person ever traded here in the venue's own app: at a spot venue what they bought stays theirs."""


@dataclass
class ChaosPlant(Plant):
    """Crash's plant with hasty processes and accounts at fake venues."""

    stalls: int = 6
    fakes: Fakes | None = None
    free: dict[str, asyncio.Queue[Stall]] = field(
        default_factory=lambda: {broker: asyncio.Queue() for broker in BROKERS}
    )
    module: str = "tests.chaos.part"

    def __post_init__(self) -> None:
        self.parts = dict(PARTS)
        self._reading = asyncio.Lock()

    async def _settle_in(self) -> None:
        """Sign up a trader for each stall and link an account of theirs at a fake venue."""
        base = f"http://127.0.0.1:{self.port}"
        for number in range(self.stalls):
            client = httpx.AsyncClient(base_url=f"{base}/api/unify/v1", timeout=20)
            legal = (await client.get("/legal")).json()["documents"]
            accepted = [{"document": one["document"], "version": one["version"]} for one in legal]
            body = {"email": f"chaos{number}@example.com", "password": PASSWORD, "accepted": accepted}
            (await client.post("/auth/sign-up", json=body)).raise_for_status()
            client.headers["X-CSRF-Token"] = client.cookies["tw_csrf"]
            stall = await self._open(number, client)
            self.free[stall.broker].put_nowait(stall)

    async def owner_rows(self, statement: str, *arguments: Any) -> list[Any]:
        """Read as the owner of the database; one connection, so one statement at a time."""
        async with self._reading:
            await self.reconnect()
            return await self.owner.fetch(statement, *arguments)

    async def owner_row(self, statement: str, *arguments: Any) -> Any:
        return (await self.owner_rows(statement, *arguments))[0]

    async def owner_value(self, statement: str, *arguments: Any) -> Any:
        return (await self.owner_row(statement, *arguments))[0]

    async def _open(self, number: int, client: httpx.AsyncClient) -> Stall:
        assert self.fakes is not None
        broker = BROKERS[number % len(BROKERS)]
        key, secret = f"FAKECHAOS{number}", f"secret-of-stall-{number}"
        await self.fakes.admin(broker).open_account(key, secret=secret, cash="1000000")
        linked = await _done(
            client,
            f"/accounts/link/{broker}",
            {
                "label": f"Stall {number}",
                "environment": "rehearsal",
                "credential": {"key_id": key, "secret": secret},
                "base_url": self.fakes.urls[broker],
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
        return Stall(number, broker, key, account_id, "/" + agent["url"].split("/", 3)[3], client)


async def _done(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
    made: dict[str, Any] = answer.json()
    return made
