"""Hiding the secrets in an alert's body before it is stored: exactly as received otherwise."""

from __future__ import annotations

import json
import re
from typing import Any

from tradewright.domain.trading.alerts.decode import Decoded, Digits
from tradewright.domain.trading.alerts.mapping import NO_MAPPING, AlertMapping, find_secret
from tradewright.domain.trading.alerts.names import is_secret
from tradewright.domain.trading.alerts.reading import decode
from tradewright.kernel.errors import Invalid

MASK = "***"
_SUSPICIOUS = re.compile(
    rb"secret|pass|token|api|licen[sc]e|\\u|\A\s{0,20}\d{8}|(?:enter|exit)-", re.IGNORECASE
)
# Runs are bounded and possessive, so that no body makes a search longer than its length times a constant.
_KEY = r"[\w.\-]{0,30}(?:secret|pass(?:phrase|word|wd)|token|api[_\- ]?key|licen[sc]e)[\w.\-]{0,30}"
_JSON_VALUE = r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[^\s,}\]\[{]+'
_JSON_MEMBER = re.compile(
    rf'("\s{{0,8}}{_KEY}\s{{0,8}}"\s{{0,8}}:\s{{0,8}})({_JSON_VALUE})', re.IGNORECASE | re.DOTALL
)
_TEXT_PAIR = re.compile(
    rf"""((?:^|[\s,;&{{]){_KEY}\s{{0,8}}=\s{{0,8}})("[^"]*"|'[^']*'|[^\s,;&]+)""", re.IGNORECASE
)
_LICENCE = re.compile(r"\A(\s{0,20})\d{8,20}(?=\s{0,8},)")
"""PineConnector's licence id, which stands first."""
_BOT_CODE = re.compile(
    r"((?:ENTER|EXIT)-(?:LONG|SHORT|ALL)(?:_[^\s_\"]{1,60}+){0,7}_)[0-9a-f]{12,64}", re.IGNORECASE
)
"""The last part of WunderTrading's code: who knows it can trade."""


def redact(body: bytes, mapping: AlertMapping = NO_MAPPING) -> bytes:
    """Return `body` with the value of every secret member replaced by ***, and with what an agent's mapping takes for its
    passphrase. Never raises; any bytes may come in.
    """
    hidden = _redact_known(body)
    if mapping is NO_MAPPING or (decoded := _decoded(hidden)) is None:
        return hidden
    secret = find_secret(mapping, decoded.members, decoded.root)
    if secret is None or secret == MASK:
        return hidden
    masked = hidden
    for spelling in (json.dumps(secret, ensure_ascii=False)[1:-1], json.dumps(secret)[1:-1]):
        masked = masked.replace(f'"{spelling}"'.encode("utf-8", "surrogatepass"), f'"{MASK}"'.encode())
    again = _decoded(masked)
    if again is not None and find_secret(mapping, again.members, again.root) in (None, MASK):
        return masked
    # No JSON string, or one spelled with other escapes: keep the meaning rather than the spelling.
    return json.dumps(_without(_masked(decoded.members), secret)).encode("utf-8", "surrogateescape")


def _without(value: Any, secret: str) -> Any:
    if isinstance(value, dict):
        return {key: _without(member, secret) for key, member in value.items()}
    if isinstance(value, list):
        return [_without(item, secret) for item in value]
    return MASK if value == secret else value


def _redact_known(body: bytes) -> bytes:
    if not _SUSPICIOUS.search(body):
        return body
    text = body.decode("utf-8", "surrogateescape")
    masked = _JSON_MEMBER.sub(rf'\1"{MASK}"', text)
    masked = _TEXT_PAIR.sub(rf"\1{MASK}", masked)
    masked = _LICENCE.sub(rf"\1{MASK}", masked)
    masked = _BOT_CODE.sub(rf"\1{MASK}", masked)
    decoded = _decoded(body)
    if decoded is not None and any(secret in masked for secret in _secrets_in(decoded.members)):
        # An escaped key or a nested value got past the patterns: keep the meaning rather than the spelling.
        masked = json.dumps(_masked(decoded.members))
    return masked.encode("utf-8", "surrogateescape")


def _decoded(body: bytes) -> Decoded | None:
    try:
        return decode(body)
    except Invalid:
        return None


def _secrets_in(value: Any, *, under_secret: bool = False) -> list[str]:
    if isinstance(value, dict):
        return [
            secret
            for key, member in value.items()
            for secret in _secrets_in(member, under_secret=under_secret or is_secret(key))
        ]
    if isinstance(value, list):
        return [secret for item in value for secret in _secrets_in(item, under_secret=under_secret)]
    return [str(value)] if under_secret and isinstance(value, str) and value not in ("", MASK) else []


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: MASK if is_secret(key) else _masked(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_masked(item) for item in value]
    return str(value) if isinstance(value, Digits) else value
