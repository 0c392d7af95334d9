"""Which faults fire: by count and by chance, the chances drawn from the seed, one stream of draws a rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from random import Random
from typing import Any

from tradewright_fakes.faults.rules import Do, Rule, When, parse_rule


@dataclass(frozen=True, slots=True)
class Fired:
    """A fault that happens now: which rule, for the how-manieth time, and what it does."""

    rule: str
    times: int
    do: Do


class FaultPort:
    """The rules of one venue. The same seed, rules and requests in the same order give the same faults."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.rules: list[Rule] = []
        self._draws: dict[str, Random] = {}
        self.matched: Counter[str] = Counter()
        self.fired: Counter[str] = Counter()

    def add(self, raws: Iterable[Mapping[str, Any]], *, seed: int) -> list[Rule]:
        """Add rules behind those that stand; raises BadRule and adds none of them when one is wrong."""
        made = [parse_rule(raw, len(self.rules) + at) for at, raw in enumerate(raws, start=1)]
        for rule in made:
            self.rules.append(rule)
            self._draws[rule.id] = Random(f"{seed}:{rule.id}")
        return made

    def remove(self, pattern: str) -> None:
        """Take away the rules whose id fits this glob; what they fired stays counted."""
        self.rules = [rule for rule in self.rules if not fnmatchcase(rule.id, pattern)]

    def on_request(self, method: str, path: str, key: str) -> list[Fired]:
        return self._fire(lambda when: when.fits_request(method, path, key))

    def on_event(self, name: str, key: str) -> list[Fired]:
        return self._fire(lambda when: when.fits_event(name, key))

    def _fire(self, fits: Callable[[When], bool]) -> list[Fired]:
        fired: list[Fired] = []
        for rule in self.rules:
            if not fits(rule.when):
                continue
            self.matched[rule.id] += 1
            # Drawn for each match, fired or not: what another condition decides must not shift later draws.
            is_lucky = self._draws[rule.id].random() < rule.when.probability
            is_counted = not rule.when.nth or self.matched[rule.id] in rule.when.nth
            is_spent = rule.when.times is not None and self.fired[rule.id] >= rule.when.times
            if is_lucky and is_counted and not is_spent:
                self.fired[rule.id] += 1
                fired.append(Fired(rule.id, self.fired[rule.id], rule.do))
        return fired
