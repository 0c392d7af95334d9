"""E-mail addresses: one spelling for one mailbox, as far as everybody agrees on it."""

from __future__ import annotations

import unicodedata


def email_key(email: str) -> str:
    """Return the form two spellings of one address share: NFKC, trimmed, case folded.

    Dots and `+tags` stay: which providers ignore them is nobody's business but theirs.
    """
    return unicodedata.normalize("NFKC", email).strip().casefold()
