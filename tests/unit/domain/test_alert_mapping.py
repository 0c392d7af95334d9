"""A trader's own reading of a message: found by path, translated by words, with every fault where the sender wrote it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.builders import d

from tradewright.domain.trading.alerts import NO_MAPPING, ParsedAlert, parse_alert, redact
from tradewright.domain.trading.alerts.mapping import parse_path, render_path
from tradewright.domain.trading.alerts.mapping_documents import mapping_from_document, mapping_to_document
from tradewright.domain.trading.signal import Intent, Protection, Sizing
from tradewright.kernel.errors import Invalid

FIELDS: dict[str, Any] = {
    "symbol": {"path": "$.market.pair"},
    "action": {"path": "$.legs[0].direction", "values": {"long": "buy", "short": "sell", "true": "buy"}},
    "quantity": {"path": '$.legs[0]["lot size"]', "default": "3"},
    "quantity_mode": {"constant": "lots"},
    "stop_loss_percent": {"path": "$.risk"},
}
MESSAGE: dict[str, Any] = {
    "market": {"pair": "BINANCE:ETHUSDT"},
    "legs": [{"direction": "Long", "lot size": 0.5}],
    "risk": "1.5",
}


def read(message: object, fields: dict[str, Any] = FIELDS) -> ParsedAlert:
    return parse_alert(json.dumps(message).encode(), "", mapping_from_document({"fields": fields}))


def test_fields_are_found_by_path_and_words_are_translated() -> None:
    alert = read(MESSAGE)

    assert alert.format == "mapped"
    assert alert.intent == Intent(
        "buy", "ETHUSDT", Sizing("lots", d("0.5")), stop_loss=Protection("percent", d("1.5"))
    )
    assert read(MESSAGE | {"legs": [{"direction": True}]}).intent.sizing == Sizing("lots", d("3"))
    assert read([MESSAGE]).intent == alert.intent


def test_a_fault_of_a_mapped_field_points_into_the_senders_message() -> None:
    with pytest.raises(Invalid) as caught:
        read({"market": {}, "legs": [{"direction": "up", "lot size": "many"}], "risk": 0})

    assert {fault.path: fault.rule for fault in caught.value.faults} == {
        "$.legs[0].direction": "unmapped",
        '$.legs[0]["lot size"]': "number",
        "$.market.pair": "missing",
        "$.risk": "positive",
    }


def test_a_message_in_which_the_mapping_finds_nothing_is_read_as_what_it_is() -> None:
    alert = read({"ticker": "SPY", "action": "sell"})

    assert (alert.format, alert.intent) == ("flat", Intent("sell", "SPY"))


@pytest.mark.parametrize(
    "text", ["", "side", "$", "$.", "$.a..b", "$[x]", "$.a[", '$.a["b]', "$" + ".a" * 200]
)
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="JSON path"):
        parse_path(text)


STEPS = st.integers(0, 9999) | st.text(
    st.characters(blacklist_characters='"', blacklist_categories=["Cs"]), min_size=1, max_size=8
)


@given(path=st.lists(STEPS, min_size=1, max_size=5).map(tuple))
def test_a_path_is_read_back_as_it_was_written(path: tuple[str | int, ...]) -> None:
    assert parse_path(render_path(path)) == path


def test_a_mapping_is_read_back_as_it_was_stored() -> None:
    document = {
        "fields": FIELDS,
        "risk_unit": "lots",
        "bot_sides": {"7": "sell"},
        "triggers": {"up": {"action": "buy", "symbol": "SPY"}},
    }

    mapping = mapping_from_document(document)

    assert mapping_from_document(json.loads(json.dumps(mapping_to_document(mapping)))) == mapping
    assert mapping_to_document(NO_MAPPING) is None
    assert mapping_from_document(None) == NO_MAPPING


@pytest.mark.parametrize(
    ("body", "stored"),
    [
        (b'{"auth":{"word":"open \\"sesame\\""},"side":"up"}', b'{"auth":{"word":"***"},"side":"up"}'),
        ('{"auth":{"word":"s\u00e9same"}}'.encode(), b'{"auth":{"word":"***"}}'),
        (b'{"auth":{"word":"\\u0073esame"}}', b'{"auth": {"word": "***"}}'),
        (b'{"auth":{"word":"***"}}', b'{"auth":{"word":"***"}}'),
        (b'{"auth":{"word":7},"side":"up"}', b'{"auth": {"word": "***"}, "side": "up"}'),
        (b"not JSON at all", b"not JSON at all"),
    ],
)
def test_what_a_mapping_takes_for_the_passphrase_is_hidden(body: bytes, stored: bytes) -> None:
    mapping = mapping_from_document({"fields": {"secret": {"path": "$.auth.word"}}})

    assert redact(body, mapping) == stored
