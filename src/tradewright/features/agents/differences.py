"""What differs between two outcomes, path by path. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

DIFFERENCES_MAX = 200
"""Nobody reads more; the two outcomes stand beside them whole."""
_NOTHING = object()


def differences(before: Any, after: Any) -> list[dict[str, Any]]:
    """Return what differs, in the order of the documents: `{path, before, after}`, null where a side says nothing."""
    found = _compare("$", before, after)
    return [one for one, _ in zip(found, range(DIFFERENCES_MAX), strict=False)]


def with_causes(found: list[dict[str, Any]], between: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each difference with its cause, given those that are there under the old rules too: what differs in the same
    way under them comes from the market, the books and the day; what does not, from the rules.
    """
    by_market = {one["path"]: one["after"] for one in between}
    return [
        {**one, "cause": "market" if by_market.get(one["path"], _NOTHING) == one["after"] else "rules"}
        for one in found
    ]


def _compare(path: str, before: Any, after: Any) -> Iterator[dict[str, Any]]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from _compare(f"{path}.{key}", before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list):
        for place in range(max(len(before), len(after))):
            yield from _compare(f"{path}[{place}]", _item(before, place), _item(after, place))
    else:
        yield {"path": path, "before": before, "after": after}


def _item(items: list[Any], place: int) -> Any:
    return items[place] if place < len(items) else None
