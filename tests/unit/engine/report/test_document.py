"""The document and what is drawn from it."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from typing import Any

import jsonschema_rs
import numpy as np
import pytest
from rich.console import Console
from scripts import gen_report_doc
from tests.unit.engine.report.builders import a_random_run, a_run, some_bars

from tradewright.engine.report import (
    FIGURES,
    Order,
    Provenance,
    Run,
    Trades,
    build,
    render_csv,
    render_html,
    report_schema,
)
from tradewright.engine.report.chart import ticks
from tradewright.engine.report.robustness import costs, monte_carlo
from tradewright.engine.report.shown import exact, number
from tradewright.engine.report.study import Study
from tradewright.engine.report.text import decimal_text
from tradewright.entrypoints.cli.report_view import print_report

REFUSED = Order("Long", "entry", "long", 1.0, 1, "rejected", 2, None, "margin")
RUNS = {
    "usual": a_random_run(),
    "no trades": a_run(equity=[1000.0] * 40),
    "one trade": a_run((5.0,)),
    "winners": a_run((1, 2, 3, 4)),
    "losers": a_run((-1, -2, -3)),
    "ruin": a_run((-600.0, -700.0, 100.0)),
    "refused": a_run((1.0, -1.0), lines=(REFUSED, REFUSED)),
    "no bars": Run(some_bars([]), Trades.none(), Trades.none(), np.empty(0), 1000.0),
}
SCHEMA = jsonschema_rs.validator_for(report_schema())


def documented(name: str, **named: Any) -> dict[str, Any]:
    return build(RUNS[name], Provenance(name="Cross", warmup_bars=3), **named).document(runs=50)


@pytest.mark.parametrize("name", RUNS)
def test_every_document_fits_the_schema_and_holds_no_nan(name: str) -> None:
    document = documented(name)

    assert [str(error) for error in SCHEMA.iter_errors(document)] == []
    json.dumps(document, allow_nan=False)


@pytest.mark.parametrize("name", RUNS)
def test_every_missing_figure_has_its_reason(name: str) -> None:
    document = documented(name)

    for path in ("summary.all", "summary.long", "summary.short", "risk", "ratios"):
        section = document
        for part in path.split("."):
            section = section[part]
        missing = {f"{path}.{figure}" for figure, value in section.items() if value is None}
        assert missing <= set(document["undefined"])


def test_schema_refuses_a_number_where_a_text_belongs() -> None:
    document = documented("usual")
    document["trades"][0]["profit"] = 1.5

    assert not SCHEMA.is_valid(document)


def test_trades_carry_what_the_contract_names() -> None:
    first = documented("one trade")["trades"][0]

    assert list(first)[:10] == (
        [
            "number",
            "side",
            "entry_time",
            "entry_price",
            "exit_time",
            "exit_price",
            "quantity",
            "profit",
            "entry_id",
            "exit_id",
        ]
    )
    assert first["entry_time"] == "2024-01-01T00:00:00Z"
    assert (first["side"], first["profit"], first["exit_price"], first["bars"]) == ("long", "5", "105", 1)


def test_curve_is_thinned_but_keeps_ends_and_the_worst_fall() -> None:
    run = a_random_run()
    document = build(run).document(points=100, runs=0)
    curve = document["equity"]

    assert len(curve["time"]) <= 100
    assert curve["equity"][-1] == decimal_text(float(run.equity[-1]))
    assert max(map(float, curve["drawdown"])) == pytest.approx(float(document["risk"]["drawdown_max"]))
    assert len(build(run).document(points=None, runs=0)["equity"]["time"]) == len(run.bars)
    assert document["robustness"]["monte_carlo"] is None


@pytest.mark.parametrize("table", ["entry_tag", "exit_reason", "weekday", "hour", "month", "holding"])
def test_every_grouping_holds_every_trade_once(table: str) -> None:
    document = documented("usual")
    rows = document["by"][table]

    assert sum(row["trades"] for row in rows) == document["summary"]["all"]["trades_total"]
    total = sum(float(row["profit"]) for row in rows)
    assert total == pytest.approx(float(document["summary"]["all"]["net_profit"]), abs=1e-5)


def test_months_and_years_add_up_to_the_whole_change() -> None:
    document = documented("usual")
    change = float(document["equity"]["equity"][-1]) - 1000.0

    for table in ("monthly", "annual"):
        assert sum(float(row["profit"]) for row in document[table]) == pytest.approx(change, abs=1e-5)


def test_weekday_is_that_of_the_entry() -> None:
    rows = documented("one trade")["by"]["weekday"]

    assert [row["key"] for row in rows] == ["Monday"]


def test_shuffling_keeps_the_end_and_skipping_keeps_nine_in_ten() -> None:
    run = a_run(np.random.default_rng(2).normal(1.0, 10.0, 400).tolist())
    found = monte_carlo(Study(run), runs=800, seed=4)
    assert found is not None
    net = float(run.trades.profit.sum())

    shuffled, missed = found["trade_order"], found["skipped_trades"]

    assert float(shuffled["net_profit"]["p5"]) == pytest.approx(net)
    assert float(missed["net_profit"]["p50"]) == pytest.approx(0.9 * net, abs=0.1 * abs(net) + 10)
    falls = [float(shuffled["drawdown_percent"][p]) for p in ("p5", "p50", "p95")]
    assert falls == sorted(falls)
    assert falls[0] < falls[2]
    assert monte_carlo(Study(run), runs=800, seed=4) == found
    assert monte_carlo(Study(run), runs=800, seed=5) != found


def test_shuffled_drawdowns_are_those_numpy_finds() -> None:
    profits = np.random.default_rng(9).normal(0.5, 8.0, 200)
    found = monte_carlo(Study(a_run(profits.tolist())), runs=3000)
    assert found is not None
    rng, falls = np.random.default_rng(0), []
    for _ in range(3000):
        curve = np.concatenate(([1000.0], 1000.0 + np.cumsum(rng.permutation(profits))))
        peak = np.maximum.accumulate(curve)
        falls.append(100 * ((peak - curve) / peak).max())

    told = [float(found["trade_order"]["drawdown_percent"][p]) for p in ("p5", "p50", "p95")]

    assert told == pytest.approx(np.percentile(falls, (5, 50, 95)), rel=0.05)


def test_costs_are_repriced_by_hand() -> None:
    run = a_run((10.0, -4.0))
    trades = Trades.of_columns(
        **{name: getattr(run.trades, name) for name in Trades.__slots__}
        | {"commission": np.array([1.0, 2.0])}
    )
    priced = Run(run.bars, trades, Trades.none(), run.equity, 1000.0)

    rows = {
        (row["fee_factor"], row["slippage_ticks"]): row["net_profit"]
        for row in costs(Study(priced))["scenarios"]
    }

    assert rows["1", 0] == "6"
    assert rows["0", 0] == "9"
    assert rows["2", 0] == "3"
    assert rows["1", 3] == decimal_text(6 - 2 * 2 * 3 * 0.01)
    assert len(rows) == 12


def test_samples_part_at_the_split() -> None:
    split = int(RUNS["winners"].bars.time[2])
    found = documented("winners", split=split)["robustness"]["samples"]

    assert (found["in_sample"]["trades"], found["in_sample"]["net_profit"]) == (2, "3")
    assert (found["out_of_sample"]["trades"], found["out_of_sample"]["net_profit"]) == (2, "7")


def test_gaps_are_counted_where_the_market_never_closes() -> None:
    run = a_run(equity=[1000.0] * 10)
    bars = run.bars
    time = bars.time.copy()
    time[5:] += 2 * 86_400 * 10**9
    holed = type(bars)(time, bars.open, bars.high, bars.low, bars.close, bars.volume)

    told = build(Run(holed, Trades.none(), Trades.none(), run.equity, 1000.0)).document()["provenance"]

    assert (told["gaps"], told["missing_bars"], told["bars"]) == (1, 2, 10)


def test_refusals_are_counted_by_reason() -> None:
    document = documented("refused")

    assert document["refusals"] == [{"status": "rejected", "reason": "margin", "orders": 2}]
    assert document["risk"]["orders_rejected"] == 2


def test_csv_has_a_line_for_each_trade_and_defuses_formulas() -> None:
    run = a_run((1.0, -1.0))
    named = Run(run.bars, run.trades, Trades.none(), run.equity, 1000.0, names=("=HYPERLINK(1)", "Exit"))

    rows = list(csv.DictReader(io.StringIO(render_csv(build(named).document()))))

    assert [row["profit"] for row in rows] == ["1", "-1"]
    assert rows[0]["entry_id"] == "'=HYPERLINK(1)"


class Page(HTMLParser):
    """Collects what would be fetched and how tags balance."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action")]
        self.depth += tag not in ("meta", "br", "path")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag not in ("meta", "br", "path")


