"""The table of what Binance's answers prove."""

from __future__ import annotations

import pytest

from tradewright.adapters.brokers.binance.errors import Kind, Refusal, failed, refusal_of
from tradewright.adapters.brokers.transport import Answer, NoAnswer, NotSent, Reply, dump_json
from tradewright.domain.trading.ports.broker import (
    DUPLICATE_CODE,
    GONE_CODE,
    REVOKED_CODE,
    DeniedLocally,
    Unknown,
)


def refused(status: int, code: int, text: str = "words", **headers: str) -> Refusal:
    refusal = refusal_of(Answer(status, headers, dump_json({"code": code, "msg": text})))
    assert refusal is not None
    return refusal


TABLE: list[tuple[int, int, str, Kind]] = [
    (400, -1006, "", "unknown"),
    (408, -1007, "Timeout waiting for response from backend server.", "unknown"),
    (500, -1000, "", "unknown"),
    (503, 0, "Unknown error, please check your request or try again later.", "unknown"),
    (504, 0, "", "unknown"),
    (502, -2010, "Account has insufficient balance", "unknown"),
    (503, -1008, "Server is currently overloaded with other requests.", "busy"),
    (400, -1008, "Request throttled by system-level protection.", "busy"),
    (429, -1003, "Too many requests", "rate"),
    (429, -1015, "Too many new orders", "rate"),
    (400, -1015, "Too many new orders", "rate"),
    (418, -1003, "Way too much request weight used; IP banned until 1.", "ban"),
    (400, -1021, "Timestamp for this request is outside of the recvWindow.", "clock"),
    (400, -1022, "Signature for this request is not valid.", "key"),
    (401, -2014, "API-key format invalid.", "key"),
    (401, -2015, "Invalid API-key, IP, or permissions for action.", "key"),
    (400, -1013, "Filter failure: LOT_SIZE", "final"),
    (400, -1111, "Parameter 'quantity' has too much precision.", "final"),
    (400, -1121, "Invalid symbol.", "final"),
    (400, -2010, "Account has insufficient balance for requested action.", "final"),
    (400, -2010, "Market is closed.", "final"),
    (400, -2010, "Order would immediately match and take.", "final"),
    (400, -2010, "Order would trigger immediately.", "final"),
    (400, -2010, "Duplicate order sent.", "duplicate"),
    (400, -2011, "Unknown order sent.", "absent"),
    (400, -2013, "Order does not exist.", "absent"),
    (400, -2018, "Balance is insufficient.", "final"),
    (400, -2019, "Margin is insufficient.", "final"),
    (400, -2021, "Order would immediately trigger.", "final"),
    (400, -2022, "ReduceOnly Order is rejected.", "gone"),
    (400, -4116, "ClientOrderId is duplicated.", "duplicate"),
    (400, -4120, "Order type not supported for this endpoint.", "final"),
    (400, -4131, "PERCENT_PRICE", "final"),
    (400, -4164, "Order's notional must be no smaller than 5", "final"),
    (400, -5021, "FOK", "final"),
    (400, -5022, "post only", "final"),
    (400, -5028, "recvWindow", "final"),
    (403, 0, "", "unknown"),
]


@pytest.mark.parametrize(("status", "code", "text", "kind"), TABLE)
def test_each_answer_proves_what_the_table_says(status: int, code: int, text: str, kind: Kind) -> None:
    assert refused(status, code, text).kind == kind


@pytest.mark.parametrize("body", [b"", b"<html>403 Forbidden</html>", b'{"code":-2010,', b"[]", b"null"])
@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_a_refusal_that_nobody_can_read_proves_nothing(status: int, body: bytes) -> None:
    refusal = refusal_of(Answer(status, {}, body))

    assert refusal is not None
    assert refusal.kind == "unknown"


def test_an_answer_of_200_is_no_refusal() -> None:
    assert refusal_of(Answer(200, {}, b"<html>")) is None


def test_final_refusals_bear_codes_that_the_executor_knows() -> None:
    codes = [
        refused(401, -2015).rejected().code,
        refused(400, -2010, "Duplicate order sent.").rejected().code,
        refused(400, -2022).rejected().code,
        refused(400, -2010, "Market is closed.").rejected().code,
    ]

    assert codes == [REVOKED_CODE, DUPLICATE_CODE, GONE_CODE, "-2010"]


def test_reads_tell_a_revoked_key_and_how_long_to_wait() -> None:
    revoked = refused(401, -2015, "Invalid API-key").unavailable()
    limited = refusal_of(
        Answer(429, {"retry-after": "17"}, dump_json({"code": -1003, "msg": "Too many requests"}))
    )

    assert revoked.code == REVOKED_CODE
    assert limited is not None
    assert (limited.unavailable().code, limited.unavailable().retry_after_s) == ("rate_limited", 17)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (NotSent("ConnectError"), DeniedLocally("ConnectError")),
        (NoAnswer("ReadTimeout"), Unknown("ReadTimeout")),
        (Answer(200, {}, b""), None),
    ],
)
def test_without_an_answer_only_what_never_left_is_denied(
    reply: Reply, outcome: DeniedLocally | Unknown | None
) -> None:
    assert failed(reply) == outcome
