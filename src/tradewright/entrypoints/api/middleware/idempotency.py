"""`Idempotency-Key`: a write that is sent again gets the first one's answer, and happens once.

    reserve the key (commit) → the verb, whose every transaction also marks the key → keep the answer (commit) → send

What a repeated request finds after a crash, and what it is told:

| the process died | the key says | the repeat |
|---|---|---|
| before the verb's commit | reserved | nothing happened: waits out STALE_AFTER, then carries it out |
| after it, before the answer was kept | carried out (102) | 409 `idempotency_answer_lost`: read the state instead |
| after that | the answer | gets the answer, with `Idempotency-Replayed: true` |

Requests for orders are better off: the ids of what they write follow from the key, so carrying one out again finds
what the first try wrote. Their key is never marked as carried out, and a repeat after a crash gets a real answer.

A process that was only slow cannot slip in after its key was taken over: its transaction marks the key by the stamp
of its own reservation, finds another stamp, and rolls back. Answers are sealed by the vault: some hold secrets.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tradewright.entrypoints.api.asgi import (
    API_BASE,
    SAFE_METHODS,
    Answer,
    header,
    read_body,
    replay,
    state_of,
)
from tradewright.kernel.errors import Conflict, Fault, Invalid, TradewrightError
from tradewright.kernel.ids import UserId
from tradewright.platform.context import Context
from tradewright.platform.db import Database, Tx, statements
from tradewright.platform.telemetry import logger
from tradewright.platform.vault import KeyMissing

log = logger(__name__)

KEY_LENGTH_MAX = 255
CARRIED_OUT = 102
STALE_AFTER = timedelta(seconds=30)
"""A reservation older than this was left by a process that died. Only patience: fencing keeps it exact."""
SEALED_COLUMN = "idempotency_key.response"
KEPT_BYTES_MAX = 256 * 1024
KEPT_HEADERS = frozenset({b"content-type", b"location", b"etag"})
ASK_AGAIN = frozenset({401, 408, 425, 429})
"""Answers about the moment, not about the request; like 5xx they are not kept unless something was committed."""

RESUMABLE = re.compile(r"/(order|orders/[^/]+/cancel|positions/close|flatten)")
"""Requests that may be carried out twice (features.orders.verbs.ask), and whose looks at rows need no fence."""

_sql = statements("tradewright.entrypoints.api.middleware", "idempotency.sql")


class KeyReused(Invalid):
    """This key was used for another request. Use a new key for a new request."""

    code = "idempotency_key_reused"


class StillRunning(Conflict):
    """The first request with this key has not answered yet; ask again in `retry_after_s` seconds."""

    code = "idempotency_in_progress"


class AnswerLost(Conflict):
    """The first request with this key was carried out, and its answer was lost: read the state instead."""

    code = "idempotency_answer_lost"


class TakenOver(Conflict):
    """This request was so slow that a repeat took its key; nothing of it was committed."""

    code = "idempotency_taken_over"


@dataclass(frozen=True, slots=True)
class _Claim:
    """This request's hold on a key; `claimed_at` tells it from any later holder."""

    cx: Context
    key: str
    claimed_at: datetime

    @property
    def names(self) -> dict[str, Any]:
        return {"user_id": self.cx.user_id, "key": self.key, "claimed_at": self.claimed_at}


class _FencedDatabase(Database):
    """The database as a request with a claim sees it: its transactions commit only while the claim stands."""

    def __init__(self, database: Database, claim: _Claim) -> None:
        super().__init__(database._pool, role=database.role)
        self._claim = claim

    def tenant(self, user_id: UserId) -> AbstractAsyncContextManager[Tx]:
        inner = super().tenant(user_id)
        return inner if user_id != self._claim.cx.user_id else self._fenced(inner)

    @asynccontextmanager
    async def _fenced(self, inner: AbstractAsyncContextManager[Tx]) -> AsyncIterator[Tx]:
        async with inner as tx:
            if not await _sql.mark_carried_out(tx, **self._claim.names):
                raise TakenOver("A repeat of this request is being carried out instead.")
            yield tx


