"""What a version that came from an optimisation says of it: data for programs, sentences for people. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tradewright.features.optimisations.documents import Document
from tradewright.features.optimisations.store import TrialRow

FIGURES_TOLD = ("net_profit_percent", "sharpe", "drawdown_percent", "trades")


def evidence_of(optimisation: Document, trial: TrialRow, inputs: Mapping[str, str | bool]) -> Document:
    """Return what the strategy's version keeps. Validation and test are known of the best trial only."""
    best = optimisation["best"]
    is_best = best is not None and best["number"] == trial.number
    return {
        "kind": "optimisation",
        "optimisation_id": optimisation["optimisation_id"],
        "version": optimisation["strategy"]["version"],
        "data": optimisation["data"],
        "search": optimisation["search"],
        "objective": optimisation["objective"],
        "split": optimisation["split"],
        "trial": trial.number,
        "is_best": is_best,
        "inputs": dict(inputs),
        "plateau": trial.plateau,
        "train": dict(trial.figures),
        "validate": best["validate"] if is_best else None,
        "test": best["test"] if is_best else None,
        "trials_done": optimisation["trials_done"],
        "trials_ever": optimisation["verdict"]["trials_ever"],
        "verdict": optimisation["verdict"],
    }


def notes_of(evidence: Mapping[str, Any], note: str) -> str:
    """Return the version's notes: the trader's own words, then where it came from and how it did there."""
    inputs = ", ".join(f"{name} = {value}" for name, value in evidence["inputs"].items())
    data = evidence["data"]
    lines = [
        f"Trial {evidence['trial']} of optimisation {evidence['optimisation_id']}.",
        f"From version {evidence['version']}, with {inputs}.",
        f"Searched for {evidence['objective'].replace('_', ' ')} on {data['symbol']} {data['timeframe']}.",
        f"Trials ever made on this strategy: {evidence['trials_ever']:,}.",
        f"Training: {_told(evidence['train'])}.",
    ]
    if evidence["test"] is not None:
        lines.append(f"Bars no search has seen: {_told(evidence['test'])}.")
    if not evidence["is_best"]:
        lines.append("It is not the trial that the search chose, so the verdict below is about another one.")
    lines.append(f"Verdict: {evidence['verdict']['reason']}")
    return "\n".join([note, "", *lines] if note else lines)


def _told(figures: Mapping[str, float | None]) -> str:
    told = [(name.replace("_", " "), figures.get(name)) for name in FIGURES_TOLD]
    return ", ".join(f"{name} {'none' if value is None else format(value, '.4g')}" for name, value in told)
