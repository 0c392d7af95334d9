"""From bytes to members, whichever way they are written."""

from __future__ import annotations

from tradewright.domain.trading.alerts.decode import (
    Decoded,
    decode_body,
    decode_form,
    decode_json,
    decode_pairs,
    is_form,
    is_json,
)
from tradewright.domain.trading.alerts.formats import SPLITS


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Return the members of an alert's body. Raises Invalid when nobody's format makes sense of it, and nothing else."""
    text = decode_body(body)
    if is_json(text):
        return decode_json(text)
    if is_form(content_type):
        return Decoded("form", decode_form(text))
    for split in SPLITS:
        members = split(text)
        if members is not None:
            return Decoded("text", members)
    return Decoded("text", decode_pairs(text))