@dataclass(slots=True)
class _Caught:
    """The answer on its way out, held until it is kept."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message.get("headers", []))
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    def answer(self) -> Answer:
        headers = [(name, value) for name, value in self.headers if name.lower() != b"content-length"]
        return Answer(self.status, headers, bytes(self.body))


class Idempotency:
    """Holds every write with an `Idempotency-Key` to its promise. Sessions (`/auth`) are exempt: they are cookies."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = header(scope, b"idempotency-key") if _is_write(scope) else None
        cx: Context | None = state_of(scope).get("context") if key is not None else None
        if key is None or cx is None:
            await self._app(scope, receive, send)
            return
        _check_key(key)
        body = await read_body(receive)
        if body is None:
            return  # the client went away before it had said what it wants
        found = await _claim(cx, key, _hash(cx, scope, body))
        if isinstance(found, Answer):
            await found.send(send)
            return
        await self._carry_out(found, scope, replay(body, receive), send)

    async def _carry_out(self, claim: _Claim, scope: Scope, receive: Receive, send: Send) -> None:
        if not RESUMABLE.fullmatch(scope["path"].removeprefix(API_BASE)):
            state_of(scope)["context"] = replace(claim.cx, db=_FencedDatabase(claim.cx.db, claim))
        caught = _Caught()
        try:
            await self._app(scope, receive, caught.send)
        except Exception:
            # Policy: raised on as it came; the claim alone is given back, so that the same request may be tried again.
            await _release(claim)
            raise
        answer = caught.answer()
        if answer.status >= 500 or answer.status in ASK_AGAIN:
            await _release(claim)
        else:
            await _keep(claim, answer)
        await answer.send(send)


async def _claim(cx: Context, key: str, request_hash: bytes) -> _Claim | Answer:
    """Reserve the key, or return the answer that is kept under it."""
    now = cx.now
    async with cx.transaction() as tx:
        if await _sql.reserve(tx, user_id=cx.user_id, key=key, request_hash=request_hash, now=now):
            return _Claim(cx, key, now)
        row = await _sql.find_reservation(tx, user_id=cx.user_id, key=key)
        if row is None:
            raise StillRunning("The first request with this key just ended; ask again.", retry_after_s=1)
        if row["request_hash"] != request_hash:
            fault = Fault(
                path="$.headers.Idempotency-Key",
                rule="same_request",
                message="Use a new key for another request.",
            )
            raise KeyReused("This key was used for another request.", faults=(fault,))
        if row["status"] is None and now - row["created_at"] > STALE_AFTER:
            claimed = await _sql.take_over(
                tx, user_id=cx.user_id, key=key, now=now, claimed_at=row["created_at"]
            )
            if claimed:
                return _Claim(cx, key, now)
    if row["status"] is None:
        raise StillRunning("The first request with this key is still being worked on.", retry_after_s=1)
    if row["response"] is None:
        if now - row["created_at"] <= STALE_AFTER:
            raise StillRunning("The first request with this key is still being worked on.", retry_after_s=1)
        raise AnswerLost(
            "This request was carried out, and its answer was lost. Read the present state instead."
        )
    return _open(cx, row["status"], row["response"])


async def _keep(claim: _Claim, answer: Answer) -> None:
    try:
        async with claim.cx.transaction() as tx:
            await _sql.keep_answer(tx, **claim.names, status=answer.status, response=_seal(claim.cx, answer))
    except (TradewrightError, OSError) as error:
        # The work is done and its answer is here: it goes out; a repeat will be told that the answer was lost.
        log.warning("idempotency.answer_not_kept", error=repr(error))


async def _release(claim: _Claim) -> None:
    async with claim.cx.transaction() as tx:
        await _sql.release(tx, **claim.names)


def _seal(cx: Context, answer: Answer) -> dict[str, Any] | None:
    if len(answer.body) > KEPT_BYTES_MAX:
        return None
    kept = [[name.decode(), value.decode()] for name, value in answer.headers if name.lower() in KEPT_HEADERS]
    sealed = cx.vault.seal(answer.body, column=SEALED_COLUMN, user_id=cx.user_id)
    return {"headers": kept, "body": base64.b64encode(sealed).decode()}


def _open(cx: Context, status: int, kept: dict[str, Any]) -> Answer:
    headers = [(name.encode(), value.encode()) for name, value in kept["headers"]]
    try:
        body = cx.vault.open(base64.b64decode(kept["body"]), column=SEALED_COLUMN, user_id=cx.user_id)
    except KeyMissing as cause:  # the vault's keys were rotated since
        raise AnswerLost(
            "This request was carried out, and its answer cannot be opened any more. Read the present state instead."
        ) from cause
    return Answer(status, [*headers, (b"idempotency-replayed", b"true")], body)


def _is_write(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
        return False
    path: str = scope["path"]
    return path.startswith(f"{API_BASE}/") and not path.startswith(f"{API_BASE}/auth/")


def _check_key(key: str) -> None:
    if not 0 < len(key) <= KEY_LENGTH_MAX or not key.isascii() or not key.isprintable():
        fault = Fault(
            path="$.headers.Idempotency-Key",
            rule="format",
            message=f"Send 1 to {KEY_LENGTH_MAX} printable ASCII characters, such as a UUID.",
        )
        raise Invalid("The idempotency key cannot be used.", faults=(fault,))


def _hash(cx: Context, scope: Scope, body: bytes) -> bytes:
    # The actor is a part of the request: an API key must not read the kept answer to what its owner, who may more, asked.
    head = f"{cx.actor} {scope['method']} {scope['path']}?{scope['query_string'].decode('latin-1')}\n"
    return hashlib.sha256(head.encode() + body).digest()
