"""Every command beside a running product, as a person or a script uses it."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
from tests.cli.product import Product, free_port

DEMO_KEYS = ["url", "email", "password", "api_key", "agent_url", "account_id"]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with Product(tmp_path_factory.mktemp("commands") / "home") as running:
        yield running


@pytest.fixture(scope="module")
def demo(product: Product) -> dict[str, str]:
    told = product.tell("demo", "--json")
    assert told.code == 0, told.err
    document: dict[str, str] = told.document
    return document


@pytest.fixture
def api(demo: dict[str, str]) -> Iterator[httpx.Client]:
    """The API, spoken to with the demo's key."""
    headers = {"Authorization": f"Bearer {demo['api_key']}"}
    with httpx.Client(base_url=f"{demo['url']}/api/unify/v1", headers=headers, timeout=20) as client:
        yield client


def until(look: Callable[[], Any], *, within_s: float = 30.0) -> Any:
    """Return the first truthy answer of `look`."""
    deadline = time.monotonic() + within_s
    while not (seen := look()):
        assert time.monotonic() < deadline, f"still {seen!r} after {within_s} s"
        time.sleep(0.02)
    return seen


def filled_of(api: httpx.Client, *, symbol: str) -> list[dict[str, Any]]:
    """Return the filled orders of a symbol; each test trades one of its own."""
    page = api.get("/orders", params={"state": "filled", "symbol": symbol}).raise_for_status().json()
    items: list[dict[str, Any]] = page["items"]
    return items


def test_demo_prints_one_document_of_exactly_the_promised_keys(
    product: Product, demo: dict[str, str]
) -> None:
    assert list(demo) == DEMO_KEYS
    assert demo["url"] == product.base
    assert demo["agent_url"].startswith(f"{product.base}/api/tv-webhook/")
    again = product.tell("demo", "--json")
    assert again.document == demo


def test_demo_in_words_shows_what_up_printed_at_its_start(product: Product, demo: dict[str, str]) -> None:
    told = product.tell("demo")

    assert told.code == 0
    started = until(lambda: product.said() if "Ctrl-C" in product.said() else "")
    for value in (demo["url"], demo["email"], demo["password"], demo["agent_url"]):
        assert value in told.out
        assert value in started


def test_the_demo_password_signs_in_by_http(demo: dict[str, str]) -> None:
    with httpx.Client(base_url=f"{demo['url']}/api/unify/v1", timeout=20) as client:
        answer = client.post("/auth/sign-in", json={"email": demo["email"], "password": demo["password"]})

        assert answer.status_code == 200, answer.text
        accounts = client.get("/accounts").raise_for_status().json()["items"]
    assert [one["account_id"] for one in accounts] == [demo["account_id"]]


def test_the_demo_key_trades(demo: dict[str, str], api: httpx.Client) -> None:
    wanted = {"symbol": "ETHUSDT", "side": "sell", "qty": "0.25", "account_id": demo["account_id"]}
    answer = api.post("/order", json=wanted)

    assert answer.status_code in (201, 202), answer.text
    [order] = until(lambda: filled_of(api, symbol="ETHUSDT"))
    assert (order["side"], Decimal(order["filled_quantity"])) == ("sell", Decimal("0.25"))


def test_the_printed_curl_fills_an_order(demo: dict[str, str], api: httpx.Client) -> None:
    body = '{"ticker":"BTCUSD","action":"buy","quantity":"0.05"}'
    answer = httpx.post(demo["agent_url"], content=body.encode(), timeout=20)

    assert answer.status_code == 202, answer.text
    [order] = until(lambda: filled_of(api, symbol="BTCUSD"))
    assert (order["symbol"], order["side"]) == ("BTCUSD", "buy")
    assert Decimal(order["filled_quantity"]) == Decimal("0.05")


def test_an_alert_without_a_message_is_made_from_options_and_sent_to_the_demo_agent(
    product: Product, api: httpx.Client
) -> None:
    told = product.tell("alert", "send", "--symbol", "EURUSD", "--quantity", "1000", "--json")

    assert told.code == 0, told.err
    assert told.document["outcome"] == "accepted"
    [order] = until(lambda: filled_of(api, symbol="EURUSD"))
    assert order["correlation_id"] == told.document["correlation_id"]


def test_a_message_sent_twice_from_standard_input_makes_one_order(
    product: Product, demo: dict[str, str], api: httpx.Client
) -> None:
    message = "ticker=AAPL action=buy quantity=3 id=once"
    first = product.tell("alert", "send", "-", "--agent-url", demo["agent_url"], stdin=message)
    again = product.tell("alert", "send", "-", stdin=message)

    assert (first.code, again.code) == (0, 0), first.err + again.err
    assert first.out.startswith("Accepted as alert ")
    alert_id = first.out.removeprefix("Accepted as alert ").rstrip(".\n")
    assert again.out == f"Seen before: a repeat of alert {alert_id}; no second order.\n"
    assert len(until(lambda: filled_of(api, symbol="AAPL"))) == 1


