"""What an emitted script sends with its fills is what our agents read: every field, every quantity, a count without gaps."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.judge.bars import real_bars, walk
from tests.judge.driver import JudgedAlert, judge
from tests.judge.samples import drawn
from tradewright.domain.strategy.definition import Definition
from tradewright.domain.trading.alerts import parse_alert
from tradewright.domain.trading.signal import Intent
from tradewright.engine.indicators import LIBRARY
from tradewright.targets.pine import render

PARTED = [seed for seed in range(90) if any(target.portion for target in drawn(seed).take_profit)]
SEEDS = [*range(8), *PARTED[:10]]
LOT = Decimal("0.001")
Sent = list[tuple[Definition, list[JudgedAlert]]]


@pytest.fixture(scope="module")
def sent() -> Sent:
    """Drawn strategies, each with the alerts of its fills."""
    bars = (real_bars(9_000, 900), walk(5, 900))
    with judge() as pine:
        made: Sent = []
        for seed in SEEDS:
            definition = drawn(seed, higher=0.0)
            script = render(definition, LIBRARY, strategy_id=f"s-{seed}")
            made.append((definition, pine.run(script, bars[seed % 2]).alerts))
        return made


def intent_of(alert: JudgedAlert) -> Intent:
    return parse_alert(alert.message.encode()).intent


def test_every_alert_is_an_intent_with_its_strategy_bar_and_number(sent: Sent) -> None:
    alerts = [(seed, one) for seed, (_, listed) in zip(SEEDS, sent, strict=True) for one in listed]
    spoken = [(seed, one) for seed, one in alerts if one.message]

    assert len(spoken) > 300
    for seed, alert in spoken:
        read = parse_alert(alert.message.encode())
        assert read.intent.symbol == "SYN"
        assert read.intent.strategy == f"s-{seed}"
        assert read.intent.sequence is not None
        assert read.bar_time is not None
        assert read.explicit_id is not None


def test_what_an_alert_asks_for_is_what_the_fill_did(sent: Sent) -> None:
    checked = {"entry": 0, "part": 0, "all": 0}
    for definition, alerts in sent:
        # Orders of another size than they say: cut by the account's margin or a rule, or added to what is held already.
        if (
            definition.pyramiding > 1
            or definition.execution.margin_long
            or definition.risk != type(definition.risk)()
        ):
            continue
        for alert in alerts:
            intent = intent_of(alert)
            before, after = (Decimal(str(size)).quantize(LOT) for size in (alert.before, alert.after))
            if intent.sentiment in ("long", "short"):
                assert intent.sizing is not None
                assert intent.action == ("buy" if after > before else "sell")
                assert 0 <= intent.sizing.value - abs(after) < LOT
                checked["entry"] += 1
            elif intent.sizing is not None:
                assert intent.sizing.value == abs(before) - abs(after)
                checked["part"] += 1
            else:
                assert after == 0
                checked["all"] += 1

    assert min(checked.values()) > 20


def test_bars_with_fills_are_numbered_without_a_gap(sent: Sent) -> None:
    for definition, alerts in sent:
        if definition.execution.process_orders_on_close or definition.time.flat_outside:
            continue  # a fill at the close and one of the next bar are told by one number
        spoken = {alert.bar for alert in alerts if alert.message}
        numbers = [intent_of(alert).sequence for alert in alerts if alert.message]
        silent = {alert.bar for alert in alerts} - spoken

        assert numbers == sorted(numbers, key=lambda number: number or 0)
        if not silent:
            assert sorted(set(numbers), key=lambda number: number or 0) == list(range(1, len(spoken) + 1))
