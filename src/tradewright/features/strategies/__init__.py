"""Strategies: definitions in numbered versions that never change, and what there is to say of a draft.

What a definition means is the business of `domain.strategy`; here it is kept, compared and told.
"""

from tradewright.features.strategies.verbs.read_strategies import show_strategy, show_version

__all__ = ["show_strategy", "show_version"]
