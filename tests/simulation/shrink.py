"""From a long story that breaks a law to the shortest one that still does (delta debugging: Zeller, Hildebrandt 2002)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Step = TypeVar("Step")


def shortest(steps: Sequence[Step], breaks: Callable[[Sequence[Step]], bool]) -> list[Step]:
    """Return a part of `steps`, in order, that still `breaks` and from which no single step can be left out."""
    story = list(steps)
    parts = 2
    while len(story) >= 2:
        size = max(len(story) // parts, 1)
        for begin in range(0, len(story), size):
            rest = story[:begin] + story[begin + size :]
            if breaks(rest):
                story, parts = rest, max(parts - 1, 2)
                break
        else:
            if size == 1:
                break
            parts = min(parts * 2, len(story))
    return story
