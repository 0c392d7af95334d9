"""Prices that move by themselves: a little, on the tick, and the same way for the same seed."""

from __future__ import annotations

from random import Random

from tests.fakes.core import Floor, a_floor
from tradewright_fakes.serving.walk import BASIS_POINTS, step_prices


def walked(seed: int) -> list[str]:
    floor: Floor = a_floor()
    floor.tick(100)
    draw, path = Random(seed), []
    for _ in range(50):
        before = floor.exchange.quotes["XYZ"].last
        step_prices(floor.exchange, draw)
        quote = floor.exchange.quotes["XYZ"]
        assert (
            abs(quote.last - before) <= before * BASIS_POINTS / 10_000 + floor.exchange.instrument("XYZ").tick
        )
        assert quote.bid % floor.exchange.instrument("XYZ").tick == 0
        assert quote.bid < quote.ask
        path.append(str(quote.last))
    return path


def test_a_walk_is_small_on_the_tick_and_repeats_by_its_seed() -> None:
    assert walked(1) == walked(1)
    assert walked(1) != walked(2)
