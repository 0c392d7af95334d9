"""Make a trial's inputs the defaults of a new version of its strategy, with the optimisation as its evidence."""

from __future__ import annotations

from uuid import UUID

from tradewright.domain.strategy.documents import render_document
from tradewright.engine.optimise import adopted
from tradewright.features.optimisations import store
from tradewright.features.optimisations.documents import Document, optimisation_document
from tradewright.features.optimisations.errors import (
    NothingToAdopt,
    OptimisationUnfinished,
    TrialNotFound,
)
from tradewright.features.optimisations.evidence import evidence_of, notes_of
from tradewright.features.optimisations.plan import value_of
from tradewright.features.optimisations.verbs.read_optimisations import get_row
from tradewright.features.strategies import add_version, load_version, read
from tradewright.platform.context import Context


async def adopt_trial(cx: Context, optimisation_id: UUID, *, number: int | None, note: str) -> Document:
    """Return the strategy's new version. `number` is of the study's own search; None: the best.

    It is made from the version that was optimised, which need not be the newest. Raises `OptimisationNotFound`,
    `OptimisationUnfinished`, `NothingToAdopt`, `TrialNotFound`, `StrategyNotFound`, `StrategiesExhausted`.
    """
    async with cx.transaction() as tx:
        optimisation = optimisation_document(await get_row(tx, cx, optimisation_id))
        if optimisation["verdict"] is None:
            raise OptimisationUnfinished("There is no verdict yet.", state=optimisation["state"])
        if number is None:
            if optimisation["best"] is None:
                raise NothingToAdopt("No trial met the constraints.", optimisation_id=str(optimisation_id))
            number = int(optimisation["best"]["number"])
        trial = await store.find_trial(tx, cx.user_id, optimisation_id, number)
    if trial is None:
        raise TrialNotFound("There is no such trial.", optimisation_id=str(optimisation_id), number=number)
    strategy_id = UUID(optimisation["strategy"]["strategy_id"])
    base = await load_version(cx, strategy_id, optimisation["strategy"]["version"])
    inputs = {**optimisation["inputs"], **trial.inputs}
    evidence = evidence_of(optimisation, trial, inputs)
    definition = read(base.document).definition
    kinds = {spec.name: spec.type for spec in definition.inputs}
    chosen = {name: value_of(value, kinds.get(name)) for name, value in inputs.items()}
    reading = read(render_document(adopted(definition, chosen)))
    return await add_version(cx, strategy_id, reading, notes=notes_of(evidence, note), evidence=evidence)
