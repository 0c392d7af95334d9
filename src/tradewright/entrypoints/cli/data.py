"""Commands for bars: import a file, fetch from a source, list and check what is kept, resample, export. No server needed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from tradewright.entrypoints.cli.data_intake import fetch, import_file
from tradewright.entrypoints.cli.kept_series import iso, kept_bars, key_of, moment_text
from tradewright.entrypoints.cli.output import AsJson, print_json, print_table

data_app = typer.Typer(help="Bars: your files, downloads, and the store of both.", no_args_is_help=True)
data_app.command("import")(import_file)
data_app.command("fetch")(fetch)
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
Series = Annotated[str, typer.Argument(help="SOURCE/SYMBOL/TIMEFRAME as `data list` shows it.")]


@data_app.command("list")
def list_series(as_json: AsJson = False) -> None:
    """List the series that are kept."""
    rows = []
    for key, manifest in kept_bars().list_series():
        segments = manifest.segments
        rows.append(
            {
                "series": str(key),
                "source": key.source,
                "symbol": key.symbol,
                "timeframe": key.timeframe,
                "bars": manifest.rows,
                "first": moment_text(segments[0].first) if segments else None,
                "last": moment_text(segments[-1].last) if segments else None,
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

    store, key = kept_bars(), key_of(series)
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
            {"start": iso(gap.start), "end": iso(gap.end), "bars": gap.bars, "kind": gap.kind} for gap in gaps
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
                {"start": iso(g.start), "end": iso(g.end), "bars": g.bars, "kind": g.kind} for g in largest
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

    store, key = kept_bars(), key_of(series)
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

    bars = kept_bars().read(key_of(series))
    export_bars(bars, file.expanduser())
    if as_json:
        print_json({"series": series, "bars": len(bars), "file": str(file)})
    else:
        sys.stdout.write(f"{len(bars):,} bars written to {file}.\n")
