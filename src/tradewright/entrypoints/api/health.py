"""Health by component: what answers, what is late, and whether this process should get requests.

`health` tells all, always with 200. `live` says that the process runs; `ready` that it can do its work (its database
and its bus answer). However many ask, each component is looked at once a second at most.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Literal, cast

import asyncpg
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from tradewright.entrypoints.wiring import Gateway
from tradewright.kernel.errors import Unavailable
from tradewright.platform.db import statements
from tradewright.platform.telemetry import Component, HealthStatus, Reading, worst
from tradewright.platform.telemetry import Health as HealthChecks

HEARTBEAT_LATE_S = 15.0
HEARTBEAT_DEAD_S = 60.0
QUOTES_LATE_S = 15.0
QUOTES_DEAD_S = 120.0
ROLES = ("executor", "feeder", "scheduler")
NEEDED = frozenset({"database", "bus"})

_sql = statements("tradewright.entrypoints.api", "health.sql")


def health_checks(gateway: Gateway) -> HealthChecks:
    """Return the checks of a gateway and of the processes it depends on."""
    checks = HealthChecks()
    checks.register("database", lambda: _database(gateway))
    checks.register("bus", lambda: _bus(gateway))
    for role in ROLES:
        checks.register(role, _role(gateway, role))
    checks.register("quotes", lambda: _quotes(gateway))
    return checks


async def _database(gateway: Gateway) -> Reading:
    try:
        async with gateway.db.open() as tx:
            await tx.execute("select 1")
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as cause:
        raise Unavailable("the database does not answer") from cause
    return Reading()


async def _bus(gateway: Gateway) -> Reading:
    if not gateway.bus.is_connected:
        return Reading("down", "not connected; trying again")
    await gateway.bus.flush()  # a server that hangs keeps its connections
    return Reading()


def _role(gateway: Gateway, role: str) -> Callable[[], Awaitable[Reading]]:
    async def check() -> Reading:
        try:
            async with gateway.db.open() as tx:
                beat: datetime | None = await _sql.newest_heartbeat(tx, role=role)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return Reading("degraded", "unknown while the database does not answer")
        if beat is None:
            return Reading("down", f"no {role} runs")
        age_s = (gateway.clock.now() - beat).total_seconds()
        return _by_age(age_s, "last heartbeat", late_s=HEARTBEAT_LATE_S, dead_s=HEARTBEAT_DEAD_S)

    return check


async def _quotes(gateway: Gateway) -> Reading:
    newest = gateway.quotes.newest_at
    if newest is None:
        return Reading("degraded", "no quote has arrived yet")
    age_s = (gateway.clock.now() - newest).total_seconds()
    return _by_age(age_s, "newest quote", late_s=QUOTES_LATE_S, dead_s=QUOTES_DEAD_S)


def _by_age(age_s: float, what: str, *, late_s: float, dead_s: float) -> Reading:
    if age_s <= late_s:
        return Reading()
    return Reading("down" if age_s > dead_s else "degraded", f"{what} {age_s:.0f} s ago")


class ComponentOut(BaseModel):
    name: str
    status: HealthStatus
    detail: str | None
    age_s: float


class Health(BaseModel):
    status: HealthStatus
    components: list[ComponentOut]

    @classmethod
    def of(cls, components: list[Component]) -> Health:
        return cls(
            status=worst(components),
            components=[
                ComponentOut(
                    name=one.name, status=one.status, detail=one.detail or None, age_s=round(one.age_s, 3)
                )
                for one in components
            ],
        )


class Alive(BaseModel):
    status: Literal["ok"]


router = APIRouter(tags=["health"])


def _checks(request: Request) -> HealthChecks:
    return cast(HealthChecks, request.app.state.health)


@router.get("/health", summary="Health by component; always 200, read `status`")
async def get_health(request: Request) -> Health:
    return Health.of(await _checks(request).read())


@router.get("/live", summary="The process runs")
async def get_live() -> Alive:
    return Alive(status="ok")


@router.get(
    "/ready",
    summary="This process can do its work: its database and its bus answer",
    responses={503: {"model": Health, "description": "Not ready"}},
)
async def get_ready(request: Request, response: Response) -> Health:
    components = await _checks(request).read()
    if any(one.status == "down" for one in components if one.name in NEEDED):
        response.status_code = 503
    return Health.of(components)
