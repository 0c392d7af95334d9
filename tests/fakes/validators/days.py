"""What each client's day at its fake must come to, whoever's code reads the replies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from tradewright_fakes import alpaca, binance
from tradewright_fakes.admin import Admin


class Spends(Protocol):
    """A client program."""

    async def spend(self, day: Callable[[], Awaitable[None]]) -> dict[str, Any]: ...


Start = Callable[..., Spends]
Break = Callable[[Admin], Awaitable[None]]
"""Something that makes the fake wrong, so that a day there must differ."""


async def whole(admin: Admin) -> None:
    """Nothing is broken."""


ALPACA_FACTS: Final[dict[str, Any]] = {
    "account": ["ACTIVE", "100000"],
    "assets": 20,
    "is_open": True,
    "days": True,
    "entry": ["bracket", 2],
    "found": True,
    "replaces": True,
    "orders": 8,
    "positions": ["AAPL", "BTCUSD", "SPY"],
    "closed": "SPY",
    "activities": 5,
    "bars": True,
    "latest": 230.0,
    "snapshot": True,
    "heard": ["new F", "fill F"],
    "quoted": [229.5],
}


BINANCE_SDK_FACTS: Final[dict[str, Any]] = {
    "spot_status": "FILLED",
    "spot_found": True,
    "spot_pair": "OCO",
    "spot_trades": 1,
    "spot_coins": ["BTC", "USDT"],
    "spot_refusal": "BadRequestError",
    "futures_status": "FILLED",
    "futures_found": True,
    "algo": "NEW",
    "algos": 1,
    "algo_after": "CANCELED",
    "positions": ["0.1"],
    "futures_trades": 1,
    "dual": False,
    "subscription": 0,
    "heard": ["AccountUpdate", "OrderTradeUpdate", "TradeLite"],
    "unknown": [],
}
CCXT_FACTS: Final[dict[str, Any]] = {
    "spot_tick": 0.01,
    "spot_status": ["closed", 0.01, 95000.0],
    "spot_refused": "InsufficientFunds",
    "spot_open": 1,
    "spot_canceled": "canceled",
    "spot_trades": [0.01],
    "spot_balance": 0.01,
    "spot_bars": 3,
    "futures_status": ["closed", 0.1],
    "futures_stop": True,
    "futures_positions": [["long", 0.1]],
    "futures_canceled": "canceled",
    "futures_trades": 1,
    "futures_balance": 100_000.0,
}


def differences(seen: Mapping[str, Any], expected: Mapping[str, Any]) -> list[str]:
    return [
        f"{name}: expected {value!r}, the client saw {seen.get(name)!r}"
        for name, value in expected.items()
        if seen.get(name) != value
    ]


async def alpaca_py(start: Start, broken: Break = whole) -> list[str]:
    async with alpaca.serve() as fake:
        await broken(fake.admin)

        async def move() -> None:
            await fake.admin.price("AAPL", bid="229.50", ask="229.60")
            await fake.admin.external_order(fake.key_id, "F", "buy", 1)

        seen = await start(fake.url, fake.stream_url, fake.data_stream_url, fake.key_id, fake.secret).spend(
            move
        )
        expected = ALPACA_FACTS | {"refusal": "APIError 422 40010001"}
        taken = len(await fake.admin.accepted())
        return differences(seen, expected) + ([] if taken == 12 else [f"orders in the journal: {taken}"])


async def alpaca_js(start: Start, broken: Break = whole) -> list[str]:
    async with alpaca.serve() as fake:
        await broken(fake.admin)

        async def move() -> None:
            await fake.admin.price("AAPL", bid="229.50", ask="229.60")
            await fake.admin.external_order(fake.key_id, "F", "buy", 1)

        seen = await start(fake.url, fake.stream_url, fake.data_stream_url, fake.key_id, fake.secret).spend(
            move
        )
        unseen = ("days", "latest", "snapshot", "closed")
        expected = {name: one for name, one in ALPACA_FACTS.items() if name not in unseen}
        expected |= {"orders": 6, "activities": 2, "refusal": "422 40010001"}
        return differences(seen, expected)


async def binance_sdk(start: Start, broken: Break = whole) -> list[str]:
    async with binance.serve() as fake:
        await broken(fake.admin)

        async def move() -> None:
            await fake.admin.external_order(fake.key_id, "BTCUSDT", "sell", "0.1", market="futures")

        seen = await start(
            fake.url, fake.ws_api_url, fake.futures_stream_url, fake.key_id, fake.secret
        ).spend(move)
        return differences(seen, BINANCE_SDK_FACTS)


async def ccxt_py(start: Start, broken: Break = whole) -> list[str]:
    async with binance.serve() as fake:
        await broken(fake.admin)

        async def nothing() -> None:
            """ccxt's streams are not used here."""

        seen = await start(fake.url, fake.key_id, fake.secret).spend(nothing)
        return differences(seen, CCXT_FACTS)


async def _lose_ids(admin: Admin) -> None:
    await admin.fault(
        "mangle", when={"path": "/v2/orders*"}, ops=["absent"], fields=["client_order_id", "replaces"]
    )


async def _grow(admin: Admin) -> None:
    await admin.fault("mangle", when={"path": "/fapi/v1/order"}, ops=["extra"])


async def _lose_quantity(admin: Admin) -> None:
    await admin.fault("mangle", when={"path": "/api/v3/order"}, ops=["absent"], fields=["executedQty"])


@dataclass(frozen=True, slots=True)
class Day:
    """A client's day: whose environment runs it, what it must come to, and what it must notice."""

    interpreter: str
    spend: Callable[[Start, Break], Awaitable[list[str]]]
    breaks: Break


DAYS: Final[dict[str, Day]] = {
    "alpaca_py": Day("alpaca", alpaca_py, _lose_ids),
    "alpaca_js": Day("node", alpaca_js, _lose_ids),
    "binance_sdk": Day("binance", binance_sdk, _grow),
    "ccxt_py": Day("ccxt", ccxt_py, _lose_quantity),
}
