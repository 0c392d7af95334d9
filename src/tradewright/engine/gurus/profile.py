"""What a trader reads about a curated system before running it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tradewright.engine.coded import Strategy, input_specs, settings_of


@dataclass(frozen=True, slots=True)
class GuruProfile:
    """One curated system: where the idea comes from, its rules in plain words, its risks, and the class that trades it.

    `key` is its stable name (the file's). `rules`, `risks` and `sources` are sentences, in order. `timeframe` is the bar the
    rules were made for; others are allowed.
    """

    key: str
    name: str
    biography: str
    era: str
    markets: tuple[str, ...]
    timeframe: str
    rules: tuple[str, ...]
    risks: tuple[str, ...]
    sources: tuple[str, ...]
    strategy: type[Strategy]

    @property
    def inputs(self) -> Mapping[str, Any]:
        """Return the default of every input."""
        return {name: spec.default for name, spec in input_specs(self.strategy).items()}

    @property
    def settings(self) -> Any:
        """Return the broker's settings the system is run with when the trader changes none (a "
        "BrokerSettings)."""
        return settings_of(self.strategy, {})
