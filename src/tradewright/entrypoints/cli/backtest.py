"""`tradewright backtest`: a strategy over bars of a file, with no server, and a report to read."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradewright.entrypoints.cli.definition_files import is_definition_file, read_definition_file
from tradewright.entrypoints.cli.run_options import read_bars, read_pairs, read_settings
from tradewright.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from tradewright.domain.strategy.definition import Definition
    from tradewright.engine.backtest import Running
    from tradewright.engine.bars import Bars
    from tradewright.engine.broker import Result
    from tradewright.engine.coded import Strategy

STEPS = 50
"""Moves of the progress bar: few enough that drawing it costs nothing."""


def backtest(  # noqa: PLR0917 - typer declares options as arguments
    strategy: Annotated[
        str,
        typer.Argument(
            help="strategy.yaml (or .json), my_strategy.py:ClassName, or guru:NAME for one of the library's systems."
        ),
    ],
    data: Annotated[
        str, typer.Option(help="A CSV or Parquet file of bars, or SOURCE/SYMBOL/TIMEFRAME of the bar store.")
    ],
    values: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Set an input; may be repeated.")
    ] = None,
    tick: Annotated[str | None, typer.Option(help="Smallest price step (default: as the data says).")] = None,
    capital: Annotated[str | None, typer.Option(help="Initial capital.")] = None,
    commission: Annotated[
        str | None, typer.Option(help="Commission in percent of each fill's value.")
    ] = None,
    slippage: Annotated[
        int | None, typer.Option(min=0, help="Slippage of market and stop fills, in ticks.")
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--from", help="First bar: a date or a time, UTC. Earlier bars are left out."),
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", help="Leave out this moment and what follows, UTC.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write the report as one self-contained page.")] = None,
    trades: Annotated[Path | None, typer.Option(help="Write the trades as CSV.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report document.")] = False,
) -> None:
    """Test a strategy on history by TradingView's rules and print its report."""
    from tradewright.engine.backtest import prepare
    from tradewright.engine.report import Provenance, build, render_csv, render_html

    tested = _strategy(strategy)
    bars = read_bars(data, tick, start, end)
    _tell_timeframe(tested, bars)
    overrides = read_settings(capital, commission, slippage)
    plan, running = prepare(tested, bars, inputs=read_pairs("--set", values or []), **overrides)
    result = _run(running, len(bars), is_quiet=as_json or not sys.stderr.isatty())
    given = Provenance(
        name=plan.name,
        definition_hash=plan.definition_hash or None,
        warmup_bars=plan.warmup,
        fill_mode=running.settings.fill_mode.name,
        inputs=running.inputs,
    )
    document = build(result, given).document()
    if html is not None:
        html.write_text(render_html(document), encoding="utf-8")
    if trades is not None:
        trades.write_text(render_csv(document), encoding="utf-8")
    if as_json:
        sys.stdout.write(f"{json.dumps(document)}\n")
        return
    from tradewright.entrypoints.cli.report_view import print_report

    print_report(document)


def _strategy(reference: str) -> Definition | type[Strategy]:
    if is_definition_file(reference):
        return read_definition_file(reference).resolved.definition
    from tradewright.engine.coded.loading import load_strategy

    if reference.startswith("guru:"):
        from tradewright.engine.gurus import GURUS

        key = reference.removeprefix("guru:")
        if key not in GURUS:
            known = ", ".join(GURUS)
            raise Invalid(
                f"There is no guru {key!r}; there are {known}.",
                faults=(Fault("$.strategy", "known", known, key),),
            )
        return GURUS[key].strategy
    return load_strategy(reference)


def _tell_timeframe(tested: Definition | type[Strategy], bars: Bars) -> None:
    from tradewright.domain.strategy.definition import Definition
    from tradewright.engine.program import timeframe_of

    if isinstance(tested, Definition) and tested.timeframe is not timeframe_of(bars):
        sys.stderr.write(
            f"note: the strategy is written for {tested.timeframe.value} bars; these are "
            f"{timeframe_of(bars).value}, and it is tested on them\n"
        )


def _run(running: Running, bars: int, *, is_quiet: bool) -> Result:
    if is_quiet:
        return running.run()
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(file=sys.stderr), transient=True) as progress:
        task = progress.add_task("bars", total=bars)
        for step in range(1, STEPS):
            running.run(bars * step // STEPS)
            progress.update(task, completed=bars * step // STEPS)
        return running.run()
