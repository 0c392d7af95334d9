"""Commands that bring bars in: from a file, and from a source."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from tradewright.entrypoints.cli.kept_series import kept_bars, moment_text
from tradewright.entrypoints.cli.output import AsJson, print_json, print_table
from tradewright.kernel.errors import Fault, Invalid

FAULTS_SHOWN = 20
FAULT_COLUMNS = {"path": "Where", "rule": "Rule", "message": "Right would be", "value": "Found"}


class Source(StrEnum):
    """Where `fetch` gets bars."""

    binance = "binance"
    binance_futures = "binance-futures"
    alpaca = "alpaca"
    alpaca_crypto = "alpaca-crypto"
    simulated = "simulated"


class OnErrorChoice(StrEnum):
    """What `import` does with rows that break a rule."""

    stop = "stop"
    skip = "skip"


class FeedChoice(StrEnum):
    """Alpaca's feeds of stocks."""

    iex = "iex"
    sip = "sip"
    otc = "otc"


class AdjustmentChoice(StrEnum):
    """What Alpaca has taken out of the prices of stocks."""

    nothing = "raw"
    splits = "split"
    dividends = "dividend"
    everything = "all"


Tick = Annotated[str | None, typer.Option(help="Price step such as 0.01 (default: found from the prices).")]
Replace = Annotated[bool, typer.Option("--replace", help="Where bars differ from kept ones, keep the new.")]


