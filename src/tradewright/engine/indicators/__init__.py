"""The indicator library: one file an indicator, found by name.

A file `<name>.py` holds `INDICATOR`. Nothing else has to be touched: the registry lists this package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from tradewright.domain.strategy.catalogue import Indicator


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """Return the name of every indicator, without importing any."""
    return frozenset(p.stem for p in Path(__file__).parent.glob("*.py") if not p.stem.startswith("_"))


class Library(Mapping[str, Indicator]):
    """Every indicator by name; a file is imported when it is first asked for, so that a program starts fast."""

    def __getitem__(self, name: str) -> Indicator:
        if name not in names():
            raise KeyError(name)
        indicator: Indicator = import_module(f"{__name__}.{name}").INDICATOR
        return indicator

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(names()))

    def __len__(self) -> int:
        return len(names())

    def __contains__(self, name: object) -> bool:
        return name in names()


LIBRARY = Library()
