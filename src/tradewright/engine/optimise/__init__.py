"""Search for inputs that hold up: spaces, methods, splits, plateaus, and a verdict on luck.

Pure engine room: no database, no clock. Nothing here simulates; runs come from `engine.backtest` and `engine.sweep`.
"""

from tradewright.engine.optimise.adopting import adopted, evidence
from tradewright.engine.optimise.constraints import check_figure, parse_constraint
from tradewright.engine.optimise.documents import (
    best_document,
    fold_document,
    inputs_document,
    study_document,
    trial_document,
    trial_of,
    verdict_document,
)
from tradewright.engine.optimise.figures import FIGURES, OBJECTIVES, check_objective
from tradewright.engine.optimise.result import StudyResult
from tradewright.engine.optimise.running import Runner
from tradewright.engine.optimise.space import Options, Range, range_of, space_of
from tradewright.engine.optimise.study import StudyPlan, run_study, study_plan
from tradewright.engine.optimise.surface import Surface, surface_document
from tradewright.engine.optimise.types import (
    METHODS,
    TRADES_LEAST,
    TRIALS_MAX,
    Best,
    Check,
    Constraint,
    Dimension,
    FigureConstraint,
    Figures,
    Fold,
    InputConstraint,
    Inputs,
    Method,
    OutOfSample,
    Period,
    Space,
    Split,
    Study,
    TrainTest,
    TrainValidateTest,
    Trial,
    TrialsBefore,
    Verdict,
    WalkForward,
    Whole,
)

__all__ = [
    "FIGURES",
    "METHODS",
    "OBJECTIVES",
    "TRADES_LEAST",
    "TRIALS_MAX",
    "Best",
    "Check",
    "Constraint",
    "Dimension",
    "FigureConstraint",
    "Figures",
    "Fold",
    "InputConstraint",
    "Inputs",
    "Method",
    "Options",
    "OutOfSample",
    "Period",
    "Range",
    "Runner",
    "Space",
    "Split",
    "Study",
    "StudyPlan",
    "StudyResult",
    "Surface",
    "TrainTest",
    "TrainValidateTest",
    "Trial",
    "TrialsBefore",
    "Verdict",
    "WalkForward",
    "Whole",
    "adopted",
    "best_document",
    "check_figure",
    "check_objective",
    "evidence",
    "fold_document",
    "inputs_document",
    "parse_constraint",
    "range_of",
    "run_study",
    "space_of",
    "study_document",
    "study_plan",
    "surface_document",
    "trial_document",
    "trial_of",
    "verdict_document",
]
