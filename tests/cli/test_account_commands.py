"""`tradewright account` beside a running product and a fake venue, as a trader rehearses."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from tests.cli.product import Product

from tradewright_fakes.alpaca import AlpacaFake, serve


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with Product(tmp_path_factory.mktemp("accounts") / "home") as running:
        assert running.tell("demo", "--json").code == 0
        yield running


@pytest.fixture(scope="module")
def fake() -> Iterator[AlpacaFake]:
    """A fake Alpaca in a thread of its own: the commands are processes, and this test waits for them."""
    started: list[AlpacaFake] = []
    is_up = threading.Event()
    loop = asyncio.new_event_loop()
    end = asyncio.Event()

    async def run() -> None:
        async with serve() as running:
            started.append(running)
            is_up.set()
            await end.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    assert is_up.wait(timeout=30)
    yield started[0]
    loop.call_soon_threadsafe(end.set)
    thread.join()
    loop.close()


def linking(fake: AlpacaFake, *more: str) -> list[str]:
    where = ["--environment", "rehearsal", "--base-url", fake.url]
    return ["account", "link", "alpaca", "--key-id", fake.key_id, *where, *more]


def test_a_key_is_checked_linked_checked_again_and_unlinked(product: Product, fake: AlpacaFake) -> None:
    tried = product.tell(*linking(fake, "--check"), stdin=fake.secret)
    linked = product.tell(*linking(fake, "--label", "My rehearsal", "--json"), stdin=fake.secret)
    account_id = linked.document["account_id"]
    listed = product.tell("account", "list")
    again = product.tell("account", "check", account_id)
    gone = product.tell("account", "unlink", account_id)

    assert tried.code == 0, tried.err
    assert "This key can be linked." in tried.out
    assert (linked.code, linked.document["label"]) == (0, "My rehearsal")
    assert fake.secret not in linked.out
    assert f"…{fake.key_id[-4:]} ok" in listed.out
    assert "The key is ok." in again.out
    assert gone.out == "My rehearsal is closed; its key is forgotten.\n"


def test_an_account_disconnected_by_its_trader_is_called_so_and_connected_again(
    product: Product, fake: AlpacaFake
) -> None:
    linked = product.tell(*linking(fake, "--label", "Resting", "--json"), stdin=fake.secret)
    account_id = linked.document["account_id"]

    off = product.tell("account", "disconnect", account_id)
    listed = product.tell("account", "list")
    on = product.tell("account", "connect", account_id)
    product.tell("account", "unlink", account_id)

    assert off.out == "Resting is disconnected by you.\n"
    assert "disconnected by you" in listed.out
    assert "revoked" not in listed.out
    assert on.out == "Resting is active.\n"


def test_a_wrong_secret_is_refused_in_the_venues_words(product: Product, fake: AlpacaFake) -> None:
    told = product.tell(*linking(fake), stdin="not-the-secret")

    assert (told.code, told.out) == (4, "")
    assert "not authorized" in told.err
    assert "not-the-secret" not in told.err


def test_venues_are_listed_with_what_they_offer(product: Product) -> None:
    told = product.tell("account", "venues")

    assert "alpaca" in told.out
    assert "paper, live, rehearsal" in told.out
