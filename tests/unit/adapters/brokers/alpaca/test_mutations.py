"""What Alpaca's refusals of a new order come to, when its look-ups lag behind what it says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, cast

import pytest
from tests.unit.adapters.brokers.alpaca.test_errors import an_answer

from tradewright.adapters.brokers.alpaca.links import Links
from tradewright.adapters.brokers.alpaca.mutations import Mutations
from tradewright.adapters.brokers.transport import Answer
from tradewright.domain.trading.ports.broker import (
    DUPLICATE_CODE,
    OrderRequest,
    PlaceOutcome,
    Rejected,
    Unknown,
)
from tradewright.kernel.ids import ClientOrderId


class Says:
    """An Alpaca that answers every mutation alike, whose look-ups find nothing."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def mutate(self, *args: Any, **more: Any) -> Answer:
        return self._answer

    async def find(self, client_order_id: ClientOrderId) -> None:
        return None

    @contextmanager
    def sending(self, client_order_id: ClientOrderId) -> Iterator[None]:
        yield


async def placed(message: str) -> PlaceOutcome:
    venue = cast(Any, Says(an_answer(422, {"code": 40010001, "message": message})))
    order = OrderRequest(ClientOrderId("C1"), "AAPL", "buy", "market", Decimal(1), "day")
    return await Mutations(venue, Links(), venue, venue).place(order)


async def test_an_id_that_must_be_unique_proves_the_order_though_no_look_up_finds_it() -> None:
    outcome = await placed("client_order_id must be unique")

    assert isinstance(outcome, Rejected)
    assert outcome.code == DUPLICATE_CODE


@pytest.mark.parametrize("message", ["client_order_id is in use", "client_order_id was seen lately"])
async def test_other_words_about_the_id_that_no_look_up_explains_prove_nothing(message: str) -> None:
    assert isinstance(await placed(message), Unknown)
