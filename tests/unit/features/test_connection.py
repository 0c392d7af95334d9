"""What a trader is told of an account's connection, from what the executor wrote and from its silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tradewright.domain.trading.ports.broker import BrokerUnavailable
from tradewright.features.brokerage.connection import SILENT_AFTER, Connection, Told, connection_of
from tradewright.features.brokerage.links import Link
from tradewright.features.orders.executor.connections import Facts, state_of

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LINKED = NOW - timedelta(days=1)
TOLD = Told("stream_down", NOW - timedelta(minutes=3), "closed by peer", NOW - timedelta(seconds=30), NOW)


def a_link(status: str = "ok") -> Link:
    return Link("keys", "1234", (), True, status, "key deleted", NOW - timedelta(hours=1))  # type: ignore[arg-type]


def stands(
    *, is_active: bool = True, link: Link | None = None, told: Told | None = TOLD, now: datetime = NOW
) -> Connection | None:
    return connection_of(is_active=is_active, link=link or a_link(), told=told, linked_at=LINKED, now=now)


def test_what_the_executor_wrote_is_told_with_its_own_since() -> None:
    found = stands()

    assert found == Connection("stream_down", TOLD.since, "closed by peer", TOLD.last_look_at)


def test_an_account_nobody_tells_of_is_unattended_since_the_last_word() -> None:
    just_in_time = stands(now=NOW + SILENT_AFTER)
    too_late = stands(now=NOW + SILENT_AFTER + timedelta(seconds=1))

    assert just_in_time is not None
    assert just_in_time.state == "stream_down"
    assert too_late is not None
    assert (too_late.state, too_late.since) == ("unattended", TOLD.told_at)


def test_a_revoked_key_outweighs_whatever_was_heard_of_its_stream() -> None:
    found = stands(is_active=False, link=a_link("revoked"))

    assert found is not None
    assert (found.state, found.detail) == ("revoked", "key deleted")


def test_a_new_key_is_connecting_until_an_executor_speaks_of_it() -> None:
    before = Told("unreachable", LINKED, "old key", None, LINKED - timedelta(seconds=1))

    states = [one.state for one in (stands(told=None), stands(told=before)) if one is not None]

    assert states == ["connecting", "connecting"]


def test_a_disconnected_account_is_off_and_one_without_a_key_has_no_connection() -> None:
    off = stands(is_active=False)
    paper = connection_of(is_active=True, link=None, told=None, linked_at=LINKED, now=NOW)

    assert off is not None
    assert off.state == "off"
    assert paper is None


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (Facts(stream=None), "connected"),
        (Facts(), "stream_down"),
        (Facts(stream=None, failure=BrokerUnavailable("unreachable", "no route")), "unreachable"),
        (Facts(stream="cut", failure=BrokerUnavailable("unreachable", "no route")), "unreachable"),
        (Facts(failure=BrokerUnavailable("rate_limited", "slow down", retry_after_s=9)), "rate_limited"),
    ],
)
def test_the_worst_of_what_is_known_is_the_state(facts: Facts, state: str) -> None:
    assert state_of(facts)[0] == state
