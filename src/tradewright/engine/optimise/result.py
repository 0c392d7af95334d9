"""What a study came to, whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tradewright.engine.optimise.documents import result_document
from tradewright.engine.optimise.surface import Surface, surface_of
from tradewright.engine.optimise.types import (
    Best,
    Fold,
    OutOfSample,
    Period,
    Study,
    Trial,
    TrialsBefore,
    Verdict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyResult:
    """What a study came to. `is_complete` is False when it was stopped before its end; `trials` are then all there are.

    `leaders` are the trials on the highest ground, the best first, with their figures on what was held back (walk-forward's
    joined stretches belong to the best alone). They are to look at: choosing among them by those figures is one more trial.
    `trials_ever` is to be kept with the strategy and handed in as `trials_before` next time. `notes` are sentences
    for people that decide nothing.
    """

    study: Study
    trials: tuple[Trial, ...]
    best: Best | None
    leaders: tuple[Best, ...]
    train: Period
    test: Period | None
    folds: tuple[Fold, ...]
    out_of_sample: OutOfSample | None
    verdict: Verdict
    trials_ever: TrialsBefore
    is_complete: bool
    notes: tuple[str, ...] = ()

    def surface(self, x: str, y: str) -> Surface:
        """Return the parameter map of two searched inputs, from the study's own search."""
        return surface_of(self.study.space, self.trials, x, y)

    def document(self) -> dict[str, Any]:
        """Return all but the trials as plain data for JSON."""
        return result_document(self)
