"""From bytes to members: JSON (numbers kept as their own digits), form-encoded, or `key=value` text. Scripts and lines of
other bridges are split by their formats (`reading`).

Nothing a sender can write raises anything but Invalid, and nothing takes more than one pass over 64 KiB.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl

from tradewright.kernel.errors import Fault, Invalid

BODY_BYTES_MAX = 64 * 1024
MEMBERS_MAX = 200
"""More members than this is no alert: the longest foreign format we know has about forty."""

Members = dict[str, Any]


class Digits(str):
    """A JSON number as it was written, so that no digit is lost to a float."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Decoded:
    """An alert's members. `root` is their path: `$[0]` when the body is a list with one object in it."""

    format: Literal["json", "text", "form"]
    members: Members
    root: str = "$"


class _DuplicateKey(ValueError):
    """One object says two things under one key; raised inside the JSON decoder, caught in this file."""


def decode_body(body: bytes) -> str:
    """Return the text of a body, neither empty nor padded. Raises Invalid for what is no text of a sane size."""
    if len(body) > BODY_BYTES_MAX:
        raise _invalid("too_large", f"The body is {len(body)} bytes; the most is {BODY_BYTES_MAX}.")
    if b"\x00" in body:
        raise _invalid("nul_byte", "The body holds a NUL byte.")
    try:
        text = body.decode("utf-8-sig").strip()
    except UnicodeDecodeError as cause:
        raise _invalid("utf_8", f"The body is not UTF-8 (byte {cause.start}).") from cause
    if not text:
        raise _invalid("empty", "The body is empty.")
    return text


def is_json(text: str) -> bool:
    """Return whether a text is meant as JSON: its first character says so."""
    return text[0] in '{["'


def is_form(content_type: str) -> bool:
    return "x-www-form-urlencoded" in content_type.lower()


# JSON
# ----------------------------------------------------------------------------------------------------------


def _object(pairs: list[tuple[str, Any]]) -> Members:
    members = dict(pairs)
    if len(members) != len(pairs) and any(members[key] != value for key, value in pairs):
        raise _DuplicateKey
    return members


def _no_number(_constant: str) -> None:
    """Read NaN and Infinity as null: a placeholder of a price that does not exist yet arrives like that."""


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=Digits,
    parse_int=Digits,
    parse_constant=_no_number,
    strict=False,  # alert messages hold raw line breaks inside strings
)
# A string, or a bare word where a value stands. Strings are matched first so that words inside them stay.
_BARE_WORD = re.compile(
    r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|(?<=[:,\[\s])(?:nan|na|undefined|-?inf(?:inity)?)(?=[\s,}\]])',
    re.IGNORECASE | re.DOTALL,
)


def decode_json(text: str) -> Decoded:
    """Return the members of one JSON object, or of the one object in a list. Raises Invalid for anything else."""
    try:
        value = _load(text)
    except json.JSONDecodeError as first:
        try:
            value = _load(_BARE_WORD.sub(lambda found: found[0] if found[0][0] == '"' else "null", text))
        except json.JSONDecodeError:
            message = f"The body is not valid JSON: {first.msg}, line {first.lineno}, column {first.colno}."
            raise _invalid("json", message) from first
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        if len(value) > 1:
            message = "One message makes one signal: send the others as alerts of their own."
            raise Invalid(message, faults=(Fault("$[1]", "one_signal", message),))
        return Decoded("json", value[0], "$[0]")
    if not isinstance(value, dict):
        raise _invalid("object", "The body must be one JSON object.")
    return Decoded("json", value)


def _load(text: str) -> object:
    try:
        return _DECODER.decode(text)
    except _DuplicateKey as cause:
        raise _invalid("duplicate_key", "The body says two different things under one key.") from cause
    except RecursionError as cause:
        raise _invalid("depth", "The body is nested too deeply.") from cause


# Text
# ----------------------------------------------------------------------------------------------------------

# White space may stand around "=", unless what follows is already the next pair ("sl= tp=5" leaves sl empty).
_PAIR = re.compile(
    r"""
    (?P<key>[^\W\d][\w.\-]*) [ \t]* = (?:[ \t]+(?![\w.\-]+\s*=))?
    (?: "(?P<double>[^"]*)" | '(?P<single>[^']*)' | (?P<bare>[^\s,;&]*) )
    (?: [\s,;&]+ | \Z )
    """,
    re.VERBOSE,
)


def decode_pairs(text: str, *, start: int = 0) -> Members:
    """Return the members of the `key=value` text from `start` on. Raises Invalid where it is none."""
    members: Members = {}
    position = start
    while position < len(text):
        pair = _PAIR.match(text, position)
        if pair is None:
            rest = text[position : position + 20]
            raise _invalid("key_value", f"Neither JSON nor key=value, at character {position}: {rest!r}.")
        put_member(members, pair["key"], pair["double"] or pair["single"] or pair["bare"] or "")
        position = pair.end()
    return members


def decode_form(text: str) -> Members:
    """Return the members of a form-encoded text. Raises Invalid where it is none."""
    members: Members = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MEMBERS_MAX)
    except ValueError as cause:
        raise _invalid("form", "The body is not valid form encoding.") from cause
    for key, value in pairs:
        put_member(members, key, value)
    return members


def put_member(members: Members, key: str, value: str) -> None:
    """Add a member. Raises Invalid when the same key says something else already, or there are too many."""
    if members.get(key, value) != value:
        raise _invalid("duplicate_key", "The body says two different things under one key.")
    members[key] = value
    if len(members) > MEMBERS_MAX:
        raise _invalid("too_many", f"The body has more than {MEMBERS_MAX} members.")


def _invalid(rule: str, message: str) -> Invalid:
    return Invalid(message, faults=(Fault("$", rule, message),))
