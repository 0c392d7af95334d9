"""What is dear is asked for at a bounded rate, by each trader alone."""

from __future__ import annotations

from uuid import uuid4

from tradewright.features.strategies.rate import Rate
from tradewright.kernel.ids import UserId


def test_a_burst_is_let_through_and_then_as_many_as_the_minute_has() -> None:
    now = 0.0
    rate = Rate(per_minute=60, monotonic=lambda: now)
    mine, theirs = UserId(uuid4()), UserId(uuid4())

    burst = [rate.wait_s(mine) for _ in range(61)]
    now = 0.5
    early = rate.wait_s(mine)
    now = 1.0
    later = rate.wait_s(mine)

    assert burst == [0.0] * 60 + [1.0]
    assert early == 0.5
    assert later == 0.0
    assert rate.wait_s(theirs) == 0.0


def test_what_was_dear_counts_as_several() -> None:
    rate = Rate(per_minute=60, monotonic=lambda: 0.0)
    mine = UserId(uuid4())

    rate.wait_s(mine)
    rate.charge(mine, 62.0)

    assert rate.wait_s(mine) == 4.0
