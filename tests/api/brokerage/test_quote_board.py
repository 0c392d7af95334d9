"""The board of latest quotes: what the bus says, never older than what is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from tests.support.eventually import eventually

from tradewright.domain.trading.market import Quote
from tradewright.features.brokerage import QuoteBoard
from tradewright.platform.bus import Bus, subjects
from tradewright.platform.db.codecs import encode_json

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def a_quote(symbol: str, price: str = "1", *, at: datetime = NOW) -> Quote:
    return Quote(symbol, Decimal(price), Decimal(price) + 1, Decimal(price), at)


def test_an_older_quote_replaces_none() -> None:
    board = QuoteBoard()

    board.put(a_quote("AAA", "2"))
    board.put(a_quote("AAA", "1", at=NOW - timedelta(seconds=1)))

    assert board.latest("AAA") == a_quote("AAA", "2")
    assert board.mark("AAA") == Decimal("2.5")
    assert board.mark("BBB") is None


def test_a_reader_sees_what_changed_since_it_looked() -> None:
    board = QuoteBoard()
    board.put(a_quote("AAA"))
    board.put(a_quote("BBB"))
    seen = board.version

    board.put(a_quote("BBB", "3", at=NOW + timedelta(seconds=1)))

    assert [one.symbol for one in board.changed_since(seen)] == ["BBB"]
    assert board.changed_since(board.version) == []


async def test_a_board_begins_with_the_snapshot_and_follows_the_stream(nats_url: str) -> None:
    feeder, reader = [await Bus.connect(nats_url, f"test {uuid4().hex}") for _ in range(2)]
    board, first, second = QuoteBoard(), f"A{uuid4().hex}", "BRK.B"

    async def snapshot(_: bytes) -> bytes:
        return encode_json({"quotes": [document(a_quote(first, "7"))]})

    serving = await feeder.serve(subjects.SNAPSHOT, snapshot)
    await feeder.flush()
    await board.start(reader)
    await reader.flush()
    await feeder.publish(subjects.quote(second), encode_json(document(a_quote(second, "9"))))

    async def has_second() -> bool:
        return board.latest(second) is not None

    await eventually(has_second)
    assert board.latest(first) == a_quote(first, "7")
    assert board.latest(second) == a_quote(second, "9")
    await board.close()
    await serving.close()
    await feeder.close()
    await reader.close()


def document(quote: Quote) -> dict[str, object]:
    return {"symbol": quote.symbol, "bid": quote.bid, "ask": quote.ask, "last": quote.last, "at": quote.at}
