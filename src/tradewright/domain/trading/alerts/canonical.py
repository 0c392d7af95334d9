"""The content of an alert in one spelling: key order, white space and the spelling of numbers do not
matter.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from tradewright.domain.trading.alerts.decode import Members
from tradewright.domain.trading.alerts.names import is_secret
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.money import parse_decimal, plain

DEPTH_MAX = 8
"""The deepest format we know nests three levels."""
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?", re.ASCII)
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def content_digest(members: Members) -> bytes:
    """Return the SHA-256 of the canonical content, secrets left out.

    Raises Invalid for nesting deeper than DEPTH_MAX and for text that no database can hold (NUL, lone
    surrogates).
    """
    canonical = _ENCODER.encode(_canonical(members, "$", DEPTH_MAX))
    return hashlib.sha256(canonical.encode()).digest()


def _canonical(value: Any, path: str, depth: int) -> Any:
    if isinstance(value, str):
        return _canonical_text(value, path)
    if isinstance(value, dict):
        _check_depth(path, depth)
        for key in value:
            _check_text(key, path)
        return {
            key: _canonical(member, f"{path}.{key}", depth - 1)
            for key, member in value.items()
            if not is_secret(key)
        }
    if isinstance(value, list):
        _check_depth(path, depth)
        return [_canonical(item, f"{path}[{index}]", depth - 1) for index, item in enumerate(value)]
    return value


def _canonical_text(text: str, path: str) -> str:
    _check_text(text, path)
    if _PLAIN_NUMBER.fullmatch(text) or not _NUMBER.fullmatch(text):
        return text
    try:
        return plain(parse_decimal(text))
    except ValueError:
        return text


def _check_text(text: str, path: str) -> None:
    if text.isascii():
        if "\x00" not in text:
            return
    else:
        try:
            text.encode()
        except UnicodeEncodeError:
            pass
        else:
            if "\x00" not in text:
                return
    message = "Text holds a character that cannot be stored."
    raise Invalid(message, faults=(Fault(path, "text", message),))


def _check_depth(path: str, depth: int) -> None:
    if depth == 0:
        message = f"The body is nested more than {DEPTH_MAX} deep."
        raise Invalid(message, faults=(Fault(path[:100], "depth", message),))
