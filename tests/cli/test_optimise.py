"""`tradewright optimise` needs no server: it searches, judges, counts every trial, and goes on after a stop."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from tests.unit.engine.optimise.toy import ToyRunner, a_definition, a_trending_walk
from typer.testing import CliRunner, Result

from tradewright.domain.strategy.documents import parse_definition
from tradewright.domain.strategy.texts import load_text
from tradewright.engine.optimise import (
    Study,
    TrainTest,
    TrainValidateTest,
    TrialsBefore,
    WalkForward,
    Whole,
    run_study,
    space_of,
)
from tradewright.entrypoints.cli.app import app
from tradewright.entrypoints.cli.study_view import print_study
from tradewright.entrypoints.cli.trial_ledger import TrialLedger
from tradewright.kernel.errors import Invalid

STRATEGY = """
name: Cross
description: Two averages.
timeframe: 1d
inputs:
  fast: {type: int, default: 5, min: 2, max: 20}
  slow: {type: int, default: 30, min: 10, max: 60, step: 5}
components:
  - id: cross
    type: entry
    expression:
      long: crossover(sma(close, fast), sma(close, slow))
      short: crossunder(sma(close, fast), sma(close, slow))
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a strategy and 900 days that trend now up, now down."""
    draw = np.random.default_rng(3)
    sign = np.where(np.cumsum(draw.random(900) < 1 / 40) % 2 == 0, 1.0, -1.0)
    close = 100.0 * np.exp(np.cumsum(draw.normal(0.0, 0.02, 900) + 0.012 * sign))
    lines = ["timestamp,open,high,low,close,volume"]
    before = 100.0
    for day, now in enumerate(close):
        high, low = max(before, now), min(before, now)
        lines.append(f"{1_577_836_800 + 86_400 * day},{before:.2f},{high:.2f},{low:.2f},{now:.2f},1")
        before = now
    (tmp_path / "bars.csv").write_text("\n".join(lines) + "\n")
    (tmp_path / "strategy.yaml").write_text(STRATEGY)
    return tmp_path


def optimise(place: Path, *arguments: str) -> Result:
    """Run the command in this process; errors that `main` would turn into a sentence are the result's exception."""
    files = [str(place / "strategy.yaml"), "--data", str(place / "bars.csv")]
    runner = CliRunner(env={"TRADEWRIGHT_HOME": str(place / "home"), "COLUMNS": "100"})
    return runner.invoke(app, ["optimise", *files, *arguments])


def document(place: Path, *arguments: str) -> Any:
    answer = optimise(place, *arguments, "--json")
    assert answer.exit_code == 0, answer.exception
    return json.loads(answer.stdout)


GRID = (
    "--range",
    "fast=2:10:2",
    "--range",
    "slow=20,30,40",
    "--constraint",
    "fast * 3 <= slow",
    "--method",
    "grid",
)


def test_a_grid_comes_to_a_verdict_and_a_definition_of_its_best(place: Path) -> None:
    found = document(place, *GRID, "--least-trades", "5", "--write", str(place / "best.yaml"))

    assert found["trials_done"] == len(found["trials"]) == 13  # 8 and 10 are too near 20
    assert {trial["inputs"]["slow"] for trial in found["trials"]} == {"20", "30", "40"}
    best = found["best"]
    assert best["train"]["trades"] >= 5 and best["test"] is not None
    assert isinstance(found["verdict"]["is_noise"], bool) and found["verdict"]["reason"]
    written = (place / "best.yaml").read_text()
    assert f"default: {best['inputs']['fast']}" in written
    assert "Optimised: grid search, 13 trials" in written
    parse_definition(load_text(written))


def test_the_command_is_there_for_a_shell(place: Path) -> None:
    words = [
        "optimise",
        str(place / "strategy.yaml"),
        "--data",
        str(place / "bars.csv"),
        "--objective",
        "sharp",
    ]
    answer = subprocess.run(
        [sys.executable, "-m", "tradewright.entrypoints.cli", *words],
        capture_output=True, text=True, check=False, env=os.environ | {"TRADEWRIGHT_HOME": str(place / "home")},
    )  # fmt: skip

    assert answer.returncode == 1, answer.stderr
    assert "did you mean sharpe" in answer.stderr and "Traceback" not in answer.stderr


