"""A context lets its actor do what the scopes say, and names the actor the way records keep it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

import pytest
from starlette.requests import Request

from tradewright.kernel.errors import Denied, Unauthenticated
from tradewright.kernel.ids import ApiKeyId, CorrelationId, SessionId, UserId
from tradewright.platform.context import ApiKeyActor, Context, Scope, SystemActor, TraderActor
from tradewright.platform.http import read_context, trade_context

USER = UserId(UUID(int=1))
MOMENT = datetime(2026, 1, 2, tzinfo=UTC)


class Noon:
    """A clock that stands still."""

    def now(self) -> datetime:
        return MOMENT


def a_context(*scopes: Scope) -> Context:
    nothing = cast(Any, None)
    return Context(
        db=nothing,
        bus=nothing,
        vault=nothing,
        clock=Noon(),
        settings=nothing,
        user_id=USER,
        actor=ApiKeyActor(USER, ApiKeyId(UUID(int=2))),
        scopes=frozenset(scopes),
        correlation_id=CorrelationId(UUID(int=3)),
        ids=lambda: UUID(int=4),
    )


def a_request(context: Context | None) -> Request:
    return Request({"type": "http", "headers": [], "state": {} if context is None else {"context": context}})


def test_actors_are_written_as_audit_entries_keep_them() -> None:
    assert str(TraderActor(USER, SessionId(UUID(int=9)))) == f"user:{USER}"
    assert str(ApiKeyActor(USER, ApiKeyId(UUID(int=2)))) == f"api_key:{UUID(int=2)}"
    assert str(SystemActor()) == "system"
    assert str(SystemActor("scheduler")) == "system:scheduler"


def test_time_and_ids_come_from_the_context() -> None:
    cx = a_context("read")

    assert (cx.now, cx.new_id()) == (MOMENT, UUID(int=4))


def test_a_scope_that_is_missing_is_named() -> None:
    cx = a_context("read")
    cx.require("read")

    with pytest.raises(Denied) as caught:
        cx.require("trade")
    assert caught.value.data == {"scope": "trade", "scopes": ["read"]}


def test_a_request_without_a_caller_is_unauthenticated() -> None:
    with pytest.raises(Unauthenticated):
        read_context(a_request(None))


def test_a_reader_may_read_and_not_trade() -> None:
    cx = a_context("read")

    assert read_context(a_request(cx)) is cx
    with pytest.raises(Denied):
        trade_context(a_request(cx))
    assert trade_context(a_request(a_context("read", "trade"))).user_id == USER
