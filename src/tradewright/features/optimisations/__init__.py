"""Optimisations: searches over a strategy's inputs, as jobs on the workers, each trial kept and counted.

How a search goes and what it is worth is the business of `engine.optimise`; here it is asked for, kept, told and adopted.
"""

from tradewright.features.optimisations.doing import job_handlers
from tradewright.features.optimisations.verbs.ask_optimisation import ask_optimisation

__all__ = ["ask_optimisation", "job_handlers"]
