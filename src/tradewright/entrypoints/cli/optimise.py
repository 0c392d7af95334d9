"""`tradewright optimise`: search a strategy's inputs over bars of a file, with no server, and say whether to believe it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradewright.entrypoints.cli.output import print_json
from tradewright.entrypoints.cli.run_options import read_bars, read_pairs, read_settings
from tradewright.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from tradewright.domain.strategy.definition import Definition
    from tradewright.engine.bars import Bars
    from tradewright.engine.optimise import Options, Range, Split, StudyPlan, StudyResult, Trial


class MethodChoice(StrEnum):
    """Ways to search."""

    grid = "grid"
    random = "random"
    bayesian = "bayesian"
    evolutionary = "evolutionary"


def optimise(  # noqa: PLR0917 - typer declares options as arguments
    strategy: Annotated[str, typer.Argument(help="A definition, YAML or JSON; `-` reads standard input.")],
    data: Annotated[
        str, typer.Option(help="A CSV or Parquet file of bars, or SOURCE/SYMBOL/TIMEFRAME of the bar store.")
    ],
    ranges: Annotated[
        list[str] | None,
        typer.Option(
            "--range",
            metavar="NAME=FROM:TO[:STEP]",
            help="Search this input, and only those so named; NAME=A,B,C for single values; may be repeated.",
        ),
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Hold an input fast; may be repeated."),
    ] = None,
    method: Annotated[MethodChoice, typer.Option(help="How to search.")] = MethodChoice.bayesian,
    trials: Annotated[int, typer.Option(min=1, help="Most trials of each search.")] = 500,
    objective: Annotated[
        str,
        typer.Option(
            help="What to raise: sharpe, sortino, net_profit, return_percent, profit_factor, "
            "return_over_drawdown, percent_profitable or average_trade."
        ),
    ] = "sharpe",
    constraints: Annotated[
        list[str] | None,
        typer.Option(
            "--constraint",
            metavar="CONDITION",
            help="Over inputs ('fast < slow') or figures ('drawdown_percent <= 20'); may be repeated.",
        ),
    ] = None,
    trades_least: Annotated[
        int, typer.Option("--least-trades", min=0, help="Fewest trades in training of what may be chosen.")
    ] = 10,
    train: Annotated[
        float | None, typer.Option(help="Share of the bars to search; the rest is looked at once.")
    ] = None,
    validate: Annotated[
        float | None, typer.Option(help="Share after it on which the leaders are compared.")
    ] = None,
    folds: Annotated[
        int | None, typer.Option("--walk-forward", metavar="FOLDS", help="Walk forward in so many steps.")
    ] = None,
    rolling: Annotated[
        bool, typer.Option("--rolling", help="Walk forward: train on a window, not on all the past.")
    ] = False,
    hold_back: Annotated[
        bool, typer.Option("--hold-back/--no-hold-back", help="Keep bars that no search sees.")
    ] = True,
    seed: Annotated[int, typer.Option(help="The same seed gives the same search.")] = 1,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads (default: all cores).")] = None,
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
    trials_before: Annotated[
        int | None,
        typer.Option(
            min=0, help="Trials made on this strategy before (default: as this home has counted them)."
        ),
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(help="Keep trials in this file, and go on from it after a stop.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option(help="Write the definition with the best inputs as its defaults.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document instead of words.")
    ] = False,
) -> None:
    """Search a strategy's inputs, look at what was held back, and say whether the result is more than luck."""
    from tradewright.engine.optimise import (
        Study,
        TrialsBefore,
        parse_constraint,
        run_study,
        space_of,
        study_plan,
        trial_document,
    )
    from tradewright.entrypoints.cli.definition_files import read_definition_file
    from tradewright.entrypoints.cli.trial_ledger import TrialLedger
    from tradewright.platform.settings import load_settings

    definition = read_definition_file(strategy).resolved.definition
    bars = read_bars(data, tick, start, end)
    settings = read_settings(capital, commission, slippage)
    study = Study(
        space=space_of(definition, _ranges(ranges or []), read_pairs("--set", values or [])),
        objective=objective,
        constraints=tuple(parse_constraint(text, definition, "--constraint") for text in constraints or []),
        split=_split(train, validate, folds, is_rolling=rolling, holds_back=hold_back),
        method=method.value,
        trials_max=trials,
        seed=seed,
        trades_least=trades_least,
    )
    plan = study_plan(study, definition, bars, settings=settings)
    ledger = TrialLedger(load_settings().home)
    before = ledger.before(definition) if trials_before is None else TrialsBefore(trials_before)
    done, keep_trials = _kept(keep, plan, definition, bars)
    with _interruptible() as should_stop, _progress(plan, len(done), is_quiet=as_json) as tell:

        def on_trials(new: Sequence[Trial]) -> None:
            keep_trials(new)
            tell(new)

        result = run_study(
            study,
            definition,
            bars,
            done=done,
            on_trials=on_trials,
            should_stop=should_stop,
            trials_before=before,
            threads=threads,
            settings=settings,
        )
    if result.is_complete or keep is None:
        ledger.add(definition, before, result.trials_ever)
    if as_json:
        print_json(result.document() | {"trials": [trial_document(trial) for trial in result.trials]})
    else:
        from tradewright.entrypoints.cli.study_view import print_study

        print_study(result, definition.name, bars)
    if write is not None:
        _write(write, definition, result)
        if not as_json:
            sys.stdout.write(f"The definition with these inputs is in {write}.\n")