def import_file(
    *,
    file: Annotated[Path, typer.Argument(help="CSV (also .gz, .xz, .zip) or Parquet.")],
    symbol: Annotated[str | None, typer.Option(help="Symbol (default: the file's name).")] = None,
    timeframe: Annotated[
        str | None, typer.Option(help="Length of the bars, 1m … 1w (default: the commonest spacing).")
    ] = None,
    source: Annotated[str, typer.Option(help="Name of the source to keep the bars under.")] = "file",
    tick: Tick = None,
    timezone: Annotated[
        str, typer.Option(help="Zone of times that name none, such as America/New_York.")
    ] = "UTC",
    session: Annotated[
        str, typer.Option(help="24x7, or the exchange's name: then nights are no gaps.")
    ] = "24x7",
    on_error: Annotated[
        OnErrorChoice, typer.Option(help="Bad rows: stop and keep nothing, or skip and count them.")
    ] = OnErrorChoice.stop,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Read bars from a file into the store; every bad row is named by line and column."""
    from dataclasses import replace as changed

    from tradewright.platform.bar_files import read_bars

    try:
        reading = read_bars(
            file.expanduser(),
            symbol=symbol,
            timeframe=timeframe,
            tick=_tick(tick),
            timezone=timezone,
            on_error=on_error.value,
        )
    except Invalid as error:
        _refuse(error, as_json=as_json)
    bars = changed(reading.bars, source=source, session=session, timezone=timezone)
    written = kept_bars().write(bars, kind="import", origin=str(file), replaces=replace)
    document = {
        "series": f"{bars.source}/{bars.symbol}/{bars.timeframe}",
        "format": reading.format,
        "bars": len(bars),
        "first": moment_text(bars.time[0]),
        "last": moment_text(bars.time[-1]),
        "tick": str(bars.tick),
        "newest_first": reading.was_newest_first,
        "added": written.added,
        "duplicates": written.duplicates + reading.duplicates,
        "conflicts": len(written.conflicts),
        "replaced": replace,
        "skipped": reading.skipped,
        "faults": [_fault(fault) for fault in reading.faults],
    }
    if as_json:
        print_json(document)
        return
    sys.stdout.write(
        f"{document['format']}: {len(bars):,} bars of {bars.symbol}, {bars.timeframe}, {document['first']} to "
        f"{document['last']}, tick {bars.tick}.\n"
        f"Kept as {document['series']}: {written.added:,} added, {document['duplicates']:,} known already.\n"
    )
    _tell_conflicts(
        len(written.conflicts), [moment_text(moment) for moment in written.conflicts[:3]], replaced=replace
    )
    if reading.skipped:
        sys.stdout.write(f"{reading.skipped:,} bad rows left out:\n")
        _show_faults(reading.faults, reading.skipped)


def fetch(
    *,
    source: Annotated[Source, typer.Argument(help="Where from.")],
    symbol: Annotated[str, typer.Argument(help="Symbol as the source writes it: BTCUSDT, AAPL, BTC/USD.")],
    timeframe: Annotated[
        str, typer.Option(help="Length of the bars: 1m 3m 5m 15m 30m 1h 2h 4h 1d 1w.")
    ] = "1h",
    start: Annotated[str, typer.Option("--from", help="First day or moment, UTC: 2024-01-31.")],
    end: Annotated[str | None, typer.Option("--to", help="End, not included (default: now).")] = None,
    feed: Annotated[FeedChoice, typer.Option(help="Alpaca stocks: which feed.")] = FeedChoice.iex,
    adjustment: Annotated[
        AdjustmentChoice, typer.Option(help="Alpaca stocks: adjusted for what.")
    ] = AdjustmentChoice.splits,
    again: Annotated[
        bool, typer.Option("--again", help="Ask for spans that were fetched before, too.")
    ] = False,
    replace: Replace = False,
    url: Annotated[str | None, typer.Option(help="Another address of the source, such as a mirror.")] = None,
    as_json: AsJson = False,
) -> None:
    """Download the bars that are missing; killed or cut off, the same command goes on where it was."""
    import asyncio

    from tradewright.entrypoints.cli.fetching import Wish, run_fetch

    wish = Wish(
        source=source.value,
        symbol=symbol,
        timeframe=timeframe,
        start=_moment("--from", start),
        end=datetime.now(UTC) if end is None else _moment("--to", end),
        feed=feed.value,
        adjustment=adjustment.value,
        again=again,
        replaces=replace,
        url=url,
        is_quiet=as_json,
    )
    key, done = asyncio.run(run_fetch(wish))
    kept = kept_bars().find(key)
    document = {
        "series": str(key),
        "bars": kept.rows if kept else 0,
        "requested_spans": done.spans,
        "added": done.added,
        "duplicates": done.duplicates,
        "conflicts": done.conflicts,
        "replaced": replace,
        "unsound": done.unsound,
    }
    if as_json:
        print_json(document)
        return
    if not done.spans:
        sys.stdout.write(
            f"{key}: that span is here already ({document['bars']:,} bars kept); nothing was asked.\n"
        )
        return
    sys.stdout.write(f"{key}: {done.added:,} bars added, {document['bars']:,} kept.\n")
    _tell_conflicts(done.conflicts, [], replaced=replace)
    if done.unsound:
        sys.stdout.write(
            f"{done.unsound:,} bars from the source break the rules of bars and were left out.\n"
        )


def _tick(text: str | None) -> Decimal | None:
    from tradewright.kernel.money import parse_decimal

    if text is None:
        return None
    try:
        tick = parse_decimal(text)
    except ValueError:
        tick = Decimal(0)
    if tick <= 0:
        raise typer.BadParameter(f"a price step above zero such as 0.01, not {text!r}", param_hint="--tick")
    return tick


def _moment(option: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"a day or moment such as 2024-01-31, not {text!r}", param_hint=option
        ) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _refuse(error: Invalid, *, as_json: bool) -> None:
    count = int(error.data.get("count", len(error.faults)))
    if as_json:
        faults = [_fault(fault) for fault in error.faults]
        print_json({"error": error.detail, "code": error.code, "count": count, "faults": faults})
    elif error.faults:
        _show_faults(error.faults, count)
        sys.stdout.write("Nothing was kept. Mend the file, or leave bad rows out: --on-error skip\n")
    sys.stderr.write(f"{error.detail}\n")
    raise typer.Exit(1)


def _show_faults(faults: tuple[Fault, ...], count: int) -> None:
    print_table([_fault(fault) for fault in faults[:FAULTS_SHOWN]], FAULT_COLUMNS, empty="")
    if count > FAULTS_SHOWN:
        sys.stdout.write(f"… and {count - FAULTS_SHOWN:,} more; `--json` lists the first thousand.\n")


def _tell_conflicts(count: int, examples: list[str], *, replaced: bool) -> None:
    if count:
        at = f" (first at {', '.join(examples)})" if examples else ""
        kept = "the new ones were kept" if replaced else "the kept ones stay; --replace takes the new"
        sys.stdout.write(f"{count:,} bars differ from kept ones{at}: {kept}.\n")


def _fault(fault: Fault) -> dict[str, Any]:
    return {"path": fault.path, "rule": fault.rule, "message": fault.message, "value": fault.value}
