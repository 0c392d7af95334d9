"""Any bytes end in an alert or in Invalid, soon; nothing else ever comes out of the parser."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tradewright.domain.trading.alerts import AlertMapping, ParsedAlert, identify, parse_alert, redact
from tradewright.domain.trading.alerts.mapping import FieldRule
from tradewright.domain.trading.alerts.settings import FormatSettings
from tradewright.domain.trading.documents import intent_from_json, intent_to_json
from tradewright.kernel.errors import Invalid

_SPELLINGS = (
    "ticker symbol action side quantity qty qty_mode quantityType type orderType limitPrice stopPrice stopLoss sl tp "
    "takeProfit sentiment position prev_size prev_sentiment price time bar_time timenow ts id secret tag reduceOnly "
    "version intent order_id sl_percent tp_rr tif bot_uuid message_type email_token bot_id signalToken "
    "instrument investmentType "
    "amount apikey pricetype position_size token data order_type alertId code takeProfits "
    "stopLoss priceDeviation license command "
    "keys commands trailing_stop price_from target_position expires_at maxLag"
)
KEYS = st.sampled_from(tuple(_SPELLINGS.split(" "))) | st.text(max_size=5)
WORDS = st.sampled_from(
    ["buy", "sell", "exit", "cancel",
     "BTCUSDT", "market", "limit", "percent", "unify.v1", "long", "flat", "2%", "NaN",
     "1e308", "-1", "", "0", "bot", "base", "MKT", "SL", "USDT_BTC",
     "ENTER-LONG_x_BTCUSDT", "enter_long", "target", "gtd", "bid",
     "2026-01-01T00:00:00Z", "1767225600", "{{ticker}}", "\x00", "\ud800", "9" * 50]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=5,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=10).map(
    lambda members: json.dumps(members).encode("utf-8", "surrogatepass")
)
PAIRS = st.lists(st.tuples(KEYS, WORDS, st.sampled_from(" ,;\n&")), max_size=8).map(
    lambda pairs: "".join(f"{key}={word}{separator}" for key, word, separator in pairs).encode(
        "utf-8", "replace"
    )
)
ARGUMENTS = st.lists(st.tuples(KEYS, WORDS), max_size=4).map(
    lambda pairs: ",".join(f"{key}={word}" for key, word in pairs)
)
LINES = st.tuples(
    st.sampled_from(["60123456789", "***", "6"]),
    st.sampled_from(["buy", "closelong", "selllimit", "eaoff", "x"]),
    WORDS,
    ARGUMENTS,
).map(",".join)
SCRIPTS = st.tuples(
    WORDS,
    st.lists(
        st.tuples(st.sampled_from(["market", "limit", "stopOrder", "wait", "cancel", "x"]), ARGUMENTS),
        max_size=4,
    ),
).map(lambda script: f"K({script[0]}) {{ {' '.join(f'{name}({inside});' for name, inside in script[1])} }}")
PLAIN = st.tuples(st.sampled_from(["buy", "close long", "flatten", "sell  "]), WORDS, WORDS, ARGUMENTS).map(
    " ".join
)
FOREIGN = (LINES | SCRIPTS | PLAIN).map(lambda text: text.encode("utf-8", "replace"))
LENGTH = 65_000
BOMBS = {
    "deep lists": b"[" * LENGTH,
    "deep objects": b'{"a":' * (LENGTH // 5),
    "deep and closed": b'{"a":' * 900 + b"1" + b"}" * 900,
    "escaped quotes without end": b'{"a":"' + b'\\"' * (LENGTH // 2),
    "escaped quotes in a secret": b'{"secret":"' + b'\\"' * (LENGTH // 2),
    "many quotes": b'"' * LENGTH,
    "words": b"a " * (LENGTH // 2),
    "secret words": b"secret " * (LENGTH // 7),
    "secret keys": b'"secret":' * (LENGTH // 9),
    "secret members": b"{" + b",".join(b'"secret%d":"v%d"' % (n, n) for n in range(3000)) + b"}",
    "pairs": b"".join(b"k%d=1 " % n for n in range(8000)),
    "open quotes in pairs": b'a="' * (LENGTH // 3),
    "a number without end": b'{"quantity":' + b"9" * LENGTH + b"}",
    "bare words": b'{"a":[' + b"na," * (LENGTH // 3 - 10),
    "spaces": b'{"a":' + b" " * LENGTH,
    "unicode": "é".encode() * (LENGTH // 2),
    "licences": b"60123456789," * (LENGTH // 12),
    "pairs in a line": b"60123456789,buy,EURUSD" + b",a=1" * (LENGTH // 5),
    "quotes in a line": b'60123456789,buy,EURUSD,a="' + b'",a="' * (LENGTH // 5),
    "an endless script": b"K(BTCUSDT) {" + b" market(side=buy);" * (LENGTH // 18),
    "open brackets": b"K(" * (LENGTH // 2),
    "a long script": b"K(BTCUSDT) {" + b" market(side=buy);" * (LENGTH // 19) + b"}",
    "codes": b"ENTER-LONG_" * (LENGTH // 11),
    "plain words": b"buy " * (LENGTH // 4),
    "plain digits": b"buy X " + b"9" * LENGTH,
    "wide object": b"{" + b",".join(b'"%d":%d' % (n, n) for n in range(5000)) + b"}",
}


TOLD = AlertMapping(
    settings=FormatSettings(
        "lots", "pips", "percent", "ratio", {"1": "buy"}, {"buy": {"action": "sell", "symbol": "X"}}
    )
)

HIDING = AlertMapping(rules=(FieldRule("secret", path=("sl",)),))


def read(body: bytes, content_type: str) -> ParsedAlert | Invalid:
    try:
        return parse_alert(body, content_type, TOLD)
    except Invalid as invalid:
        return invalid


@given(
    body=st.binary(max_size=200) | DOCUMENTS | PAIRS | FOREIGN,
    content_type=st.sampled_from(["", "application/json", "text/plain", "application/x-www-form-urlencoded"]),
)
@example(body=b'{"ticker":"BTCUSDT","action":"buy","time":1e23}', content_type="")
@example(body=b'{"ticker":"BTCUSDT","action":"buy","ts":"9999-12-31T23:59:59-23:00"}', content_type="")
@example(body=b'{"ticker":"BTCUSDT","action":"buy","ts":99999999999999999999}', content_type="")
@settings(deadline=None, max_examples=300)
def test_any_bytes_are_an_alert_or_invalid(body: bytes, content_type: str) -> None:
    alert = read(body, content_type)
    stored = redact(body)

    assert isinstance(stored, bytes)
    assert isinstance(redact(body, HIDING), bytes)
    if isinstance(alert, Invalid):
        assert alert.faults
        assert all(fault.path.startswith("$") and fault.message for fault in alert.faults)
    else:
        document = json.dumps(intent_to_json(alert.intent)).encode()
        assert b"\\u0000" not in document
        assert intent_from_json(json.loads(document)) == alert.intent
        assert len(identify(alert).digest) == 32


@pytest.mark.parametrize("name", BOMBS)
def test_no_body_takes_long(name: str) -> None:
    started = time.process_time()

    read(BOMBS[name][: 64 * 1024], "")
    redact(BOMBS[name][: 64 * 1024])

    assert (
        time.process_time() - started < 1
    )  # an honest linear pass takes milliseconds; a quadratic one minutes
