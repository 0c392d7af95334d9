"""Read the indicator library. It is the same for everybody, and changes with the product only."""

from __future__ import annotations

from functools import lru_cache

from tradewright.engine.indicators import LIBRARY
from tradewright.features.strategies.documents import Document, indicator_document
from tradewright.features.strategies.errors import IndicatorNotFound


@lru_cache(maxsize=1)
def list_indicators() -> list[Document]:
    """Return every indicator, by name; made once. Callers must not change it."""
    return [indicator_document(LIBRARY[name]) for name in LIBRARY]


def get_indicator(name: str) -> Document:
    """Return one indicator. Raises `IndicatorNotFound`."""
    if name not in LIBRARY:
        raise IndicatorNotFound("There is no such indicator.", name=name)
    return indicator_document(LIBRARY[name])
