"""What can go wrong with optimisations; each named by what the caller does next."""

from __future__ import annotations

from tradewright.kernel.errors import Conflict, Invalid, LimitReached, NotFound, NotReady


class OptimisationNotFound(NotFound):
    """This trader has no optimisation with this id."""

    code = "optimisation_not_found"


class TrialNotFound(NotFound):
    """This optimisation has no trial with this number in its own search."""

    code = "optimisation_trial_not_found"


class OptimisationUnderWay(Conflict):
    """The optimisation is still queued or running: cancel it first."""

    code = "optimisation_under_way"


class OptimisationUnfinished(NotReady):
    """The optimisation has not come to its end, so there is no evidence to adopt anything on."""

    code = "optimisation_unfinished"


class NothingToAdopt(NotReady):
    """No trial met the constraints; loosen them, or search elsewhere."""

    code = "optimisation_without_best"


class OptimisationsExhausted(LimitReached):
    """This trader has as many optimisations, waiting or kept, as anyone may have."""

    code = "optimisations_exhausted"


class TooManyTrials(Invalid):
    """The searches together would make more trials than are kept."""

    code = "optimisation_too_many_trials"


class BarsChanged(Conflict):
    """The kept bars are not those the optimisation began with."""

    code = "optimisation_bars_changed"
