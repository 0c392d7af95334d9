"""The admin door from a test: typed calls, each one request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from types import TracebackType
from typing import Any, Self

import httpx
import msgspec

_DECODE = msgspec.json.Decoder()


class AdminRefusal(Exception):
    """The admin door said no; `reason` says why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status}: {reason}")
        self.status, self.reason = status, reason


class Admin:
    """A client of one fake venue's admin door. Use as an async context, or call `close`."""

    def __init__(self, base_url: str) -> None:
        self._http = httpx.AsyncClient(base_url=base_url, timeout=10)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def price(
        self,
        symbol: str,
        price: Decimal | int | str | None = None,
        *,
        bid: Decimal | int | str | None = None,
        ask: Decimal | int | str | None = None,
        last: Decimal | int | str | None = None,
        mark: Decimal | int | str | None = None,
        bid_size: Decimal | int | str | None = None,
        ask_size: Decimal | int | str | None = None,
        market: str | None = None,
    ) -> None:
        """One tick; `price` alone is bid, ask and last. Sizes are what is offered until the next tick (default: plenty)."""
        given = {"price": price, "bid": bid, "ask": ask, "last": last, "mark": mark}
        given |= {"bid_size": bid_size, "ask_size": ask_size}
        body: dict[str, Any] = {name: str(value) for name, value in given.items() if value is not None}
        await self.post("price", {"symbol": symbol, **body} | ({} if market is None else {"market": market}))

    async def prices(self, ticks: Sequence[Mapping[str, Any]]) -> None:
        """Many ticks in one request, in order."""
        await self.post("price", {"prices": list(ticks)})

    async def set_clock(self, at: datetime) -> None:
        await self.post("clock", {"at": at.isoformat()})

    async def release_clock(self) -> None:
        await self.post("clock", {"release": True})

    async def skew(self, seconds: float) -> None:
        """Let the venue tell, and judge requests by, a time so far from the true one."""
        await self.post("clock", {"skew_s": seconds})

    async def advance(self, seconds: float) -> None:
        await self.post("advance", {"seconds": seconds})

    async def fault(
        self,
        do: str,
        *,
        when: Mapping[str, Any] | None = None,
        seed: int = 1,
        id: str | None = None,
        **given: Any,
    ) -> None:
        """Add one rule: `fault("drop_after", when={"method": "POST", "nth": 1})`."""
        rule: dict[str, Any] = {"when": dict(when or {}), "do": {"kind": do, **given}}
        await self.post("fault", {"seed": seed, "rules": [rule if id is None else {"id": id, **rule}]})

    async def faults(self, rules: Sequence[Mapping[str, Any]], *, seed: int = 1) -> None:
        await self.post("fault", {"seed": seed, "rules": list(rules)})

    async def fault_plan(
        self, seed: int, *, faults: int = 4, probability: float = 0.2
    ) -> list[dict[str, Any]]:
        """Draw a plan from `seed` and add it; returns the rules that now stand."""
        body = {"seed": seed, "plan": {"faults": faults, "probability": probability}}
        rules: list[dict[str, Any]] = (await self.post("fault", body))["rules"]
        return rules

    async def clear_faults(self) -> None:
        await self._send("DELETE", "fault")

    async def remove_faults(self, pattern: str) -> None:
        """Take away the rules whose id fits this glob, and leave the others as they are."""
        await self._send("DELETE", "fault", params={"id": pattern})

    async def fired(self) -> dict[str, int]:
        """How often each rule fired."""
        return {one["id"]: one["fired"] for one in (await self._send("GET", "fault"))["rules"]}

    async def journal(
        self, *, method: str | None = None, path: str | None = None, key: str | None = None
    ) -> list[dict[str, Any]]:
        """Requests as they arrived, oldest first."""
        wanted = {"method": method, "path": path, "key": key}
        asked = {name: value for name, value in wanted.items() if value is not None}
        entries: list[dict[str, Any]] = (await self._send("GET", "journal", params=asked))["entries"]
        return entries

    async def accepted(self, key: str | None = None) -> list[dict[str, str]]:
        """Every order that some request made, in order: the proof of how many arrived."""
        return [order for entry in await self.journal(key=key) for order in entry["accepted"]]

    async def event_faults(self) -> list[dict[str, Any]]:
        faults: list[dict[str, Any]] = (await self._send("GET", "journal"))["event_faults"]
        return faults

    async def state(self, key: str | None = None) -> dict[str, Any]:
        return await self._send("GET", "state", params={} if key is None else {"key": key})

    async def reset(self, seed: int | None = None) -> None:
        await self.post("reset", {} if seed is None else {"seed": seed})

    async def kill_streams(self, key: str | None = None) -> int:
        return int((await self.post("kill_streams", {} if key is None else {"key": key}))["streams"])

    async def freeze_streams(self, key: str | None = None) -> int:
        return int((await self.post("freeze_streams", {} if key is None else {"key": key}))["streams"])

    async def open_account(self, key: str, **given: Any) -> dict[str, Any]:
        """`secret`, `account`, `cash`, `permissions`, `public_key` (PEM): see the how-to page."""
        return await self.post("account", {"key": key, **given})

    async def settings(self, **given: Any) -> None:
        await self.post("settings", given)

    async def revoke(self, key: str) -> None:
        await self.settings(key={"id": key, "revoked": True})

    async def external_order(
        self, key: str, symbol: str, side: str, quantity: object, **given: Any
    ) -> dict[str, Any]:
        """An order made by hand at the venue."""
        return await self.post(
            "external_order", {"key": key, "symbol": symbol, "side": side, "quantity": str(quantity), **given}
        )

    async def liquidate(self, key: str, symbol: str, **given: Any) -> dict[str, Any]:
        return await self.post("liquidate", {"key": key, "symbol": symbol, **given})

    async def bust(self, fill: str) -> dict[str, Any]:
        return await self.post("bust", {"fill": fill})

    async def correct(self, fill: str, **given: Any) -> dict[str, Any]:
        return await self.post("correct", {"fill": fill, **given})

    async def amend_fee(self, fill: str, fee: object, asset: str | None = None) -> dict[str, Any]:
        return await self.post("fee", {"fill": fill, "fee": str(fee), "asset": asset})

    async def force_fill(self, order: str, quantity: object, price: object | None = None) -> dict[str, Any]:
        """A fill whatever the order's state: late, or more than was asked."""
        body = {"order": order, "quantity": str(quantity)}
        return await self.post("fill", body | ({} if price is None else {"price": str(price)}))

    async def transfer(self, key: str, amount: object, **given: Any) -> None:
        await self.post("transfer", {"key": key, "amount": str(amount), **given})

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return await self._send("POST", path, content=msgspec.json.encode(dict(body)))

    async def _send(self, method: str, path: str, **given: Any) -> dict[str, Any]:
        reply = await self._http.request(method, f"/__admin/{path}", **given)
        body: dict[str, Any] = _DECODE.decode(reply.content)
        if reply.status_code != 200:
            raise AdminRefusal(reply.status_code, str(body.get("reason")))
        return body
