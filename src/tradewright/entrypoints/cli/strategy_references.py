"""What a command means by a strategy: a file, a saved strategy's name or id, or one of its versions (`EMA cross@3`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tradewright.entrypoints.cli.api import call
from tradewright.entrypoints.cli.definition_files import is_definition_file, read_definition_file
from tradewright.kernel.errors import Conflict, NotFound

if TYPE_CHECKING:
    from tradewright.domain.strategy.definition import Definition


@dataclass(frozen=True, slots=True)
class Server:
    """Where saved strategies are asked for, as the options --url and --api-key say."""

    url: str | None
    api_key: str | None

    def call(self, method: str, path: str, **more: Any) -> Any:
        return call(method, path, url=self.url, api_key=self.api_key, **more)


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved strategy; `version` None means its newest."""

    strategy_id: str
    version: int | None

    @property
    def path(self) -> str:
        return f"/strategies/{self.strategy_id}"


def find_saved(reference: str, server: Server) -> Saved:
    """Return the saved strategy that is meant. Raises NotFound, or Conflict when several have that name."""
    name, at, number = reference.rpartition("@")
    has_number = bool(at) and number.isdigit() and int(number) > 0
    wanted, version = (name, int(number)) if has_number else (reference, None)
    try:
        return Saved(str(UUID(wanted)), version)
    except ValueError:
        pass
    found, cursor = [], None
    while True:
        params = {"q": wanted[:100], "limit": 200} | ({"cursor": cursor} if cursor else {})
        page = server.call("GET", "/strategies", params=params)
        found += [one for one in page["items"] if one["name"] == wanted]
        cursor = page["next_cursor"]
        if not cursor:
            break
    if not found:
        raise NotFound(f"There is no saved strategy {wanted!r}; see `tradewright strategy list`.")
    if len(found) > 1:
        ids = ", ".join(one["strategy_id"] for one in found)
        raise Conflict(f"{len(found)} strategies are called {wanted!r}; give one's id: {ids}.")
    return Saved(found[0]["strategy_id"], version)


def fetch_version(saved: Saved, server: Server) -> Any:
    """Return the version's document as the API tells it; the newest when none is named."""
    number = saved.version or server.call("GET", saved.path)["version_number"]
    return server.call("GET", f"{saved.path}/versions/{number}")


def read_reference(reference: str, server: Server) -> Definition:
    """Return the definition that is meant, of a file or of a saved version."""
    if is_definition_file(reference):
        return read_definition_file(reference).resolved.definition
    from tradewright.domain.strategy.documents import parse_definition

    return parse_definition(fetch_version(find_saved(reference, server), server)["document"])
