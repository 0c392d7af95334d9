"""Rules that span settings, and what production refuses: secrets everybody knows, plain http, a demo door."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urlsplit

from tradewright.kernel.secret import Secret
from tradewright.platform.settings.errors import Problem
from tradewright.platform.settings.fields import SECRET_LENGTH_MIN, Settings

DISTINCT_CHARACTERS_MIN = 12
"""Of at least 32 random base64 or hex characters, fewer different ones is a word, a pattern or a keyboard."""
KNOWN_WORDS = ("changeme", "change-me", "secret", "password", "example", "default", "insecure", "test")
KNOWN_PASSWORDS = frozenset(
    ("", "postgres", "password", "tradewright", "changeme", "secret", "admin", "test")
)

Report = Callable[[str, str], Problem]
"""(setting, what is expected) → the problem, with the value and its source filled in."""


def find_problems(settings: Settings, report: Report, *, generated: frozenset[str]) -> Iterator[Problem]:
    """Yield what is wrong with settings that are each right alone. `generated` is what this machine made."""
    if settings.market_source == "replay":
        file = settings.replay_file
        if file is None or not os.access(file, os.R_OK):
            yield report("replay_file", "a readable CSV file, because market_source is replay")
    if settings.refresh_token_ttl_s <= settings.access_token_ttl_s:
        yield report("refresh_token_ttl_s", "more than access_token_ttl_s")
    if settings.is_production:
        yield from _production_problems(settings, report, generated)


def _production_problems(settings: Settings, report: Report, generated: frozenset[str]) -> Iterator[Problem]:
    if not settings.public_url.startswith("https://"):
        yield report(
            "public_url", "an https URL in production: alerts and cookies must not travel in the clear"
        )
    if settings.demo:
        yield report("demo", "false in production: the demo trader's password is printed at start")
    if settings.rehearsal_venues:
        yield report("rehearsal_venues", "false in production: traders could reach ports of this machine")
    if _is_guessable(settings.secret_key) or settings.secret_key.reveal() in generated:
        yield report("secret_key", f"at least {SECRET_LENGTH_MIN} random characters of production's own")
    if any(len(set(key.key_bytes())) < DISTINCT_CHARACTERS_MIN for key in settings.vault_keys) or any(
        key.key.reveal() in generated for key in settings.vault_keys
    ):
        yield report("vault_keys", "random keys of production's own")
    for name in ("database_url", "nats_url"):
        url: Secret | None = getattr(settings, name)
        if url is not None and _password_of(url) in KNOWN_PASSWORDS:
            yield report(name, "a password that is not a default")


def _is_guessable(secret: Secret) -> bool:
    text = secret.reveal()
    if len(text) < SECRET_LENGTH_MIN or len(set(text)) < DISTINCT_CHARACTERS_MIN:
        return True
    return any(word in text.lower() for word in KNOWN_WORDS)


def _password_of(url: Secret) -> str | None:
    """Return the password in a URL; None when it names none (client certificates, a trusted socket)."""
    password = urlsplit(url.reveal()).password
    return None if password is None else unquote(password)
