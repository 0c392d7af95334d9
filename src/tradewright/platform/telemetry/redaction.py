"""What no log line may hold, taken out just before it is written.

The first defence is `Secret`, which never shows itself; this is the second, for what arrives as plain text.
"""

from __future__ import annotations

import re
from typing import Any, Final

HIDDEN: Final = "***"
_SECRET_NAME = re.compile(
    r"(?i)(^|_)(password|passwd|pwd|secret|token|cookie|authorization|credential|signature|key)s?$"
)
_HARMLESS_NAME = frozenset({"idempotency_key", "email_key", "routing_key"})
_SECRET_TEXT = re.compile(
    r"(?P<url>\w+://[^\s:/@]*:)[^\s@]+(?=@)"  # user:password@ in a URL
    r"|(?P<key>twk_)[\w-]+"  # an API key of ours
    r"|(?P<path>/tv-webhook/)[\w-]+"  # an agent's token in its path
    r"|(?P<bearer>(?i:bearer) +)[\w.~+/=-]+"
    r"|(?P<signed>[?&]signature=)[\w%+/=-]+"  # a venue's signed request
    r"|(?P<listening>/ws/)\w{32,}"  # a listen key: who has it hears an account's orders
)


def redact(name: str, value: Any) -> Any:
    """Return `value` fit for a log: hidden when its name says so, cleaned of secrets inside a text."""
    if isinstance(value, str):
        if _SECRET_NAME.search(name) and name not in _HARMLESS_NAME:
            return HIDDEN
        return _SECRET_TEXT.sub(_hide, value)
    if isinstance(value, dict):
        return {key: redact(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [redact(name, item) for item in value]
    if isinstance(value, bytes) and _SECRET_NAME.search(name):
        return HIDDEN
    return value


def _hide(found: re.Match[str]) -> str:
    kept = next(part for part in found.groups() if part is not None)
    return f"{kept}{HIDDEN}"