def _ranges(texts: list[str]) -> dict[str, Range | Options]:
    from tradewright.engine.optimise import range_of

    found = {}
    for name, text in read_pairs("--range", texts).items():
        parts = text.split(":")
        if len(parts) == 1:
            found[name] = range_of({"options": [part.strip() for part in text.split(",")]}, "--range")
        elif len(parts) <= 3:
            named = dict(zip(("min", "max", "step"), parts, strict=False))
            found[name] = range_of(named, "--range")
        else:
            form = "NAME=FROM:TO, NAME=FROM:TO:STEP or NAME=A,B,C"
            raise Invalid(
                f"--range {name}={text}: write {form}", faults=(Fault("--range", "form", form, text),)
            )
    return found


def _split(
    train: float | None, validate: float | None, folds: int | None, *, is_rolling: bool, holds_back: bool
) -> Split:
    from tradewright.engine.optimise import TrainTest, TrainValidateTest, WalkForward, Whole

    if folds is not None:
        if validate is not None or not holds_back:
            raise _either("--walk-forward", "--validate" if validate is not None else "--no-hold-back")
        return WalkForward(folds=folds, train=0.5 if train is None else train, is_anchored=not is_rolling)
    if is_rolling:
        raise Invalid("--rolling belongs to --walk-forward FOLDS")
    if not holds_back:
        if train is not None or validate is not None:
            raise _either("--no-hold-back", "--train" if train is not None else "--validate")
        return Whole()
    if validate is not None:
        return TrainValidateTest(train=0.6 if train is None else train, validate=validate)
    return TrainTest() if train is None else TrainTest(train)


def _either(one: str, other: str) -> Invalid:
    return Invalid(f"{one} and {other} do not go together", faults=(Fault(one, "either", "not both", other),))


def _kept(
    keep: Path | None, plan: StudyPlan, definition: Definition, bars: Bars
) -> tuple[list[Trial], Callable[[Sequence[Trial]], None]]:
    if keep is None:
        return [], lambda _: None
    from tradewright.domain.strategy.documents import definition_hash
    from tradewright.entrypoints.cli.trial_file import TrialFile

    file = TrialFile(keep, plan.study, definition_hash(definition), bars.hash)
    return file.load(plan.study.space), file.add


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """The first Ctrl-C ends the search after its batch, so that what was found is told; the second ends the program."""
    is_asked = False

    def ask(number: int, frame: object) -> None:
        nonlocal is_asked
        is_asked = True
        signal.signal(signal.SIGINT, before)
        sys.stderr.write("stopping after this batch; Ctrl-C again to leave at once\n")

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: is_asked
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress(plan: StudyPlan, done: int, *, is_quiet: bool) -> Iterator[Callable[[Sequence[Trial]], None]]:
    if is_quiet or not sys.stderr.isatty():
        with nullcontext():
            yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("trials"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as progress:
        task = progress.add_task("", total=plan.trials_total, completed=done)
        best = float("-inf")

        def tell(new: Sequence[Trial]) -> None:
            nonlocal best
            values = [trial.objective for trial in new if trial.is_feasible and trial.objective is not None]
            best = max([best, *values])
            told = "" if best == float("-inf") else f"best {plan.study.objective} {best:.2f}"
            progress.update(task, advance=len(new), description=told)

        yield tell


def _write(path: Path, definition: Definition, result: StudyResult) -> None:
    from tradewright.domain.strategy.documents import render_document
    from tradewright.domain.strategy.texts import json_text, yaml_text
    from tradewright.engine.optimise import adopted, evidence

    if result.best is None:
        raise Invalid(f"Nothing was written to {path}: {result.verdict.reason}")
    document = render_document(adopted(definition, result.best.inputs, evidence(result)))
    is_json = path.suffix.lower() == ".json"
    path.write_text(json_text(document, indent=2) if is_json else yaml_text(document), encoding="utf-8")
