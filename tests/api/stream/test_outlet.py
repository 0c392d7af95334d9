"""What one slow socket costs: its newest state, a thousand events, and then its connection."""

from __future__ import annotations

from uuid import uuid4

from tradewright.entrypoints.api.stream.outlet import CLOSE_SLOW, EVENTS_MAX, Outlet
from tradewright.kernel.ids import UserId
from tradewright.platform.bus import Event


def an_outlet() -> Outlet:
    return Outlet(UserId(uuid4()), "session", position=0)


def test_a_socket_too_far_behind_is_closed_and_can_resume() -> None:
    outlet = an_outlet()

    for sequence in range(EVENTS_MAX):
        outlet.put_event(Event(sequence, "tw.events.x", b"{}"))
    before = outlet.closing
    outlet.put_event(Event(EVENTS_MAX, "tw.events.x", b"{}"))

    assert before is None
    assert outlet.closing == (CLOSE_SLOW, "too slow; resume from the last seq")


def test_of_quotes_and_accounts_only_the_latest_wait() -> None:
    outlet = an_outlet()
    outlet.subscribe(["AAA"], everything=False)

    for n in range(5):
        outlet.put_quotes({"AAA": f"a{n}", "BBB": f"b{n}"})
        outlet.put_live("one", f"account {n}")

    assert outlet.quotes == {"AAA": "a4"}
    assert outlet.live == {"one": "account 4"}


def test_what_is_no_longer_wanted_is_not_said() -> None:
    outlet = an_outlet()
    outlet.subscribe([], everything=True)
    outlet.put_quotes({"AAA": "a", "BBB": "b"})

    outlet.subscribe(["BBB"], everything=False)

    assert outlet.quotes == {"BBB": "b"}


def test_the_first_reason_to_close_counts() -> None:
    outlet = an_outlet()

    outlet.close(4401, "signed out")
    outlet.close(1012, "restarting")

    assert outlet.closing == (4401, "signed out")
