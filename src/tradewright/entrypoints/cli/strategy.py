"""`tradewright strategy`: definitions in files, with no server, and those the product keeps, with their versions."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradewright.entrypoints.cli.api import ApiKey, Url
from tradewright.entrypoints.cli.definition_files import (
    InvalidDefinitionFile,
    is_definition_file,
    read_definition_file,
)
from tradewright.entrypoints.cli.output import AsJson, print_json, print_table
from tradewright.entrypoints.cli.strategy_references import (
    Server,
    fetch_version,
    find_saved,
    read_reference,
)
from tradewright.kernel.errors import Invalid

if TYPE_CHECKING:
    from tradewright.domain.strategy.analysis import Analysis
    from tradewright.domain.strategy.places import Located

strategy_app = typer.Typer(
    help="Strategies: definitions in files, and saved ones with their versions.", no_args_is_help=True
)

File = Annotated[str, typer.Argument(help="A definition, YAML or JSON; `-` reads standard input.")]
SavedName = Annotated[str, typer.Argument(help="A saved strategy's name or id.")]
Reference = Annotated[
    str, typer.Argument(help="A file, or a saved strategy's name or id; NAME@3 means its version 3.")
]
Notes = Annotated[str, typer.Option(help="What this version is for.")]

LIST_COLUMNS = {
    "name": "Name",
    "version_number": "Version",
    "timeframe": "Timeframe",
    "market": "Market",
    "direction": "Direction",
    "updated_at": "Changed (UTC)",
    "strategy_id": "Strategy",
}
VERSION_COLUMNS = {
    "number": "Version",
    "created_at": "Made (UTC)",
    "definition_hash": "Meaning",
    "has_evidence": "Evidence",
    "notes": "Notes",
}
SIMILAR_COLUMNS = {"score": "Alike", "name": "Name", "strategy_id": "Strategy"}


@strategy_app.command("list")
def list_strategies(
    *,
    name: Annotated[str | None, typer.Option(help="Only those with this in their name.")] = None,
    limit: Annotated[int, typer.Option(help="At most this many, newest first.", min=1, max=200)] = 50,
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """List saved strategies, newest first."""
    params = {"limit": limit} | ({} if name is None else {"q": name})
    page = Server(url, api_key).call("GET", "/strategies", params=params)
    if as_json:
        print_json(page)
        return
    rows = [{**row, "updated_at": _minute(row["updated_at"])} for row in page["items"]]
    print_table(rows, LIST_COLUMNS, empty="No strategies yet. Save one: tradewright strategy create FILE")


@strategy_app.command()
def create(
    file: File, *, notes: Notes = "", url: Url = None, api_key: ApiKey = None, as_json: AsJson = False
) -> None:
    """Save a definition as a new strategy, its version 1."""
    text = read_definition_file(file).text
    made = Server(url, api_key).call("POST", "/strategies", json={"text": text, "notes": notes})
    if as_json:
        print_json(made)
    else:
        sys.stdout.write(f"Saved {made['name']} as strategy {made['strategy_id']}, version 1.\n")


@strategy_app.command()
def revise(
    strategy: SavedName,
    file: File,
    *,
    notes: Notes = "",
    based_on: Annotated[
        int | None,
        typer.Option(min=1, help="The version it was made from: refused when a newer one is there."),
    ] = None,
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Give a saved strategy its next version; those before stay as they are."""
    text = read_definition_file(file).text
    server = Server(url, api_key)
    saved = find_saved(strategy, server)
    body = {"text": text, "notes": notes} | ({} if based_on is None else {"based_on": based_on})
    made = server.call("POST", f"{saved.path}/versions", json=body)
    if as_json:
        print_json(made)
    else:
        sys.stdout.write(f"Saved as version {made['number']} of strategy {made['strategy_id']}.\n")


@strategy_app.command()
def show(strategy: Reference, *, url: Url = None, api_key: ApiKey = None, as_json: AsJson = False) -> None:
    """Print a strategy's definition in its canonical form, as YAML."""
    from tradewright.domain.strategy.texts import yaml_text

    if is_definition_file(strategy):
        from tradewright.domain.strategy.documents import render_document

        document = render_document(read_definition_file(strategy).resolved.definition)
        if as_json:
            _print_exact(document)
        else:
            sys.stdout.write(yaml_text(document))
        return
    server = Server(url, api_key)
    version = fetch_version(find_saved(strategy, server), server)
    if as_json:
        print_json(version)
    else:
        sys.stdout.write(f"# strategy {version['strategy_id']}, version {version['number']}\n")
        sys.stdout.write(yaml_text(version["document"]))


@strategy_app.command()
def versions(
    strategy: SavedName, *, url: Url = None, api_key: ApiKey = None, as_json: AsJson = False
) -> None:
    """List a saved strategy's versions, newest first."""
    server = Server(url, api_key)
    page = server.call("GET", f"{find_saved(strategy, server).path}/versions", params={"limit": 200})
    if as_json:
        print_json(page)
        return
    rows = [
        {
            **row,
            "created_at": _minute(row["created_at"]),
            "definition_hash": row["definition_hash"][:12],
            "has_evidence": "optimised" if row["has_evidence"] else "",
        }
        for row in page["items"]
    ]
    print_table(rows, VERSION_COLUMNS, empty="No versions.")


