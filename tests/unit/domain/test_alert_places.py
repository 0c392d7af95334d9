"""A fault is found again at the character its author wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewright.domain.trading.alerts import parse_alert
from tradewright.domain.trading.alerts.places import Place, Places
from tradewright.kernel.errors import Invalid

JSON = """
{
  "ticker": "BTCUSDT",
  "legs": [ {"side": "up", "lot size": NaN}, 7 ],
  "sl": {"mode": "percent",
         "value": -1}
}"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("$", Place(2, 1)),
        ("$.ticker", Place(3, 13)),
        ("$.legs[0].side", Place(4, 22)),
        ('$.legs[0]["lot size"]', Place(4, 40)),
        ("$.legs[0].lot size", Place(4, 40)),
        ("$.legs[1]", Place(4, 46)),
        ("$.sl.value", Place(6, 19)),
        ("$.sl.missing", Place(5, 9)),
        ("$.nothing", Place(2, 1)),
    ],
)
def test_a_path_of_a_json_body_has_its_line_and_column(path: str, place: Place) -> None:
    assert Places(JSON).of(path) == place


@pytest.mark.parametrize(
    ("text", "path", "place"),
    [
        ("ticker=SPY action=buy\nsl = 2%", "$.sl", Place(2, 6)),
        ("60123456789, buy, EURUSD,risk=1", "$.command", Place(1, 14)),
        ("60123456789, buy, EURUSD,risk=1", "$.symbol", Place(1, 19)),
        ("60123456789, buy, EURUSD,risk=1", "$.risk", Place(1, 31)),
        ("K(BTCUSDT) {\n market(side=up);\n stopOrder(offset=5);\n}", "$.commands[0].side", Place(2, 14)),
        ("K(BTCUSDT) {\n market(side=up);\n stopOrder(offset=5);\n}", "$.commands[1].offset", Place(3, 19)),
        ("K(BTCUSDT) {\n market(side=up);\n stopOrder(offset=5);\n}", "$.commands[1].command", Place(3, 2)),
        ("buy SPY 3 sl=x", "$.quantity", Place(1, 9)),
        ("buy SPY 3 sl=x", "$.ticker", Place(1, 5)),
        ("buy SPY 3 sl=x", "$.sl", Place(1, 14)),
    ],
)
def test_a_path_of_a_text_has_its_line_and_column(text: str, path: str, place: Place) -> None:
    assert Places(text).of(path) == place


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ('\n\n  {"ticker": "SPY",\n "action" "buy"}', Place(4, 11)),
        ('  {"ticker" "SPY"}', Place(1, 13)),
        ("just words", Place(1, 1)),
        ("a=1 just words", Place(1, 5)),
        ("sell everything now", Place(1, 17)),
    ],
)
def test_what_cannot_be_read_lies_where_reading_stopped(body: str, place: Place) -> None:
    with pytest.raises(Invalid) as caught:
        parse_alert(body.encode())

    [fault] = caught.value.faults
    assert Places(body).of_fault(fault.path, fault.message) == place


@given(
    body=st.text(max_size=80),
    path=st.sampled_from(["$", "$.a", "$.a[0]", '$["b c"]', "$.commands[1].x", "$.symbol"]),
)
def test_any_text_has_a_place_for_any_path(body: str, path: str) -> None:
    place = Places(body).of(path)

    assert 1 <= place.line <= body.count("\n") + 1
    assert place.column >= 1
