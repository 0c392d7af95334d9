"""Errors as RFC 9457 problem details: the one table from what the caller does next to HTTP.

The body is `{type, title, status, detail, code, correlation_id, errors, …data}`. `code` is stable; a bug of ours
carries its correlation id and nothing of its insides.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from starlette.types import Scope

from tradewright.entrypoints.api.asgi import Answer, state_of
from tradewright.kernel.errors import (
    Conflict,
    Denied,
    Fault,
    Invalid,
    LimitReached,
    NotFound,
    NotReady,
    TradewrightError,
    Unauthenticated,
    Unavailable,
)
from tradewright.kernel.money import plain

MEDIA_TYPE = "application/problem+json"
TYPE_BASE = "https://tradewright.dev/problems/"
"""Names of problems, not addresses: `type` ends in the code, and the docs have a page of codes."""
RESERVED = frozenset({"type", "title", "status", "detail", "code", "correlation_id", "errors"})
RETRY_UNAVAILABLE_S = 1

STATUSES: tuple[tuple[type[TradewrightError], int, str], ...] = (
    (Invalid, 422, "The request is not valid"),
    (NotFound, 404, "There is no such thing"),
    (Conflict, 409, "The present state does not allow this"),
    (Unauthenticated, 401, "Sign in first"),
    (Denied, 403, "This is not allowed"),
    (LimitReached, 429, "A limit is reached"),
    (NotReady, 412, "Something else must come first"),
    (Unavailable, 503, "A part of the service is not available"),
)
"""The table. The first kind an error belongs to decides."""

HTTP_CODES: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "The request cannot be read"),
    404: ("route_not_found", "There is nothing at this address"),
    405: ("method_not_allowed", "This address does not take that method"),
    408: ("body_too_slow", "The request did not come in time"),
    413: ("body_too_large", "The request is too large"),
    415: ("media_type_unsupported", "This address does not take that content type"),
    426: ("websocket_required", "This address speaks WebSocket"),
}


def status_of(error: TradewrightError) -> tuple[int, str]:
    """Return the HTTP status and the title of an error."""
    for kind, status, title in STATUSES:
        if isinstance(error, kind):
            return status, title
    return 500, "Something went wrong on our side"


def problem_of(error: TradewrightError, scope: Scope) -> Answer:
    """Return the answer for an error that a caller is expected to handle."""
    status, title = status_of(error)
    faults = error.faults if isinstance(error, Invalid) else ()
    headers: list[tuple[bytes, bytes]] = []
    retry_after = error.data.get("retry_after_s")
    if retry_after is None and isinstance(error, Unavailable):
        retry_after = RETRY_UNAVAILABLE_S
    if retry_after is not None:
        headers.append((b"retry-after", str(retry_after).encode()))
    if status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="tradewright"'))
    return problem(
        scope,
        status=status,
        code=error.code,
        title=title,
        detail=error.detail,
        faults=faults,
        data=error.data,
        headers=headers,
    )


def http_problem(
    scope: Scope, *, status: int, detail: str = "", headers: Mapping[str, str] | None = None
) -> Answer:
    """Return the answer for what the framework itself refuses: no such route, wrong method, unreadable body."""
    code, title = HTTP_CODES.get(status, (f"http_{status}", "The request was refused"))
    extra = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    return problem(scope, status=status, code=code, title=title, detail=detail or f"{title}.", headers=extra)


def bug_problem(scope: Scope) -> Answer:
    """Return the answer for an error nobody expected. What it was is in the log, under the correlation id."""
    return problem(
        scope,
        status=500,
        code="internal",
        title="Something went wrong on our side",
        detail="We made a mistake. Quote the correlation id when you ask about it.",
    )


def problem(
    scope: Scope,
    *,
    status: int,
    code: str,
    title: str,
    detail: str,
    faults: Sequence[Fault] = (),
    data: Mapping[str, Any] | None = None,
    headers: Sequence[tuple[bytes, bytes]] = (),
) -> Answer:
    correlation_id = state_of(scope).get("correlation_id")
    body: dict[str, Any] = {
        "type": f"{TYPE_BASE}{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "correlation_id": str(correlation_id) if correlation_id else None,
        "errors": [
            {"path": fault.path, "rule": fault.rule, "message": fault.message, "value": fault.value}
            for fault in faults
        ],
    }
    body.update({key: value for key, value in (data or {}).items() if key not in RESERVED})
    text = json.dumps(body, default=_plain, ensure_ascii=False, allow_nan=False)
    # A refusal is about this moment and this caller: nobody may keep it.
    return Answer(
        status=status,
        headers=[(b"content-type", MEDIA_TYPE.encode()), (b"cache-control", b"no-store"), *headers],
        body=text.encode("utf-8", "replace"),
    )


def _plain(value: object) -> Any:
    match value:
        case Decimal():
            return plain(value)
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
        case set() | frozenset():
            return sorted(value, key=str)
        case _:
            raise TypeError(f"an error carries {type(value).__name__}, which has no place in a problem")