@strategy_app.command()
def diff(
    before: Reference,
    after: Reference,
    *,
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Say what became different from one definition to another, in the definition's own words."""
    from tradewright.domain.strategy.diff import diff as find_changes
    from tradewright.domain.strategy.documents import definition_hash

    server = Server(url, api_key)
    old, new = read_reference(before, server), read_reference(after, server)
    changes = find_changes(old, new)
    is_same = definition_hash(old) == definition_hash(new)
    if as_json:
        print_json({"is_same_meaning": is_same, "differences": [asdict(one) for one in changes]})
        return
    for one in changes:
        sys.stdout.write(f"{one.path}\n")
        if one.before is not None:
            sys.stdout.write(f"  - {one.before}\n")
        if one.after is not None:
            sys.stdout.write(f"  + {one.after}\n")
    sys.stdout.write("Both mean the same.\n" if is_same else f"Different in {len(changes)} place(s).\n")


@strategy_app.command()
def pine(
    strategy: Reference,
    *,
    out: Annotated[Path | None, typer.Option(help="Write the script to this file.")] = None,
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Print a strategy as Pine Script v6, ready for TradingView's editor."""
    if is_definition_file(strategy):
        script = _render_pine(strategy)
    else:
        server = Server(url, api_key)
        saved = find_saved(strategy, server)
        params = {} if saved.version is None else {"version": saved.version}
        script = server.call("GET", f"{saved.path}/pine", params=params)
    if out is not None:
        out.write_text(script["pine"], encoding="utf-8")
    if as_json:
        print_json(script)
    elif out is None:
        sys.stdout.write(script["pine"])
    else:
        sys.stdout.write(f"Wrote {out}.\n")


@strategy_app.command()
def validate(file: File, *, as_json: AsJson = False) -> None:
    """Check a definition with no server: every fault with its line, then what analysis says. Exit code 1 on faults."""
    from tradewright.domain.strategy.analysis import analyse
    from tradewright.domain.strategy.documents import definition_hash

    try:
        read = read_definition_file(file)
    except InvalidDefinitionFile as error:
        if not as_json:
            raise
        faults = [_fault(one) for one in error.located]
        print_json({**_NOTHING_SAID, "is_valid": False, "faults": faults})
        raise typer.Exit(1) from None
    analysis = analyse(read.resolved)
    definition = read.resolved.definition
    if as_json:
        told = {
            "is_valid": analysis.is_runnable,
            "faults": [],
            "findings": [asdict(one) for one in analysis.findings],
            "definition_hash": definition_hash(definition),
            "warmup_bars": analysis.warmup_bars,
            "cost": analysis.cost,
        }
        print_json(told)
    else:
        _tell(definition.name, definition_hash(definition), analysis)
    if not analysis.is_runnable:
        raise typer.Exit(1)


@strategy_app.command()
def similar(
    strategy: Reference,
    others: Annotated[
        list[str] | None, typer.Argument(help="What to compare it with (default: all saved strategies).")
    ] = None,
    *,
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Say which strategies are most like this one, by what they mean: 1 is the same, 0 has nothing in common."""
    server = Server(url, api_key)
    if others:
        items = _compare(strategy, others, server)
    elif is_definition_file(strategy):
        raise Invalid("Name what to compare the file with: other files, or saved strategies.")
    else:
        items = server.call("GET", f"{find_saved(strategy, server).path}/similar")["items"]
    if as_json:
        print_json({"items": items})
        return
    rows = [{**one, "score": f"{float(one['score']):.2f}"} for one in items]
    print_table(rows, SIMILAR_COLUMNS, empty="There is no other strategy to compare with.")


_NOTHING_SAID: dict[str, Any] = {
    "findings": [],
    "definition_hash": None,
    "warmup_bars": None,
    "cost": None,
}


def _render_pine(file: str) -> dict[str, str]:
    from tradewright.engine.indicators import LIBRARY
    from tradewright.targets.pine import render_resolved, unsupported

    read = read_definition_file(file)
    definition = read.resolved.definition
    faults = unsupported(definition)
    if faults:
        from tradewright.domain.strategy.places import Places

        located = Places(read.text).locate(Invalid("Pine cannot express this definition.", faults=faults))
        raise InvalidDefinitionFile(read.name, read.text, located)
    return {"name": definition.name, "pine": render_resolved(read.resolved, LIBRARY)}


def _compare(strategy: str, others: list[str], server: Server) -> list[dict[str, Any]]:
    from tradewright.domain.strategy.resolve import resolve
    from tradewright.domain.strategy.similarity import features, similarity
    from tradewright.engine.indicators import LIBRARY

    own = features(resolve(read_reference(strategy, server), LIBRARY))
    items = []
    for reference in others:
        resolved = resolve(read_reference(reference, server), LIBRARY)
        score = round(similarity(own, features(resolved)), 4)
        items.append({"strategy_id": reference, "name": resolved.definition.name, "score": score})
    return sorted(items, key=lambda one: -one["score"])


def _fault(one: Located) -> dict[str, Any]:
    return {
        "path": one.fault.path,
        "rule": one.fault.rule,
        "message": one.message,
        "value": one.fault.value,
        "line": one.place.line,
        "column": one.place.column,
        "expected": one.expected or None,
        "suggestion": one.suggestion or None,
    }


def _tell(name: str, digest: str, analysis: Analysis) -> None:
    for one in analysis.findings:
        hint = f"; {one.hint}" if one.hint else ""
        sys.stdout.write(f"{one.severity}: {one.path}: {one.message}{hint}\n")
    word = "can be run" if analysis.is_runnable else "cannot be run"
    sys.stdout.write(
        f"{name} {word}: definition {digest[:12]}, warm-up {analysis.warmup_bars} bars, "
        f"{analysis.cost:g} moving averages a bar.\n"
    )


def _print_exact(document: Any) -> None:
    from tradewright.domain.strategy.texts import json_text

    sys.stdout.write(f"{json_text(document, indent=2)}\n")


def _minute(moment: str) -> str:
    return moment[:16].replace("T", " ")
