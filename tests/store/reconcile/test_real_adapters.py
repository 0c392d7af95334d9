"""The real adapters on fake venues, under a real executor: looking changes nothing in order, and finds what is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.store.executor import conftest as executor_floor
from tests.store.executor.conftest import Floor, PaperFactory, Running
from tests.support.eventually import eventually

from tradewright.adapters.brokers import alpaca as alpaca_adapter
from tradewright.adapters.brokers import binance as binance_adapter
from tradewright.domain.trading.ports.broker import Broker, KnownOrder
from tradewright.domain.trading.ports.linking import Credential
from tradewright.domain.trading.signal import Intent, Protection, Sizing
from tradewright.features.orders.executor.venues import Sink
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import AccountId, SignalId, UserId, new_uuid7
from tradewright.kernel.secret import Secret
from tradewright_fakes import alpaca, binance
from tradewright_fakes.admin import Admin
from tradewright_fakes.serving import secret_for

PLACES = {"alpaca": "/v2/orders", "binance": "/api/v3/order", "binance_usdm": "/fapi/v1/order"}
SYMBOLS = {"alpaca": "AAPL", "binance": "ETHUSDT", "binance_usdm": "ETHUSDT.P"}
MARKETS: dict[str, dict[str, str]] = {
    "alpaca": {},
    "binance": {"market": "spot"},
    "binance_usdm": {"market": "futures"},
}
PRICES = {
    "alpaca": ("200.00", "200.10"),
    "binance": ("2000.00", "2000.10"),
    "binance_usdm": ("2000.00", "2000.10"),
}
QUANTITY = Decimal(1)


@dataclass
class There:
    """One trader with one account at one venue."""

    floor: Floor
    admin: Admin
    name: str
    key: str
    user_id: UserId
    account_id: AccountId
    running: Running | None = None

    @property
    def symbol(self) -> str:
        return SYMBOLS[self.name]

    @property
    def venue_symbol(self) -> str:
        return self.symbol.removesuffix(".P")

    async def start(self) -> None:
        self.running = await self.floor.start_executor()
        await self.in_sync()

    async def in_sync(self) -> None:
        async def look() -> bool:
            assert self.running is not None
            desk = self.running.executor._books.find_desk(self.account_id)
            return (
                desk is not None
                and desk.is_settled
                and "*" not in desk.book.accounts[self.account_id].blocked
            )

        await eventually(look, within_s=15)

    async def move(self, bid: str | None = None, ask: str | None = None) -> None:
        bid, ask = bid or PRICES[self.name][0], ask or PRICES[self.name][1]
        given = {"mark": bid, **MARKETS[self.name]} if self.name != "alpaca" else {}
        await self.admin.price(self.venue_symbol, bid=bid, ask=ask, last=bid, **given)

    async def buy(self, **more: Any) -> SignalId:
        intent = Intent("buy", self.symbol, sizing=Sizing("fixed", QUANTITY), **more)
        return await self.floor.ask(self.user_id, self.account_id, intent)

    async def looks(self, count: int) -> None:
        """Return after so many more looks at the account."""
        assert self.running is not None
        reconciler = self.running.executor._rounds._reconciler
        for _ in range(count):
            before = reconciler._looked_at.get(self.account_id)

            async def again(before: datetime | None = before) -> bool:
                return reconciler._looked_at.get(self.account_id) != before

            await eventually(again, within_s=15)
        await asyncio.sleep(0.3)  # for what the last look found to be committed

    async def count(self, table: str) -> int:
        found = await self.floor.owner.fetchval(
            f"select count(*) from app.{table} where user_id = $1", self.user_id
        )
        return int(found)

    async def everything(self) -> dict[str, int]:
        tables = (
            "order_event",
            "execution",
            "external_order",
            "discrepancy",
            "transfer",
            "inquiry",
            "trade_order",
        )
        return {table: await self.count(table) for table in tables}


async def known_orders(floor: Floor, account_id: AccountId) -> list[KnownOrder]:
    """What our books know of live orders, as an adapter is told it when it opens."""
    rows = await floor.owner.fetch(
        """select o.*, p.client_order_id as parent from app.trade_order o
             left join app.trade_order p on p.order_id = o.parent_order_id
            where o.account_id = $1 and o.state in ('held', 'submitting', 'unknown', 'working', 'partly_filled')""",
        account_id,
    )
    return [
        KnownOrder(
            row["client_order_id"], row["leg"], row["venue_order_id"], row["parent"], symbol=row["symbol"]
        )
        for row in rows
    ]


@pytest.fixture(params=["alpaca", "binance", "binance_usdm"])
async def there(
    request: pytest.FixtureRequest, floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[There]:
    name = request.param
    serve: Any = alpaca.serve if name == "alpaca" else binance.serve
    async with serve(seed=1) as fake:
        key = f"FAKE{new_uuid7().hex}"
        ours = AccountId(new_uuid7())
        begun = datetime.now(UTC) - timedelta(minutes=1)

        class Factory(PaperFactory):
            async def open(
                self,
                user_id: UserId,
                account_id: AccountId,
                *,
                broker: str,
                config: dict[str, Any],
                sink: Sink,
                **more: Any,
            ) -> Broker:
                if broker == "paper":
                    return await super().open(user_id, account_id, broker=broker, config=config, sink=sink)
                told: dict[str, Any] = {
                    "clock": SystemClock(),
                    "on_event": lambda event: sink(account_id, event),
                    "base_url": fake.url,
                    "since": begun,
                    "known": await known_orders(floor, account_id),
                }
                credential = Credential("keys", key, Secret(secret_for(key)))
                made: Broker = (
                    alpaca_adapter.open_broker(credential, "rehearsal", **told)
                    if name == "alpaca"
                    else binance_adapter.open_broker(name, credential, "rehearsal", **told)
                )
                await made.connect()
                self.made = made
                return made

            async def release(self, account_id: AccountId) -> None:
                if account_id == ours:
                    await self.made.close()
                else:
                    await super().release(account_id)

        monkeypatch.setattr(executor_floor, "PaperFactory", Factory)
        user_id, _ = await floor.add_trader()
        account_id = ours
        currency = "USD" if name == "alpaca" else "USDT"
        await floor.owner.execute(
            """insert into app.account (user_id, account_id, broker, label, environment, currency, created_at)
               values ($1, $2, $3, 'Rehearsed', 'rehearsal', $4, now())""",
            user_id,
            account_id,
            name,
            currency,
        )
        await floor.owner.execute(
            "insert into app.account_book (user_id, account_id, starting_cash, updated_at) values ($1, $2, 100000, now())",
            user_id,
            account_id,
        )
        made_there = There(floor, fake.admin, name, key, user_id, account_id)
        await made_there.move()
        yield made_there
        for running in floor.running:
            if not running.task.done():
                await running.stop()


async def test_looking_again_and_again_changes_nothing_that_is_in_order(there: There) -> None:
    await there.start()
    limit = Decimal(PRICES[there.name][0]) * Decimal("0.9")
    guarded = await there.buy(
        stop_loss=Protection("percent", Decimal(5)), take_profit=Protection("percent", Decimal(5))
    )
    await there.floor.order_of(guarded, state="filled")
    await there.floor.order_of(await there.buy(order_type="limit", limit_price=limit), state="working")
    await there.looks(4)
    before = await there.everything()

    await there.looks(4)

    assert await there.everything() == before
    assert before["execution"] == 1
    assert (before["external_order"], before["discrepancy"], before["transfer"]) == (0, 0, 0)


async def test_three_lost_replies_are_three_orders_found_and_booked(there: There) -> None:
    await there.start()
    limit = Decimal(PRICES[there.name][0]) * Decimal("0.9")
    asked = []
    for number in range(3):
        when = {"method": "POST", "path": PLACES[there.name], "key": there.key, "times": 1}
        await there.admin.fault("drop_after", when=when)
        asked.append(await there.buy(order_type="limit", limit_price=limit - number))
        # Three signals in a row, each while the fate of the one before is open or just found.
        await there.floor.order_of(asked[-1], state="working")

    assert len(await there.admin.accepted(there.key)) == 3
    assert await there.count("trade_order") == 3
    assert (await there.everything())["external_order"] == 0


async def test_what_is_traded_by_hand_while_the_stream_is_away_is_found(there: There) -> None:
    await there.start()
    await there.floor.order_of(await there.buy(), state="filled")
    await there.looks(1)

    await there.admin.kill_streams(there.key)
    await there.admin.external_order(
        there.key, there.venue_symbol, "buy", "1", type="limit", limit_price=str(Decimal(PRICES[there.name][0]) / 2),
        **MARKETS[there.name],
    )  # fmt: skip
    await there.admin.external_order(there.key, there.venue_symbol, "buy", "2", **MARKETS[there.name])

    async def seen() -> bool:
        states = await there.floor.owner.fetch(
            "select state from app.external_order where user_id = $1", there.user_id
        )
        return sorted(row["state"] for row in states) == ["filled", "working"]

    await eventually(seen, within_s=15)
    held = await there.floor.position(there.account_id, there.symbol)
    # Where the venue tells balances, coins bought by hand are their owner's and none of ours; less a fee in coins.
    assert held == 3 if there.name != "binance" else Decimal("0.9") < held <= 1
    await there.looks(3)
    assert await there.count("discrepancy") == 0


async def test_a_restart_in_between_forgets_nothing(there: There) -> None:
    await there.start()
    limit = Decimal(PRICES[there.name][0]) * Decimal("0.9")
    resting = await there.buy(order_type="limit", limit_price=limit)
    await there.floor.order_of(resting, state="working")
    assert there.running is not None
    await there.running.stop()

    await there.move(str(limit - 1), str(limit - 1))
    await there.start()

    await there.floor.order_of(resting, state="filled")
    await there.looks(3)
    assert await there.count("execution") == 1
    assert await there.count("discrepancy") == 0


@pytest.mark.parametrize("stream", ["tells", "is silent"])
async def test_a_lost_reply_to_an_order_that_filled_is_booked_as_that_orders_fill(
    there: There, stream: str
) -> None:
    await there.start()
    when = {"method": "POST", "path": PLACES[there.name], "key": there.key, "times": 1}
    await there.admin.fault("drop_after", when=when)
    if stream == "is silent":
        await there.admin.fault("lose", when={"event": "*", "key": there.key})

    signal_id = await there.buy()
    order = await there.floor.order_of(signal_id, state="filled")
    await there.looks(3)

    executions = await there.floor.owner.fetch(
        "select * from app.execution where user_id = $1", there.user_id
    )
    assert {row["order_id"] for row in executions} == {order["order_id"]}
    assert sum(row["quantity"] for row in executions) == QUANTITY
    assert len(await there.admin.accepted(there.key)) == 1
    assert (await there.everything())["external_order"] == 0
    assert (await there.everything())["discrepancy"] == 0


async def test_a_fill_after_the_end_is_booked_and_noted(there: There) -> None:
    await there.start()
    limit = Decimal(PRICES[there.name][0]) * Decimal("0.9")
    order = await there.floor.order_of(
        await there.buy(order_type="limit", limit_price=limit), state="working"
    )
    cancel = Intent("cancel", None, cancel_order_id=order["order_id"])
    await there.floor.ask(there.user_id, there.account_id, cancel)
    await there.floor.order_of(order["signal_id"], state="cancelled")

    await there.admin.force_fill(order["venue_order_id"], "0.5", str(limit))

    async def booked() -> bool:
        filled = await there.floor.owner.fetchval(
            "select filled_quantity from app.trade_order where order_id = $1", order["order_id"]
        )
        return bool(filled == Decimal("0.5"))

    await eventually(booked, within_s=15)
    rows = await there.floor.owner.fetch(
        "select data from app.order_event where order_id = $1 and kind = 'filled'", order["order_id"]
    )
    assert "late_fill" in str([row["data"] for row in rows])
    await there.looks(3)
    assert await there.count("discrepancy") == 0
    assert await there.count("external_order") == 0


async def test_an_execution_that_is_taken_back_leaves_the_books(there: There) -> None:
    if there.name != "alpaca":
        return  # neither market of Binance takes executions back
    await there.start()
    order = await there.floor.order_of(await there.buy(), state="filled")
    execution = await there.floor.owner.fetchrow(
        "select * from app.execution where user_id = $1", there.user_id
    )
    assert execution is not None
    [account] = next(iter((await there.admin.state(there.key))["markets"].values()))

    await there.admin.bust(account["fills"][0]["id"])

    async def taken_back() -> bool:
        return await there.floor.position(there.account_id, there.symbol) == 0

    await eventually(taken_back, within_s=15)
    await there.looks(3)
    assert order["filled_quantity"] == QUANTITY
    assert await there.count("execution") == 2
    assert await there.count("discrepancy") == 0


async def test_an_order_whose_fill_was_taken_back_before_anybody_heard_of_it_ends(there: There) -> None:
    if there.name != "alpaca":
        return  # neither market of Binance takes executions back
    await there.start()
    await there.admin.fault("lose", when={"event": "*", "key": there.key})
    when = {"method": "GET", "path": "/v2/account/activities*", "key": there.key}
    await there.admin.fault("error", when=when, status=500)
    asked = await there.buy()
    await there.floor.order_of(asked, state="working")
    [account] = next(iter((await there.admin.state(there.key))["markets"].values()))

    await there.admin.bust(account["fills"][0]["id"])
    await there.admin.clear_faults()
    order = await there.floor.order_of(asked, state="cancelled")

    assert order["filled_quantity"] == 0
    assert "taken back" in order["reason"]
    await there.looks(3)
    assert await there.floor.position(there.account_id, there.symbol) == 0
    assert (await there.everything())["discrepancy"] == 0
