"""What changed between two versions of a definition, in the document's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tradewright.domain.strategy.definition import Definition
from tradewright.domain.strategy.documents import render_document
from tradewright.domain.strategy.texts import json_text


@dataclass(frozen=True, slots=True)
class Change:
    """`before` None: added; `after` None: removed. Components go by id: `$.components[cross].params.fast`."""

    path: str
    before: str | None
    after: str | None


def diff(before: Definition, after: Definition) -> tuple[Change, ...]:
    """Return the changes in the document's order; none for equal definitions."""
    return tuple(_compare("$", render_document(before), render_document(after)))


def _compare(path: str, before: Any, after: Any) -> list[Change]:
    if before == after and type(before) is type(after):
        # Mappings are equal whatever their order, but series are computed in theirs.
        is_reordered = isinstance(before, dict) and list(before) != list(after)
        return [Change(path, json_text(list(before)), json_text(list(after)))] if is_reordered else []
    if isinstance(before, dict) and isinstance(after, dict):
        keys = [*before, *(key for key in after if key not in before)]
        return [
            change for key in keys for change in _compare(f"{path}.{key}", before.get(key), after.get(key))
        ]
    if _has_ids(before) and _has_ids(after):
        return _by_id(path, before, after)
    return [Change(path, _told(before), _told(after))]


def _has_ids(items: Any) -> bool:
    return isinstance(items, list) and all(isinstance(item, dict) and "id" in item for item in items)


def _by_id(path: str, before: list[Any], after: list[Any]) -> list[Change]:
    old, new = {item["id"]: item for item in before}, {item["id"]: item for item in after}
    changes = []
    for one in [*old, *(one for one in new if one not in old)]:
        changes += _compare(f"{path}[{one}]", old.get(one), new.get(one))
    kept_before, kept_after = [one for one in old if one in new], [one for one in new if one in old]
    if kept_before != kept_after:
        changes.append(Change(path, json_text(list(old)), json_text(list(new))))
    return changes


def _told(value: Any) -> str | None:
    return None if value is None else json_text(value)
