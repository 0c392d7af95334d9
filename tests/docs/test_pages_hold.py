"""What pages point at is there: links, files, routes, subjects, names, commands and tests."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path

import pytest
import typer.main

from tradewright.entrypoints.cli.app import app
from tradewright.kernel.ids import UserId, new_uuid7
from tradewright.platform.bus import subjects

REPOSITORY = Path(__file__).parents[2]
PAGES = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])
HOW_TO = sorted((REPOSITORY / "docs" / "how-to").glob("*.md"))
ARCHITECTURE = (REPOSITORY / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
NAMES = [path.relative_to(REPOSITORY).as_posix() for path in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {_anchor(heading) for heading in headings}, target


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", HOW_TO, ids=lambda page: page.stem)
def test_a_how_to_page_ends_with_the_test_that_proves_it(page: Path) -> None:
    last = page.read_text(encoding="utf-8").rpartition("You are done when")[2]

    if page.stem == "read-an-incident":
        last = page.read_text(encoding="utf-8").rpartition("**Afterwards**")[2]
    assert re.search(r"^    \S", last, re.MULTILINE), "the last paragraph has a command"


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_files_commands_and_verbs_that_a_page_names_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    code = "\n".join([*re.findall(r"^    +(.+)$", text, re.MULTILINE), *re.findall(r"`([^`\n]+)`", text)])

    for path in re.findall(
        r"(?<![\w./<-])((?:tests|bench|scripts|migrations|src|web)/[\w./-]*\w)(?![\w<*])", code
    ):
        if "NNNN" in path:
            continue  # a number the reader fills in
        assert (REPOSITORY / path).exists(), path
    for words in re.findall(r"(?<![\w/.])tradewright ((?:[a-z]+(?:-[a-z]+)* ?)+)", code):
        _walk(words.split())
    verbs = set(
        re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert set(re.findall(r"(?<!\w)make ([a-z]+)", code)) <= verbs


def _walk(words: list[str]) -> None:
    command = typer.main.get_command(app)
    for word in words:
        children = getattr(command, "commands", None)
        if children is None:
            return  # the rest are arguments
        assert word in children, f"tradewright {' '.join(words)}"
        command = children[word]


def test_the_map_shows_exactly_the_routes_there_are() -> None:
    document = json.loads((REPOSITORY / "docs/reference/openapi.json").read_text(encoding="utf-8"))
    there = {re.sub(r"\{\w+\}", "{}", path.removeprefix("/api/unify/v1")) for path in document["paths"]}
    rows = ARCHITECTURE.partition("| method and path |")[2].partition("\n\n")[0].splitlines()[2:]

    shown: set[str] = set()
    for row in rows:
        base = ""
        for path in re.findall(r"`(/[^`?]*)", row.split("|")[1]):
            # "POST `/agents/{id}/pause` · `/resume`" goes on from where the first one ended.
            clean = re.sub(r"\{\w+\}", "{}", path)
            whole = clean if clean in there else base.rpartition("/")[0] + clean
            shown.add(whole)
            base = whole

    assert shown - {"/stream", "/metrics"} == there


def test_the_map_shows_every_subject_of_the_bus() -> None:
    user = UserId(new_uuid7())
    there = {
        value for name, value in vars(subjects).items() if name.isupper() and str(value).startswith("tw.")
    }
    there |= {subjects.job("kind"), subjects.job_cancel(user)}
    there |= {subjects.live(user), subjects.events(user), subjects.session_end(user), subjects.account(user)}
    shown = re.findall(r"^\| `(tw\.[^`]+)` \|", ARCHITECTURE, re.MULTILINE)
    patterns = [re.sub(r"<\w+>", "[^.]+", one.replace(".", r"\.")) for one in shown]

    for subject in there:
        assert any(re.fullmatch(pattern, subject) for pattern in patterns), subject


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("kernel.ids", "new_uuid7 derive_order_id client_order_id shard_of"),
        ("kernel.money", "parse_decimal check_decimal floor_to ceil_to nearest_to money_text plain"),
        (
            "kernel.errors",
            "Invalid NotFound Conflict Unauthenticated Denied LimitReached NotReady Unavailable Fault",
        ),
        ("kernel.timeframes", "Timeframe parse_timeframe"),
        ("domain.strategy.documents", "parse_definition render_document definition_hash"),
        ("domain.strategy.resolve", "resolve"),
        ("domain.strategy.places", "Places"),
        ("engine.bars", "Bars"),
        ("engine.indicators", "LIBRARY"),
        ("engine.backtest", "prepare backtest"),
        ("engine.sweep", "sweep"),
        ("engine.report", "build render_html"),
        ("engine.native", "inlined entry"),
        ("targets.pine", "render unsupported"),
        ("platform.bar_files", "load_bars BarStore download resample"),
        ("platform.db", "Database statements"),
        ("platform.outbox", "add"),
        ("platform.audit", "record"),
        ("platform.bus", "Bus"),
        ("platform.leases", "Lease"),
        ("platform.vault", "Vault"),
        ("platform.vault.rotation", "rotate_all"),
        ("platform.context", "Context"),
        ("platform.jobs", "ask wake cancel find Worker RunningJob Done Channel"),
        ("platform.http", "ReadContext TradeContext ExactRoute Price Quantity Page"),
        ("platform.telemetry", "logger bound counter gauge histogram Health"),
    ],
)
def test_what_the_map_says_to_import_can_be_imported(module: str, names: str) -> None:
    found = importlib.import_module(f"tradewright.{module}")

    for name in names.split():
        assert hasattr(found, name), name
        assert name in ARCHITECTURE


def test_no_page_names_a_machine() -> None:
    for page in PAGES:
        assert not re.search(r"(?<![\w/.])/(?:home|root|Users)/\w", page.read_text(encoding="utf-8")), page
