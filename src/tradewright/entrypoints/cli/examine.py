"""What `doctor` looks at, each with what is wrong and what to do about it. It changes nothing."""

from __future__ import annotations

import os
import shutil
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import asyncpg

from tradewright.entrypoints.worker.gateway import find_web_dist
from tradewright.kernel.errors import Unavailable
from tradewright.platform.bus import Bus
from tradewright.platform.db import migrate
from tradewright.platform.embedded import Endpoints, find_endpoints
from tradewright.platform.settings import Settings, SettingsError, find_unknown_names, load_settings

CLOCK_SKEW_MAX_S = 2.0
"""Signed alerts and tokens carry times; seconds apart, machines still agree about them."""
DISK_FREE_MIN = 1 << 30
CONNECT_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `cure` says what to do when it is not ok."""

    subject: str
    verdict: Literal["ok", "warning", "wrong"]
    detail: str
    cure: str = ""


async def examine() -> list[Finding]:
    """Return everything looked at, in the order in which one would mend it."""
    try:
        settings = load_settings()
    except SettingsError as error:
        cure = "Set it as expected and run doctor again."
        return [Finding("settings", "wrong", str(problem), cure) for problem in error.problems]
    findings = [
        Finding("settings", "ok", f"{settings.mode}, home {settings.home}"),
        *_misspelled(),
        _disk(settings),
    ]
    running = find_endpoints(settings.home)
    findings.append(_port(settings, running))
    database_url = settings.database_url or (running.database_url if running else None)
    nats_url = settings.nats_url or (running.nats_url if running else None)
    if database_url is None:
        findings.append(Finding("database", "ok", "embedded; `tradewright up` starts it"))
    else:
        findings += await _database(database_url.reveal())
    if nats_url is None:
        findings.append(Finding("bus", "ok", "embedded; `tradewright up` starts it"))
    else:
        findings.append(await _bus(nats_url.reveal()))
    findings.append(_keys(settings))
    findings.append(_browser_app())
    return findings


def _misspelled() -> list[Finding]:
    return [
        Finding(
            "settings",
            "warning",
            f"{name} is no setting of ours",
            f"Did you mean {near}?" if near else "Remove it.",
        )
        for name, near in find_unknown_names(os.environ)
    ]


def _disk(settings: Settings) -> Finding:
    folder = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    detail = f"{free / (1 << 30):.1f} GiB free at {folder}"
    if free < DISK_FREE_MIN:
        return Finding("disk", "wrong", detail, "A full disk stops the database: free some space.")
    return Finding("disk", "ok", detail)


def _port(settings: Settings, running: Endpoints | None) -> Finding:
    where = f"{settings.host}:{settings.port}"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if running is not None:
                return Finding("port", "ok", f"{where} is served by process {running.pid}")
            cure = "Stop what listens there, or set TRADEWRIGHT_PORT to a free port."
            return Finding("port", "wrong", f"{where} is taken ({error.strerror})", cure)
    return Finding("port", "ok", f"{where} is free")


async def _database(dsn: str) -> list[Finding]:
    try:
        connection = await asyncpg.connect(dsn, timeout=CONNECT_TIMEOUT_S)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        cure = "Is the server running, and are host, user and password in TRADEWRIGHT_DATABASE_URL right?"
        return [
            Finding("database", "wrong", f"does not let us in: {str(error) or type(error).__name__}", cure)
        ]
    try:
        version = await connection.fetchval("show server_version")
        theirs: datetime = await connection.fetchval("select clock_timestamp()")
    finally:
        await connection.close()
    skew = abs((datetime.now(UTC) - theirs).total_seconds())
    findings = [Finding("database", "ok", f"PostgreSQL {version}")]
    if skew > CLOCK_SKEW_MAX_S:
        cure = "Let both machines follow a time server: signatures and tokens are refused otherwise."
        findings.append(Finding("clock", "wrong", f"{skew:.1f} s apart from the database's", cure))
    else:
        findings.append(Finding("clock", "ok", f"{skew:.2f} s from the database's"))
    at, wanted = await migrate.current(dsn), migrate.head()
    if at != wanted:
        cure = "Run `tradewright migrate`."
        findings.append(
            Finding("schema", "wrong", f"at {at or 'nothing'}, this version needs {wanted}", cure)
        )
    else:
        findings.append(Finding("schema", "ok", f"at {at}"))
    return findings


async def _bus(url: str) -> Finding:
    try:
        bus = await Bus.connect(url, "doctor", timeout_s=CONNECT_TIMEOUT_S)
    except Unavailable as error:
        cure = "Is NATS running with JetStream (`nats-server -js`), and is TRADEWRIGHT_NATS_URL right?"
        return Finding("bus", "wrong", f"does not answer: {error.data.get('cause', '')}", cure)
    await bus.close()
    return Finding("bus", "ok", "NATS with JetStream")


def _keys(settings: Settings) -> Finding:
    current, *older = settings.vault_keys
    if older:
        cure = "After `tradewright keys rotate` the older ones may go."
        return Finding(
            "vault keys", "warning", f"{current.key_id} seals, {len(older)} older still open", cure
        )
    return Finding("vault keys", "ok", f"{current.key_id}")


def _browser_app() -> Finding:
    folder = find_web_dist()
    if folder is None:
        return Finding("browser app", "warning", "not built: only the API is served", "Run `make setup`.")
    return Finding("browser app", "ok", f"built in {folder}")
