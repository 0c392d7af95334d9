"""Where two documents differ, place by place. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

DIFFERENCES_MAX = 1_000
_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One place (a JSON path) where the documents differ; what is not there is None."""

    path: str
    kind: Literal["added", "removed", "changed"]
    before: Any
    after: Any


def find_differences(before: Any, after: Any) -> list[Difference]:
    """Return where `after` differs from `before`, in the order of `before`; lists are compared place by place."""
    found = []
    for difference in _walk("$", before, after):
        found.append(difference)
        if len(found) == DIFFERENCES_MAX:
            break
    return found


def _walk(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from _walk(f"{path}.{key}", before.get(key, _NOTHING), after.get(key, _NOTHING))
    elif isinstance(before, list) and isinstance(after, list):
        for place in range(max(len(before), len(after))):
            yield from _walk(f"{path}[{place}]", _at(before, place), _at(after, place))
    elif before is _NOTHING:
        yield Difference(path, "added", None, after)
    elif after is _NOTHING:
        yield Difference(path, "removed", before, None)
    elif before != after or isinstance(before, bool) is not isinstance(after, bool):
        yield Difference(path, "changed", before, after)


def _at(items: list[Any], place: int) -> Any:
    return items[place] if place < len(items) else _NOTHING
