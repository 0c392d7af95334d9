"""Commands for bars: import a file, fetch from a source, list and check what is kept, resample, export. No server needed."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradewright.entrypoints.cli.output import AsJson, print_json, print_table
from tradewright.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from tradewright.engine.bars import Bars
    from tradewright.platform.bar_files import BarStore, SeriesKey

data_app = typer.Typer(help="Bars: your files, downloads, and the store of both.", no_args_is_help=True)
FAULTS_SHOWN = 20
GAPS_SHOWN = 20

LIST_COLUMNS = {
    "series": "Series",
    "bars": "Bars",
    "first": "First (UTC)",
    "last": "Last (UTC)",
    "tick": "Tick",
    "session": "Session",
    "origin": "Last from",
}
GAP_COLUMNS = {"start": "From (UTC)", "end": "To (UTC)", "bars": "Bars", "kind": "Kind"}
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


Series = Annotated[str, typer.Argument(help="SOURCE/SYMBOL/TIMEFRAME as `data list` shows it.")]
Tick = Annotated[str | None, typer.Option(help="Price step such as 0.01 (default: found from the prices).")]
Replace = Annotated[bool, typer.Option("--replace", help="Where bars differ from kept ones, keep the new.")]


@data_app.command("import")
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
    written = _store().write(bars, kind="import", origin=str(file), replaces=replace)
    document = {
        "series": f"{bars.source}/{bars.symbol}/{bars.timeframe}",
        "format": reading.format,
        "bars": len(bars),
        "first": _text(bars.time[0]),
        "last": _text(bars.time[-1]),
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
        len(written.conflicts), [_text(moment) for moment in written.conflicts[:3]], replaced=replace
    )
    if reading.skipped:
        sys.stdout.write(f"{reading.skipped:,} bad rows left out:\n")
        _show_faults(reading.faults, reading.skipped)


@data_app.command("fetch")
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
    kept = _store().find(key)
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


@data_app.command("list")
def list_series(as_json: AsJson = False) -> None:
    """List the series that are kept."""
    rows = []
    for key, manifest in _store().list_series():
        segments = manifest.segments
        rows.append(
            {
                "series": str(key),
                "source": key.source,
                "symbol": key.symbol,
                "timeframe": key.timeframe,
                "bars": manifest.rows,
                "first": _text(segments[0].first) if segments else None,
                "last": _text(segments[-1].last) if segments else None,
                "tick": str(manifest.tick),
                "session": manifest.session,
                "origin": manifest.origins[-1].origin if manifest.origins else None,
                "bytes": sum(one.size for one in segments),
            }
        )
    if as_json:
        print_json({"items": rows})
    else:
        print_table(rows, LIST_COLUMNS, empty="No bars yet. Begin with: tradewright data import bars.csv")


@data_app.command("check")
def check(series: Series, as_json: AsJson = False) -> None:
    """Verify a series: digests of its files, rules of its bars, gaps. Exit code 1 when bars are damaged or unsound."""
    from tradewright.platform.bar_files import find_gaps
    from tradewright.platform.bar_files.faults import broken_rules

    store, key = _store(), _key(series)
    bars = store.read(key)
    gaps = find_gaps(bars)
    missing = [gap for gap in gaps if gap.kind == "missing"]
    unsound = {f"{column} {rule}": int(mask.sum()) for mask, column, rule, _ in broken_rules(bars)}
    manifest = store.find(key)
    document = {
        "series": str(key),
        "bars": len(bars),
        "hash": bars.hash,
        "unsound": unsound,
        "missing_bars": sum(gap.bars for gap in missing),
        "closed": {kind: sum(gap.kind == kind for gap in gaps) for kind in ("night", "weekend", "holiday")},
        "gaps": [
            {"start": _iso(gap.start), "end": _iso(gap.end), "bars": gap.bars, "kind": gap.kind}
            for gap in gaps
        ],
        "segments": len(manifest.segments) if manifest else 0,
    }
    if as_json:
        print_json(document)
    else:
        sys.stdout.write(f"{key}: {len(bars):,} bars, files as written.\n")
        closed = ", ".join(f"{count:,} {kind}s" for kind, count in document["closed"].items() if count)  # type: ignore[attr-defined]
        if closed:
            sys.stdout.write(f"Market closed: {closed}.\n")
        largest = sorted(missing, key=lambda gap: -gap.bars)[:GAPS_SHOWN]
        sys.stdout.write(f"{document['missing_bars']:,} bars missing in {len(missing):,} gaps.\n")
        if largest:
            shown = [
                {"start": _iso(g.start), "end": _iso(g.end), "bars": g.bars, "kind": g.kind} for g in largest
            ]
            print_table(shown, GAP_COLUMNS, empty="")
    if unsound:
        sys.stderr.write(f"Bars that break a rule: {unsound}. Fetch or import them again with --replace.\n")
        raise typer.Exit(1)


@data_app.command("resample")
def resample_series(
    series: Series,
    timeframe: Annotated[str, typer.Argument(help="The longer timeframe, a multiple of the series' own.")],
    as_json: AsJson = False,
) -> None:
    """Make longer bars of a series, as a series of its own; the last one only when it is whole."""
    from tradewright.platform.bar_files import resample

    store, key = _store(), _key(series)
    longer = resample(store.read(key), timeframe)
    written = store.write(longer, kind="resample", origin=str(key), replaces=True)
    document = {
        "series": f"{key.source}/{key.symbol}/{timeframe}",
        "bars": len(longer),
        "added": written.added,
    }
    if as_json:
        print_json(document)
    else:
        sys.stdout.write(f"{document['series']}: {len(longer):,} bars, {written.added:,} of them new.\n")


@data_app.command("export")
def export(
    series: Series,
    file: Annotated[Path, typer.Argument(help="Where to: .csv or .parquet.")],
    as_json: AsJson = False,
) -> None:
    """Write a series to a CSV or Parquet file that `import` and other programs read."""
    from tradewright.platform.bar_files.export import export_bars

    bars = _store().read(_key(series))
    export_bars(bars, file.expanduser())
    if as_json:
        print_json({"series": series, "bars": len(bars), "file": str(file)})
    else:
        sys.stdout.write(f"{len(bars):,} bars written to {file}.\n")


def load_series(series: str) -> Bars:
    """Return the bars of SOURCE/SYMBOL/TIMEFRAME from this home's store; the same errors as `BarStore.read`."""
    return _store().read(_key(series))


def _store() -> BarStore:
    from tradewright.platform.bar_files import BarStore
    from tradewright.platform.settings import load_settings

    return BarStore(load_settings().home / "data" / "bars")


def _key(series: str) -> SeriesKey:
    from tradewright.platform.bar_files import SeriesKey

    source, _, rest = series.partition("/")
    symbol, _, timeframe = rest.rpartition("/")  # a symbol may hold a slash: alpaca-crypto/BTC/USD/1h
    if not (source and symbol and timeframe):
        fault = Fault("series", "form", "SOURCE/SYMBOL/TIMEFRAME", series)
        raise Invalid(
            f"{series!r} names no series; write SOURCE/SYMBOL/TIMEFRAME as in `data list`", faults=(fault,)
        )
    return SeriesKey(source, symbol, timeframe)


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


def _text(nanoseconds: Any) -> str:
    return _iso(datetime.fromtimestamp(int(nanoseconds) // 1_000_000_000, UTC))


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