def test_people_read_the_verdict_first_and_the_count_of_trials_goes_on(place: Path) -> None:
    first = optimise(place, *GRID, "--walk-forward", "2", "--least-trades", "2")
    assert first.exit_code == 0, first.exception
    assert "NOISE" in first.stdout or "HOLDS UP" in first.stdout
    for told in ("Walk-forward", "test", "Plateau", "luck", "39 on this strategy"):
        assert told in first.stdout

    # Other ranges and defaults make no new strategy of it.
    (place / "strategy.yaml").write_text(STRATEGY.replace("default: 5", "default: 6"))
    second = document(place, "--range", "fast=3:9:3", "--method", "grid", "--least-trades", "2")
    assert second["trials_ever"] == 39 + 3
    third = document(place, "--range", "fast=3:9:3", "--method", "grid", "--trials-before", "1000")
    assert third["trials_ever"] == 1003


def test_a_search_goes_on_from_the_trials_it_kept(place: Path) -> None:
    kept = place / "trials.jsonl"
    search = (
        "--method",
        "random",
        "--trials",
        "30",
        "--seed",
        "4",
        "--least-trades",
        "3",
        "--trials-before",
        "0",
    )
    whole = document(place, *search, "--keep", str(kept))
    lines = kept.read_text().splitlines(keepends=True)
    assert len(lines) == 31
    kept.write_text("".join(lines[:12]) + lines[12][:20])  # killed in the midst of a line

    resumed = document(place, *search, "--keep", str(kept))

    assert resumed == whole
    assert kept.read_text().splitlines(keepends=True) == lines
    other = optimise(place, *search, "--seed", "5", "--keep", str(kept))
    assert isinstance(other.exception, Invalid) and "another study" in other.exception.detail


def test_what_is_wrong_is_said(place: Path) -> None:
    for arguments, told in (
        (("--range", "fats=2:5"), "did you mean fast"),
        (("--range", "fast=2:5:1:1"), "NAME=FROM:TO"),
        (("--range", "fast=2:99"), "20"),
        (("--constraint", "fast <"), "expected a value"),
        (("--objective", "sharp"), "did you mean sharpe"),
        (("--train", "1.5"), "share"),
        (("--walk-forward", "3", "--no-hold-back"), "do not go together"),
        (("--rolling",), "--walk-forward"),
        (("--set", "fast=3", "--range", "fast=2:5"), "fixed"),
    ):
        answer = optimise(place, *arguments)
        assert isinstance(answer.exception, Invalid), answer.stdout
        assert told in answer.exception.detail


def test_a_ledger_joins_what_studies_added_and_knows_a_strategy_by_its_meaning(tmp_path: Path) -> None:
    definition, other = a_definition(), replace(a_definition(), direction="long")
    first = TrialsBefore().joined([0.1, 0.4, None, -0.3])
    ever = first.joined([1.5, 2.5])

    TrialLedger(tmp_path).add(definition, TrialsBefore(), first)
    TrialLedger(tmp_path).add(definition, first, ever)
    TrialLedger(tmp_path).add(definition, ever, ever)

    adopted = replace(
        definition,
        name="Another",
        inputs=(replace(definition.inputs[0], default=Decimal(9)), definition.inputs[1]),
    )
    found = TrialLedger(tmp_path).before(adopted)
    assert (found.count, found.rated) == (6, 5)
    assert found.sharpe_mean == pytest.approx(ever.sharpe_mean)
    assert found.sharpe_variance == pytest.approx(ever.sharpe_variance)
    assert TrialLedger(tmp_path).before(other) == TrialsBefore()


@pytest.mark.parametrize("width", [80, 140])
def test_a_study_is_told_in_the_terminal_verdict_first(width: int) -> None:
    definition = a_definition(kind={"type": "choice", "default": "a", "options": ["a", "b"]})
    bars = a_trending_walk(3, 700, drift=0.012)
    screen = Console(width=width, record=True, file=io.StringIO())

    for split in (TrainTest(), WalkForward(folds=2), TrainValidateTest(), Whole()):
        study = Study(space=space_of(definition), method="grid", trials_max=200, split=split)
        result = run_study(study, definition, bars, runner=ToyRunner(bars))
        print_study(result, definition.name, bars, screen)
        told = screen.export_text()

        assert result.verdict.is_noise == ("NOISE" in told.splitlines()[1])
        assert ("HOLDS UP" in told.splitlines()[1]) != result.verdict.is_noise
        assert "◆" in told
        assert max(len(line) for line in told.splitlines()) <= width


def test_a_study_that_found_nothing_says_so_in_the_terminal() -> None:
    bars = a_trending_walk(3, 300)
    study = Study(space=space_of(a_definition()), method="grid", trials_max=20, trades_least=10_000)
    screen = Console(width=100, record=True, file=io.StringIO())

    print_study(run_study(study, a_definition(), bars, runner=ToyRunner(bars)), "Cross", bars, screen)

    assert "there is nothing to choose" in " ".join(screen.export_text().replace("│", " ").split())
