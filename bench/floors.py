"""What the parts cost without the product around them, on the same machine in the same run.

The fake alone (its door over kept-alive HTTP), JetStream alone (one acknowledged event an alert), PostgreSQL alone (as many
plain rows as an alert leaves, one alert or many a commit), and the gateway's HTTP without a write.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from uuid import uuid4

import asyncpg
import nats
from measuring import percentile  # type: ignore[import-not-found]
from product import Product  # type: ignore[import-not-found]
from venues import TRADED, FakeVenue  # type: ignore[import-not-found]

from tradewright.platform.embedded import find_endpoints

AT_ONCE: Final = 16
SECONDS: Final = 3.0
PAYLOAD: Final = b'{"id":"1","events":[' + b"x" * 5_500 + b"]}"
"""As large as what one alert on paper sends to browsers."""
ROWS: Final = 12
"""Rows that one alert on paper leaves: alert, identity, signal, order, events, execution, chain, audit, outbox."""


async def floors(product: Product, fakes: list[FakeVenue]) -> list[dict[str, Any]]:
    """Return each floor as name, how many a second, and p50 and p99 in milliseconds."""
    found = [
        await _postgres(product, together=1),
        await _postgres(product, together=25),
        await _jetstream(product),
    ]
    return [*found, await _http(product), *[await _fake(fake) for fake in fakes]]


async def _timed(
    name: str, act: Callable[[], Awaitable[object]], *, each: int = 1, at_once: int = AT_ONCE
) -> dict[str, Any]:
    """Do `act` over and over, `at_once` at a time; `each` is how many alerts one act stands for."""
    times: list[float] = []
    ends = time.perf_counter() + SECONDS

    async def keep_on() -> None:
        while (began := time.perf_counter()) < ends:
            await act()
            times.append((time.perf_counter() - began) * 1000)

    await asyncio.gather(*(keep_on() for _ in range(at_once)))
    return {
        "floor": name,
        "per_s": round(len(times) * each / SECONDS),
        "p50_ms": round(percentile(times, 0.5), 2),
        "p99_ms": round(percentile(times, 0.99), 2),
    }


async def _postgres(product: Product, *, together: int) -> dict[str, Any]:
    """Commits of plain rows as long as ours, in a table with one index and no rules; two connections, like the intake."""
    pool = await asyncpg.create_pool(product.database_url(), min_size=2, max_size=2)
    await pool.execute("create table if not exists public.bench_row (id uuid primary key, body text)")
    body = "x" * 600

    async def commit() -> None:
        ids = [uuid4() for _ in range(ROWS * together)]
        await pool.execute("insert into public.bench_row select unnest($1::uuid[]), $2", ids, body)

    name = f"PostgreSQL: {ROWS} plain rows an alert, {together} alerts a commit"
    found = await _timed(name, commit, each=together, at_once=2)
    await pool.execute("drop table public.bench_row")
    await pool.close()
    return found


async def _jetstream(product: Product) -> dict[str, Any]:
    endpoints = find_endpoints(product.home)
    assert endpoints is not None
    assert endpoints.nats_url is not None
    connection = await nats.connect(endpoints.nats_url.reveal())
    stream = connection.jetstream()
    subject = f"tw.events.{uuid4()}"
    found = await _timed(
        f"JetStream: one acknowledged message of {len(PAYLOAD)} bytes",
        lambda: stream.publish(subject, PAYLOAD),
    )
    await connection.close()
    return found


async def _http(product: Product) -> dict[str, Any]:
    """The gateway's own HTTP: a page that needs no database."""
    return await _requests("gateway: a document of its own", product.base, "GET /api/unify/v1/legal")


async def _fake(venue: FakeVenue) -> dict[str, Any]:
    """The fake alone: an order each time, where orders need no signature; else a small read."""
    if venue.broker != "alpaca":
        return await _requests(f"fake {venue.broker}: a read", venue.url, "GET /api/v3/time")
    order = {
        "symbol": TRADED["alpaca"].theirs,
        "qty": "1",
        "side": "buy",
        "type": "market",
        "time_in_force": "day",
    }
    key = "FAKEFLOOR"
    await venue.admin.open_account(key, secret=f"secret-of-{key}", cash="100000000")
    headers = {"APCA-API-KEY-ID": key, "APCA-API-SECRET-KEY": f"secret-of-{key}"}
    return await _requests(
        "fake alpaca: an order", venue.url, "POST /v2/orders", body=json.dumps(order), headers=headers
    )


async def _requests(
    name: str, base: str, what: str, *, body: str = "", headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Requests over kept-alive sockets, by hand: a client library costs more than what is measured here."""
    host, _, port = base.partition("//")[2].partition(":")
    lines = [f"{what} HTTP/1.1", f"Host: {host}:{port}", f"Content-Length: {len(body)}"]
    lines += [
        "Content-Type: application/json",
        *(f"{one}: {value}" for one, value in (headers or {}).items()),
    ]
    request = ("\r\n".join(lines) + "\r\n\r\n" + body).encode()
    idle = [await asyncio.open_connection(host, int(port)) for _ in range(AT_ONCE)]

    async def ask() -> None:
        reader, writer = idle.pop()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 2"):
            raise RuntimeError(f"{name}: {head[:60]!r}")
        length = next(
            int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
        )
        await reader.readexactly(length)
        idle.append((reader, writer))

    found = await _timed(name, ask)
    for _, writer in idle:
        writer.close()
    return found
