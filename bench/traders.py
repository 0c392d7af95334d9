"""Traders with accounts and agents, made through the API as anyone would, and the alerts that their strategies send.

Every agent trades one symbol of one account and sends `buy` and `sell` by turns, on paper; `buy` and `exit` at a venue where
nothing can be sold short. A sell is netted with what is held: each alert makes one order, and a position never grows.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

PASSWORD = "bench-passphrase-0451"  # noqa: S105
PAPER = (("BTCUSD", "0.01"), ("ETHUSD", "0.1"), ("AAPL", "1"), ("EURUSD", "1000"))
"""What is traded on paper, and how much of it at a time."""


@dataclass(frozen=True)
class Seat:
    """One agent: where its alerts go, which account it trades, what, and how much at a time."""

    path: str
    account_id: str
    symbol: str
    quantity: str
    can_short: bool

    @property
    def actions(self) -> tuple[str, ...]:
        return ("buy", "sell") if self.can_short else ("buy", "exit")

    def body(self, action: str) -> str:
        """Return the alert; @ID@ stands for its own id."""
        alert: dict[str, Any] = {"id": "@ID@", "ticker": self.symbol, "action": action}
        if action != "exit":
            alert |= {"quantity": self.quantity, "quantity_type": "fixed"}
        return json.dumps(alert)


@dataclass(frozen=True)
class Place:
    """A venue to link at: under which name, at which address, and what is traded there."""

    broker: str
    url: str
    symbol: str
    quantity: str


def shots_of(seats: Sequence[Seat]) -> list[tuple[str, str]]:
    """Return what these agents send, in turn: each its first action, then each its second."""
    return [(seat.path, seat.body(seat.actions[turn])) for turn in range(2) for seat in seats]


@asynccontextmanager
async def trader(base: str, name: str) -> AsyncIterator[httpx.AsyncClient]:
    """Sign up a trader and yield a client that speaks for them."""
    async with httpx.AsyncClient(base_url=f"{base}/api/unify/v1", timeout=60) as client:
        legal = (await client.get("/legal")).json()["documents"]
        accepted = [{"document": d["document"], "version": d["version"]} for d in legal]
        await _made(
            client,
            "/auth/sign-up",
            {"email": f"{name}@example.com", "password": PASSWORD, "accepted": accepted},
        )
        client.headers["X-CSRF-Token"] = client.cookies["tw_csrf"]
        yield client


async def open_paper(
    base: str, *, users: int = 10, accounts: int = 5, agents: int = 4, name: str = "paper"
) -> list[Seat]:
    """Return the agents of `users` traders with `accounts` paper accounts each, `agents` (four at most) an account."""
    seats = []
    for user in range(users):
        async with trader(base, f"{name}{user}") as client:
            for number in range(accounts):
                config = {"starting_cash": "10000000"}
                opened = await _made(
                    client, "/accounts", {"label": f"Paper {number}", "broker": "paper", "config": config}
                )
                for symbol, quantity in PAPER[:agents]:
                    seats.append(await _seat(client, opened["account_id"], symbol, quantity, can_short=True))
    return seats


async def link(client: httpx.AsyncClient, at: Place, *, key: str, secret: str) -> Seat:
    """Link the account of `key` and return its one agent."""
    linked = await _made(
        client,
        f"/accounts/link/{at.broker}",
        {
            "label": key,
            "environment": "rehearsal",
            "credential": {"key_id": key, "secret": secret},
            "base_url": at.url,
        },
    )
    return await _seat(client, linked["account_id"], at.symbol, at.quantity, can_short=False)


async def _seat(
    client: httpx.AsyncClient, account_id: str, symbol: str, quantity: str, *, can_short: bool
) -> Seat:
    body = {
        "name": f"{symbol} {account_id[-6:]}",
        "account_ids": [account_id],
        "sizing": {"mode": "fixed", "value": "1"},
        "opposite": "net",
        "pyramiding_max": None,
    }
    agent = await _made(client, "/agents", body)
    return Seat("/" + agent["url"].split("/", 3)[3], account_id, symbol, quantity, can_short)


async def _made(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    if not answer.is_success:
        raise RuntimeError(f"{path}: {answer.status_code} {answer.text}")
    made: dict[str, Any] = answer.json()
    return made
