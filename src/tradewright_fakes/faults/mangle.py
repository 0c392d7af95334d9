"""Bodies that are still JSON but not what the vendor's page shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

_NUMERIC = re.compile(r"-?\d+(\.\d+)?")
_ENUMS = ("status", "X", "x", "order_type", "type", "event", "o")
Change = Callable[[str, Any], Any]
_GONE = object()


def mangle(body: Any, ops: Sequence[str], fields: Sequence[str] = ()) -> Any:
    """Return `body` spoiled by each of `ops`; `fields` names the members concerned (else what each op thinks of)."""
    for op in ops:
        body = _walk(body, _change(op, frozenset(fields)))
        if op == "extra" and isinstance(body, dict):
            body = body | {"brand_new_member": {"nobody": ["knows", 1]}}
    return body


def _change(op: str, fields: frozenset[str]) -> Change:
    def change(name: str, value: Any) -> Any:
        is_named = name in fields
        if op == "nulls":
            return None if is_named else value
        if op == "absent":
            return _GONE if is_named else value
        if op == "unknown_enum":
            return "brand_new_value" if is_named or (not fields and name in _ENUMS) else value
        if op in ("exponent", "numbers") and (is_named or not fields):
            return _renumber(value, op)
        return value

    return change


def _renumber(value: Any, op: str) -> Any:
    if not isinstance(value, str) or not _NUMERIC.fullmatch(value):
        return value
    return f"{Decimal(value):E}" if op == "exponent" else Decimal(value)


def _walk(value: Any, change: Change) -> Any:
    if isinstance(value, list):
        return [_walk(one, change) for one in value]
    if not isinstance(value, dict):
        return value
    changed = {name: change(name, _walk(one, change)) for name, one in value.items()}
    return {name: one for name, one in changed.items() if one is not _GONE}
