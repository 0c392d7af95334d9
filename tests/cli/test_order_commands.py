"""`tradewright order`, `replace` and `cancel` beside a running product, on paper."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import httpx
import pytest
from tests.cli.product import Product, Told

from tradewright.entrypoints.join import demo_file

WITHIN_S = 60.0
SYMBOL = "BTCUSD"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with Product(tmp_path_factory.mktemp("orders") / "home") as running:
        assert running.tell("demo", "--json").code == 0
        yield running
        client_of(running).close()


def until(look: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + WITHIN_S
    while not (found := look()):
        assert time.monotonic() < deadline, f"it never came: {found}"
        time.sleep(0.2)  # a poll of another process, which tells us nothing by itself
    return found


def ordered(product: Product, *words: str) -> Told:
    """Ask for an order, again while there are no prices yet."""
    deadline = time.monotonic() + WITHIN_S
    while True:
        told = product.tell("order", "--json", *words)
        is_early = told.code == 4 and told.out and told.document.get("reason_code") == "quote_missing"
        if not is_early or time.monotonic() > deadline:
            assert told.code == 0, told.err or told.out
            return told


@cache
def client_of(product: Product) -> httpx.Client:
    key = json.loads(demo_file(product.home).read_text())["api_key"]
    return httpx.Client(
        base_url=f"{product.base}/api/unify/v1", headers={"Authorization": f"Bearer {key}"}, timeout=WITHIN_S
    )


def asked(product: Product, path: str) -> Any:
    """Return what the API answers: quicker than a command where a test has to look often."""
    return client_of(product).get(path).raise_for_status().json()


def held(product: Product) -> Decimal:
    items = asked(product, "/positions")["items"]
    return next((Decimal(one["quantity"]) for one in items if one["symbol"] == SYMBOL), Decimal(0))


def orders(product: Product, leg: str) -> list[dict[str, Any]]:
    items = asked(product, "/orders?state=open")["items"]
    return [one for one in items if one["leg"] == leg]


def test_a_position_is_brought_to_a_target_across_zero(product: Product) -> None:
    ordered(product, "buy", SYMBOL, "0.02")
    until(lambda: held(product) == Decimal("0.02"))

    ordered(product, "target", SYMBOL, "--", "-0.01")

    until(lambda: held(product) == Decimal("-0.01"))
    ordered(product, "exit", SYMBOL)
    until(lambda: held(product) == 0)


def test_a_stop_that_trails_from_a_nearer_one_is_kept_beside_the_position_and_shrinks_with_it(
    product: Product,
) -> None:
    protection = ("--stop-loss", "percent:2.5", "--trailing-stop", "percent:3", "--take-profit", "percent:40")
    ordered(product, "buy", SYMBOL, "0.02", *protection)
    until(lambda: held(product) == Decimal("0.02"))

    def resting() -> bool:
        stops = [one for one in orders(product, "stop") if one["state"] == "working"]
        return [(one["quantity"], one["trail_percent"], one["is_managed"]) for one in stops] == [
            ("0.02", "3", True)
        ]

    until(resting)
    ordered(product, "exit", SYMBOL, "50", "--by", "percent_position")
    until(lambda: held(product) == Decimal("0.01"))
    until(
        lambda: [one["quantity"] for one in orders(product, "stop") if one["state"] == "working"] == ["0.01"]
    )
    ordered(product, "exit", SYMBOL)
    until(lambda: held(product) == 0 and not orders(product, "stop") and not orders(product, "target"))


def test_a_resting_order_is_replaced_and_cancelled(product: Product) -> None:
    placed = ordered(product, "buy", SYMBOL, "0.01", "--type", "limit", "--limit", "1000").document

    told = product.tell("replace", placed["order_id"], "--limit", "1100.5", "--json")

    assert told.code == 0, told.err or told.out

    def moved() -> str | None:
        return next(
            (one["order_id"] for one in orders(product, "entry") if one["limit_price"] == "1100.5"), None
        )

    order_id = until(moved)
    assert product.tell("cancel", order_id).code == 0
    until(lambda: not orders(product, "entry"))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("buy", SYMBOL), 4),
        (("buy", SYMBOL, "1", "--stop-loss", "2"), 2),
        (("buy", SYMBOL, "1", "--type", "limit", "--limit-from", "bid:1:2:3"), 2),
    ],
)
def test_what_is_not_said_right_is_refused(product: Product, words: tuple[str, ...], code: int) -> None:
    assert product.tell("order", *words).code in (code, 1)
