"""What befalls an account is only what could befall one at a real venue."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from tests.chaos.acts import take_out
from tests.chaos.plant import Stall
from tests.chaos.venues import SYMBOLS, fakes

KEY = "FAKETAKEOUT"


async def test_coins_that_an_order_has_locked_are_not_taken_out() -> None:
    stall = Stall(1, "binance", KEY, "secret", uuid4(), "account", "/path", {})
    listed = SYMBOLS["binance"][1]
    async with fakes(1) as venues:
        admin = venues.admin("binance")
        await admin.open_account(KEY, secret="secret", cash="1000")
        venues.price("binance", listed, listed.price)
        nothing = take_out(venues, stall, listed)
        await admin.transfer(KEY, "4", market="spot", asset="LTC")
        resting = {"type": "limit", "kind": "limit", "limit_price": "150", "market": "spot"}
        await admin.external_order(KEY, listed.theirs, "sell", "3", **resting)

        taken = take_out(venues, stall, listed)

        assert nothing == []
        assert taken == [Decimal("0.5")]
        assert venues.held("binance", KEY, listed) == Decimal("3.5")
