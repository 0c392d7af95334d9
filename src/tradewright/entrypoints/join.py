"""Joining the servers that `tradewright up` keeps in this home, for commands and roles that run beside it."""

from __future__ import annotations

from pathlib import Path

from tradewright.kernel.errors import Unavailable
from tradewright.platform.embedded import find_endpoints
from tradewright.platform.settings import Settings


def url_file(home: Path) -> Path:
    """Return where a home says at which URL its running product answers."""
    return home / "run" / "url"


def demo_file(home: Path) -> Path:
    """Return where the home keeps the demo trader's credentials: readable by its owner only.

    It stands here and not beside the making of the demo, because every command that asks the API reads it, and what makes a
    trader takes a second to import.
    """
    return home / "secrets" / "demo.json"


def url_of(settings: Settings) -> str:
    """Return where the product of this home answers: what the running one says, else what the settings say."""
    if find_endpoints(settings.home) is not None and url_file(settings.home).is_file():
        return url_file(settings.home).read_text().strip()
    return settings.public_url


def joined(settings: Settings) -> Settings:
    """Return settings that name a database and a bus: their own, or those running in the home. Raises Unavailable."""
    settings = settings.model_copy(update={"public_url": url_of(settings)})
    if settings.database_url is not None and settings.nats_url is not None:
        return settings
    found = find_endpoints(settings.home)
    database_url = settings.database_url or (found and found.database_url)
    nats_url = settings.nats_url or (found and found.nats_url)
    if database_url is None or nats_url is None:
        raise Unavailable(
            f"nothing runs in {settings.home}: start `tradewright up`, or set TRADEWRIGHT_DATABASE_URL and "
            "TRADEWRIGHT_NATS_URL"
        )
    return settings.model_copy(update={"database_url": database_url, "nats_url": nats_url})
