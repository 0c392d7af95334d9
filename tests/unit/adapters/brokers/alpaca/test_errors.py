"""What an answer of Alpaca's proves, line by line of its error table."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tradewright.adapters.brokers.alpaca.errors import refusal_of
from tradewright.adapters.brokers.transport import Answer
from tradewright.domain.trading.ports.broker import GONE_CODE, REVOKED_CODE


def an_answer(status: int, body: Any) -> Answer:
    return Answer(status, {}, body if isinstance(body, bytes) else json.dumps(body).encode())


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (403, {"code": 40310000, "message": "insufficient buying power"}, "40310000"),
        (422, {"code": 42210000, "message": "sub-penny increment does not fulfill minimum"}, "42210000"),
        (422, {"message": "qty is required"}, "422"),
        (404, {"code": 40410000, "message": "order not found for x"}, "order_not_found"),
        (401, {"code": 40110000, "message": "request is not authorized"}, REVOKED_CODE),
        (401, {"message": "unauthorized."}, REVOKED_CODE),
        (403, {"message": "forbidden."}, REVOKED_CODE),
        (429, {"code": 42910000, "message": "rate limit exceeded"}, "rate_limited"),
        (429, b"slow down", "rate_limited"),
    ],
)
def test_alpacas_own_words_refuse_for_good(status: int, body: Any, code: str) -> None:
    refusal = refusal_of(an_answer(status, body))

    assert refusal is not None
    assert refusal.rejected().code == code
    assert refusal.rejected().text


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, {"code": 50010000, "message": "internal server error occurred"}),
        (502, b"<html>bad gateway</html>"),
        (503, b""),
        (504, {"message": "gateway timeout"}),
        (403, b"<html>Attention Required! | Cloudflare</html>"),
        (422, b'{"code": 422100'),
        (400, b""),
        (200, {"message": "not an error"}),
    ],
)
def test_anything_else_proves_nothing(status: int, body: Any) -> None:
    assert refusal_of(an_answer(status, body)) is None


@pytest.mark.parametrize(
    ("body", "is_reducing", "code"),
    [
        (
            {
                "code": 40310000,
                "message": "insufficient qty available for order (requested: 5, available: 0)",
                "existing_qty": "0",
                "held_for_orders": "0",
            },
            True,
            GONE_CODE,
        ),
        # Somebody's other order holds it: the position is there.
        (
            {
                "code": 40310000,
                "message": "insufficient qty available for order (requested: 5, available: 0)",
                "existing_qty": "5",
                "held_for_orders": "5",
            },
            True,
            "40310000",
        ),
        (
            {
                "code": 40310000,
                "message": "insufficient qty available for order (requested: 5, available: 3)",
            },
            True,
            "40310000",
        ),
        (
            {
                "code": 42210000,
                "message": "position intent mismatch, inferred: sell_to_open, specified: sell_to_close",
            },
            True,
            GONE_CODE,
        ),
        (
            {
                "code": 40310000,
                "message": "insufficient qty available for order (requested: 5, available: 0)",
            },
            False,
            "40310000",
        ),
    ],
)
def test_a_position_is_gone_only_when_nothing_holds_it(
    body: dict[str, Any], is_reducing: bool, code: str
) -> None:
    refusal = refusal_of(an_answer(403, body))

    assert refusal is not None
    assert refusal.rejected(is_reducing=is_reducing).code == code


def test_a_422_that_names_the_client_id_asks_for_a_lookup() -> None:
    duplicate = refusal_of(an_answer(422, {"code": 40010001, "message": "client_order_id must be unique"}))
    other = refusal_of(an_answer(422, {"code": 42210000, "message": "invalid symbol"}))

    assert duplicate is not None
    assert other is not None
    assert duplicate.may_be_duplicate
    assert not other.may_be_duplicate
