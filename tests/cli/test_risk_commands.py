"""`tradewright risk` and `tradewright kill` beside a running product."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from tests.cli.product import Product, Told

WITHIN_S = 60.0


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with Product(tmp_path_factory.mktemp("risk") / "home") as running:
        assert running.tell("demo", "--json").code == 0
        yield running


def checked(product: Product, *words: str) -> Told:
    """Return what `risk check` says once there are prices."""
    deadline = time.monotonic() + WITHIN_S
    while True:
        told = product.tell("risk", "check", *words, "--json")
        is_early = told.code == 4 and told.out and told.document.get("reason_code") == "quote_missing"
        if not is_early or time.monotonic() > deadline:
            return told


def test_an_order_is_checked_without_being_sent(product: Product) -> None:
    told = checked(product, "buy", "BTCUSD", "0.01", "--stop", "2")

    assert told.code == 0, told.err or told.out
    assert told.document["verdict"] == "approved"
    assert [one["leg"] for one in told.document["orders"]] == ["entry", "stop"]
    assert product.tell("orders", "--json").document["items"] == []


def test_a_denied_order_ends_with_its_own_exit_code_and_what_would_pass(product: Product) -> None:
    checked(product, "buy", "BTCUSD", "0.01")
    product.tell("risk", "set", "order_notional_max=500")

    told = product.tell("risk", "check", "buy", "BTCUSD", "1")
    product.tell("risk", "set", "order_notional_max=")

    assert told.code == 4
    assert told.out.startswith("Denied: Order size (all accounts)")
    assert "Make it at most 0.00" in told.out


def test_limits_are_set_shown_and_taken_away(product: Product) -> None:
    told = product.tell("risk", "set", "trades_daily_max=5", "symbols_denied=DOGEUSD,SHIBUSD")
    shown = product.tell("risk", "show", "--json")
    product.tell("risk", "set", "trades_daily_max=", "symbols_denied=")

    assert told.out.splitlines() == ["trades_daily_max is 5", "symbols_denied is DOGEUSD, SHIBUSD"]
    assert shown.document["user"]["trades_daily_max"] == 5
    assert product.tell("risk", "show", "--json").document["user"]["trades_daily_max"] is None


def test_sessions_and_blackouts_are_set_and_told_in_the_same_words(product: Product) -> None:
    news = "2030-03-18T17:30Z..2030-03-18T19:00Z#AAPL+MSFT@FOMC"
    told = product.tell("risk", "set", "sessions=mon-fri@09:30-16:00,sun@22:00-23:00", f"blackouts={news}")
    shown = product.tell("risk", "show", "--json").document["user"]
    away = product.tell("risk", "set", "sessions=", "blackouts=")

    assert told.code == 0, told.err
    assert told.out.splitlines() == [
        "sessions is mon-fri@09:30-16:00, sun@22:00-23:00",
        "blackouts is 2030-03-18T17:30:00Z..2030-03-18T19:00:00Z#AAPL+MSFT@FOMC",
    ]
    assert [one["days"] for one in shown["sessions"]] == [[1, 2, 3, 4, 5], [7]]
    assert away.out.splitlines() == ["sessions is not limited", "blackouts is not limited"]


def test_a_limit_that_sets_nothing_is_refused_with_what_would_be_right(product: Product) -> None:
    told = product.tell("risk", "set", "loss_daily_max")

    assert (told.code, told.out) == (1, "")
    assert "Write name=value" in told.err


def test_the_kill_switch_is_pressed_released_and_logged(product: Product) -> None:
    pressed = product.tell("kill", "reduce-only", "--reason", "news")
    denied = checked(product, "buy", "BTCUSD", "0.01")
    released = product.tell("kill", "release")
    log = product.tell("risk", "log", "--json").document["items"]

    assert pressed.out.startswith("The kill switch is at reduce_only")
    assert (denied.code, denied.document["reason_code"]) == (4, "kill_switch")
    assert released.out == "The kill switch is at none.\n"
    assert [one["action"] for one in log[:2]] == ["release", "reduce_only"]


def test_the_operator_halts_the_platform_from_the_server(product: Product) -> None:
    halted = product.tell("risk", "platform", "halt", "--reason", "exchange outage")
    denied = checked(product, "buy", "BTCUSD", "0.01")

    assert halted.code == 0, halted.err
    assert denied.document["reason_code"] == "kill_switch"
    assert "exchange outage" in denied.document["reason"]
    assert "Kill switch of platform" in product.tell("risk", "show").out
    assert product.tell("risk", "platform", "release").code == 0
