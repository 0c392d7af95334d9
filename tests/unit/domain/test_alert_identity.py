"""Repeats are recognised by the best the alert carries, and secrets never reach the store."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewright.domain.trading.alerts import Identity, identify, parse_alert, redact
from tradewright.kernel.errors import Invalid

BASE: dict[str, Any] = {"ticker": "BTCUSDT", "action": "buy", "quantity": "1"}
FIRED = "2026-01-01T00:15:03Z"
BAR = "2026-01-01T00:15:00Z"


def identity(**members: Any) -> Identity:
    return identify(parse_alert(json.dumps(BASE | members).encode()))


@pytest.mark.parametrize(
    ("members", "kind", "window_s", "resets_on_flip"),
    [
        ({"id": "a-1"}, "explicit", 604_800, False),
        ({"alertTimestamp": 1767225600}, "explicit", 604_800, False),
        ({"timenow": FIRED}, "fired", 86_400, False),
        ({"timestamp": 1767225600123}, "fired", 86_400, False),
        ({"time": FIRED, "bar_time": BAR}, "fired", 86_400, False),
        ({"time": BAR}, "bar", 86_400, True),
        ({"date": "2026-01-01"}, "bar", 86_400, True),
        ({}, "content", 60, True),
        ({"time": "{{time}}"}, "content", 60, True),
        ({"id": "{{strategy.order.id}}"}, "content", 60, True),
    ],
)
def test_the_best_mark_an_alert_carries_decides(
    members: dict[str, Any], kind: str, window_s: int, resets_on_flip: bool
) -> None:
    found = identity(**members)

    assert (found.kind, found.window_s, found.resets_on_flip) == (kind, window_s, resets_on_flip)


def test_an_explicit_id_is_the_same_alert_whatever_the_rest_says() -> None:
    assert identity(id="a-1", quantity="2") == identity(id="a-1", quantity="3")
    assert identity(id="a-1").digest != identity(id="a-2").digest


@pytest.mark.parametrize("moment", [FIRED, 1767225600, "1767225600123"])
def test_an_id_that_is_a_moment_keeps_apart_what_was_asked_in_it(moment: str | int) -> None:
    entry = identity(alertTimestamp=moment)
    leaving = identity(alertTimestamp=moment, action="sell", sentiment="flat")
    turning = identity(alertTimestamp=moment, action="sell", sentiment="short")
    again = identity(alertTimestamp=moment, price="101")

    assert len({entry.digest, leaving.digest, turning.digest}) == 3
    assert again == entry


def test_two_moments_or_two_contents_are_two_alerts() -> None:
    assert identity(timenow=FIRED).digest != identity(timenow=BAR).digest
    assert identity(time=BAR, quantity="2").digest != identity(time=BAR).digest
    assert identity(time=BAR, comment="x").digest != identity(time=BAR).digest


def test_spelling_does_not_matter_and_secrets_are_no_content() -> None:
    one = parse_alert(b'{"ticker":"BTCUSDT","action":"buy","quantity":1.50,"secret":"old"}')
    other = parse_alert(b'{ "secret":"new",\n"quantity" : "1.5", "action":"buy","ticker":"BTCUSDT"}')

    assert identify(one) == identify(other)


@given(
    members=st.dictionaries(
        st.text(min_size=1, max_size=6).map("x_".__add__),
        st.text(max_size=6) | st.integers() | st.booleans(),
        max_size=6,
    ),
    data=st.data(),
)
@settings(deadline=None, max_examples=60)
def test_the_order_of_members_never_matters(members: dict[str, Any], data: st.DataObject) -> None:
    whole = BASE | members
    shuffled = dict(data.draw(st.permutations(list(whole.items()))))

    try:
        expected = identify(parse_alert(json.dumps(whole).encode()))
    except Invalid:  # a text no database can hold
        return
    assert identify(parse_alert(json.dumps(shuffled, indent=1).encode())) == expected


@pytest.mark.parametrize(
    ("body", "stored"),
    [
        (b'{"action":"buy", "secret" : "hush","x":1}', b'{"action":"buy", "secret" : "***","x":1}'),
        (b'{"Passphrase":"a\\"b","x":1}', b'{"Passphrase":"***","x":1}'),
        (b'{"api_key":12345}', b'{"api_key":"***"}'),
        (b"ticker=SPY action=buy secret=hush qty=1", b"ticker=SPY action=buy secret=*** qty=1"),
        (b'ticker=SPY,license="a b",qty=1', b"ticker=SPY,license=***,qty=1"),
        (b'{"intent":{"token":"hush"}}', b'{"intent":{"token":"***"}}'),
        (b'{"\\u0073ecret":"hush"}', b'{"secret": "***"}'),
        (b'{"secret":{"deep":["hush now"]}}', b'{"secret": "***"}'),
        (b'{"secret":"hush', b'{"secret":"***"'),
        (b'{"ticker":"SPY","comment":"the secret of it"}', b'{"ticker":"SPY","comment":"the secret of it"}'),
        (b"\xff\xfe secret=hush", b"\xff\xfe secret=***"),
    ],
)
def test_secrets_are_masked_and_all_else_is_kept(body: bytes, stored: bytes) -> None:
    assert redact(body) == stored


@given(
    secret=st.text(min_size=12, max_size=30), key=st.sampled_from(["secret", "passphrase", "apikey", "Token"])
)
@settings(deadline=None, max_examples=80)
def test_no_secret_survives_redaction(secret: str, key: str) -> None:
    for ensure_ascii in (True, False):
        body = json.dumps(BASE | {key: secret}, ensure_ascii=ensure_ascii).encode("utf-8", "surrogatepass")

        stored = redact(body)

        assert secret.encode("utf-8", "surrogatepass") not in stored
        assert json.dumps(secret).encode() not in stored