@pytest.mark.parametrize("name", RUNS)
def test_page_fetches_nothing_and_closes_what_it_opens(name: str) -> None:
    page = Page()

    page.feed(render_html(documented(name)))

    assert page.fetched == []
    assert page.depth == 0


def test_page_escapes_what_the_author_wrote() -> None:
    run = a_run((1.0, -1.0))
    evil = "<script>alert(1)</script>"
    named = Run(run.bars, run.trades, Trades.none(), run.equity, 1000.0, names=(evil, evil))

    page = render_html(build(named, Provenance(name=evil, inputs={"a": evil})).document())

    assert evil not in page
    assert page.count("<script>") == 1


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", RUNS)
def test_terminal_fits_its_width(name: str, width: int) -> None:
    out = io.StringIO()

    print_report(documented(name), Console(file=out, width=width, highlight=False))

    lines = out.getvalue().splitlines()
    assert max(len(line) for line in lines) <= width
    assert any("Net profit" in line for line in lines)
    assert "…" not in out.getvalue()


def test_figures_for_eyes() -> None:
    assert number("-1234567.895", 2) == "−1\u202f234\u202f567.90"
    assert number("-0.001", 2) == "0.00"
    assert number("5", 1, signed=True) == "+5.0"
    assert number(None, 2) == "–"
    assert exact("0.00001234") == "0.00001234"
    assert decimal_text(-1e-12) == "0"
    assert decimal_text(1e15) == "1000000000000000"


def test_axis_marks_are_round_and_hold_the_range() -> None:
    assert ticks(9980.4, 10119.6) == [9950.0, 10000.0, 10050.0, 10100.0, 10150.0]
    assert ticks(5.0, 5.0)[0] < 5.0 < ticks(5.0, 5.0)[-1]


def test_every_figure_states_its_formula_and_source() -> None:
    assert len(FIGURES) > 100
    assert all(figure.formula and figure.source and figure.title for figure in FIGURES.values())


def test_reference_page_and_schema_are_fresh() -> None:
    assert gen_report_doc.PAGE.read_text() == gen_report_doc.render_page()
    assert gen_report_doc.SCHEMA.read_text() == gen_report_doc.render_schema()
