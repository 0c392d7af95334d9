"""What the Pine renderer writes. That it means the same as the engine is judged in tests/judge."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.judge.samples import CROSS, drawn

from tradewright.domain.strategy.documents import parse_definition
from tradewright.domain.trading.alerts import parse_alert
from tradewright.engine.indicators import LIBRARY
from tradewright.targets.pine import render, unsupported
from tradewright.targets.pine.words import RESERVED, Names, comment, literal, quoted

SNAPSHOT = Path(__file__).with_name("ema_cross.pine")


def pine(document: dict[str, Any], **inputs: object) -> str:
    return render(parse_definition(document), LIBRARY, inputs=inputs, strategy_id="ema-cross", version=3)


def a_long_only(**parts: Any) -> dict[str, Any]:
    document = {"schema": "tradewright.strategy/1", "name": "Small", "timeframe": "15m", "direction": "long",
                "components": [{"id": "go", "type": "entry", "expression": {"long": "close > open"}}]}  # fmt: skip
    return {**document, **parts}


def test_the_script_of_a_full_strategy_reads_as_agreed() -> None:
    assert pine(CROSS) == SNAPSHOT.read_text(encoding="utf-8")


def test_a_call_that_remembers_bars_never_stands_inside_a_condition() -> None:
    for seed in range(40):
        for line in render(drawn(seed), LIBRARY).splitlines():
            if "ta." in line and not line.startswith("//"):
                assert re.fullmatch(r"\s*(float |bool )?(\w+|\[[\w, ]+\]) = ta\.[^.]*(\(.*\))?", line), line


def test_inputs_take_the_values_that_were_asked_for() -> None:
    assert 'fast = input.int(21, title="Fast EMA"' in pine(CROSS, fast=21)


def test_a_second_use_of_a_higher_timeframe_asks_once() -> None:
    series = {"first": 'on("1h", ema(close, 5))', "more": 'on("1h", ema(close, 5)) + 1'}

    script = pine(a_long_only(series=series))

    assert script.count("request.security(") == 1
    assert "float more = first + 1" in script
    assert "lookahead" not in script


def test_names_that_pine_keeps_for_itself_get_another() -> None:
    names = Names()

    assert [names.take("color"), names.take("color"), names.take("2nd"), names.take("a b")] == [
        "color_", "color__2", "x_2nd", "a_b",
    ]  # fmt: skip
    assert not {"color_", "color__2", "x_2nd", "a_b"} & RESERVED


def test_texts_are_escaped_and_stay_on_one_line() -> None:
    assert quoted('say "hi" \\ and\nleave') == '"say \\"hi\\" \\\\ and leave"'
    assert comment("one\n//two") == ["// one", "// //two"]


def test_numbers_have_no_exponent() -> None:
    assert literal(10**20) == "1" + "0" * 20
    assert literal(3, is_float=True) == "3.0"


def test_no_line_is_continued_and_each_argument_is_given_once() -> None:
    script = pine(CROSS)
    call = next(line for line in script.splitlines() if line.startswith("strategy("))
    given = re.findall(r"(\w+)=", call)

    assert len(given) == len(set(given))
    assert {
        "initial_capital",
        "margin_long",
        "margin_short",
        "slippage",
        "commission_value",
        "pyramiding",
    } <= set(given)
    assert all(
        line.count("(") == line.count(")") for line in script.splitlines() if not line.startswith("//")
    )


def test_the_message_a_script_builds_is_one_our_agents_read() -> None:
    # What f_alert puts together for an entry, with its parts in the order in which the script adds them.
    body = (
        b'{"ticker":"ETHUSDT","action":"buy","sentiment":"long","quantity":"0.25","price":"2650.1","stop_loss":"2597.1",'
        b'"take_profit":"2756.1","strategy_id":"ema-cross","sequence":"17","bar_time":"1735689600000","tag":"Long",'
        b'"id":"ema-cross 1735689600000 17 Long"}'
    )

    alert = parse_alert(body)

    assert (alert.intent.action, alert.intent.strategy, alert.intent.sequence) == ("buy", "ema-cross", 17)
    assert alert.explicit_id == "ema-cross 1735689600000 17 Long"
    assert alert.bar_time is not None


def test_only_tradingviews_own_fills_can_be_written() -> None:
    studied = parse_definition(a_long_only(execution={"fill_mode": "close"}))

    assert [fault.rule for fault in unsupported(studied)] == ["pine_fill_mode"]
    assert unsupported(parse_definition(CROSS)) == ()