def test_a_message_that_says_too_little_exits_4_with_the_place_and_the_problem(
    product: Product, demo: dict[str, str]
) -> None:
    told = product.tell("alert", "send", '{"ticker":"BTCUSD"}', "--json")

    assert told.code == 4
    assert told.err.startswith("$.action: action is missing")
    assert (told.document["status"], told.document["errors"][0]["path"]) == (422, "$.action")


def test_a_wrong_agent_url_exits_4_and_a_page_of_something_else_3(
    product: Product, demo: dict[str, str]
) -> None:
    unknown = product.tell("alert", "send", "--agent-url", f"{product.base}/api/tv-webhook/no-such-token")
    other = product.tell("alert", "send", "--agent-url", "tradingview")

    assert (unknown.code, unknown.err) == (4, "There is nothing here.\n")
    assert other.code == 1
    assert other.err.startswith("tradingview is not an address to send to")


def test_orders_and_positions_are_listed_for_people_and_for_programs(
    product: Product, demo: dict[str, str], api: httpx.Client
) -> None:
    assert product.tell("alert", "send", "ticker=SOLUSD action=buy quantity=2").code == 0
    [order] = until(lambda: filled_of(api, symbol="SOLUSD"))

    as_json = product.tell("orders", "--symbol", "SOLUSD", "--state", "filled", "--json")
    in_words = product.tell("orders", "--symbol", "SOLUSD")
    positions = product.tell("positions", "--json")
    elsewhere = product.tell(
        "orders", "--url", product.base, "--api-key", demo["api_key"], "--json", home="/"
    )

    assert as_json.document["items"] == [order]
    [heading, line] = in_words.out.splitlines()
    assert heading.split()[:4] == ["Time", "(UTC)", "Symbol", "Side"]
    assert all(order[key] in line for key in ("symbol", "side", "average_price", "order_id"))
    held = {one["symbol"]: one["quantity"] for one in positions.document["items"]}
    assert held["SOLUSD"] == "2"
    assert "SOLUSD" in product.tell("positions").out
    assert order in elsewhere.document["items"]


def test_a_key_nobody_gave_exits_4_and_an_address_where_nobody_answers_3(product: Product) -> None:
    stranger = product.tell("orders", "--json", api_key="twk_nobodysKey")
    nobody = product.tell("positions", "--url", f"http://127.0.0.1:{free_port()}", api_key="twk_any")

    assert (stranger.code, stranger.document["code"]) == (4, "api_key_unknown")
    assert (nobody.code, nobody.out) == (3, "")
    assert nobody.err.startswith("Nothing answers at http://127.0.0.1:")


def test_doctor_finds_nothing_wrong_with_a_running_product(product: Product) -> None:
    told = product.tell("doctor", "--json")

    assert told.code == 0, told.out
    verdicts = {one["subject"]: one["verdict"] for one in told.document}
    assert set(verdicts) >= {"settings", "port", "database", "clock", "schema", "bus", "vault keys"}
    assert "wrong" not in verdicts.values()


def test_migrate_of_a_running_product_changes_nothing(product: Product) -> None:
    told = product.tell("migrate", "--json")

    assert told.code == 0, told.err
    assert told.document["before"] == told.document["after"] is not None


def test_a_second_up_says_who_is_there_and_what_to_do(product: Product) -> None:
    same_port = product.tell("up")
    same_home = product.tell("up", "--port", str(free_port()))

    assert same_port.code == 1
    assert same_port.err.startswith(f"Cannot listen on 127.0.0.1:{product.port}: Address already in use")
    assert f"Tradewright runs in {product.home} already" in same_port.err
    assert "choose another address with --port" in same_port.err
    assert same_home.code == 1
    assert f"{product.home} is in use by process" in same_home.err
    assert "Traceback" not in same_port.err + same_home.err


def test_rotated_keys_seal_everything_again_and_the_old_one_may_go(
    product: Product, demo: dict[str, str]
) -> None:
    old = (product.home / "secrets" / "vault-keys").read_text().strip()
    new = f"k2:{base64.b64encode(secrets.token_bytes(32)).decode()}"

    rotated = product.tell("keys", "rotate", "--json", vault_keys=f"{new},{old}")
    alone = product.tell("keys", "rotate", "--json", vault_keys=new)
    lost = product.tell("keys", "rotate", "--json", vault_keys=old)
    back = product.tell("keys", "rotate", vault_keys=f"{old},{new}")

    assert rotated.code == 0, rotated.err
    assert rotated.document["resealed"] > 0
    assert rotated.document["unreadable"] == 0
    assert alone.document == {"resealed": 0, "current": rotated.document["resealed"], "unreadable": 0}
    assert (lost.code, back.code) == (1, 0)
    assert lost.document["unreadable"] == rotated.document["resealed"]
    assert (
        back.out
        == f"Sealed under {old.partition(':')[0]}: resealed {rotated.document['resealed']}, current 0, unreadable 0.\n"
    )
