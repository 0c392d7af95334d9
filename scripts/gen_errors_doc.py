"""Writes docs/reference/errors.md from the error classes and the tables that turn them into HTTP. A test fails when
it is stale.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import tradewright
from tradewright.entrypoints.api.problems import HTTP_CODES, STATUSES
from tradewright.kernel.errors import TradewrightError

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "errors.md"
ADVICE = {
    400: "Send valid JSON.",
    401: "Sign in, refresh the session, or send another API key.",
    403: "Show the reason; the same request fails again until the rule or the right changes.",
    404: "Check the id or the address; things of other traders are not shown either.",
    405: "Use a method that `Allow` names.",
    408: "Send the body at once.",
    409: "Read the present state, then decide again.",
    412: "Do first what `detail` asks for.",
    413: "Send less: 64 KiB at most for an alert.",
    415: "Send `application/json`.",
    422: "Correct what `errors` locates; the same request fails again.",
    426: "Open a WebSocket here.",
    429: "Wait the seconds in `Retry-After`, or give something up first.",
    500: "Quote the correlation id when you report it.",
    503: "Nothing happened. Send it again after `Retry-After`.",
}
"""What a caller does next, by status."""
WEBHOOK: dict[str, tuple[int, str]] = {
    "invalid": (422, "The body cannot be read as an alert, or names no agent."),
    "wrong_broker": (422, "The address names a broker at which the agent has no account."),
    "body_too_large": (413, "The body is larger than 64 KiB."),
    "body_too_slow": (408, "The body did not come within 5 s."),
    "signature_missing": (401, "There is no `X-Webhook-Signature`, or it is not of the form `t=…,v1=…`."),
    "signature_mismatch": (401, "The signature does not fit the body and the agent's signing secret."),
    "signature_stale": (401, "The signature's time is more than 300 s away from ours."),
    "signature_replayed": (401, "This signature was used before; sign each request anew."),
    "passphrase_wrong": (403, "The alert does not carry the agent's passphrase."),
    "symbol_not_allowed": (
        403,
        "The symbol is not among the agent's symbols, and nothing of it is held to close.",
    ),
    "side_not_allowed": (403, "The agent does not take alerts of this side, and nothing is held to close."),
    "alert_too_old": (
        403,
        "The alert was fired longer ago than it says itself that it is good for, and would open something.",
    ),
    "agent_paused": (403, "The agent is paused."),
    "agent_deleted": (403, "The agent is deleted."),
    "no_account": (403, "None of the agent's accounts is active."),
    "trader_suspended": (403, "The operator has suspended the agent's owner."),
    "not_found": (404, "No agent has this token. It says the same for every wrong token."),
    "limit_reached": (429, "This agent is posted to more often than `webhook_rate_per_minute` allows."),
    "unavailable": (503, "The alert could not be stored. TradingView sends it again by itself."),
}
"""What the two webhook addresses answer; tests/docs compares the codes with the code."""
HEAD = """\
# Errors

Made from the error classes by `make gen`; edit their docstrings, not this page.

Every refusal is `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`, `code`, `correlation_id`, `errors`, and the
deciding values. Go by `code`: it does not change. `detail` is a sentence for a person and may. `errors` locates each fault as
`{path, rule, message, value}`, with a JSON path such as `$.sl.value`.

## What to do, by status

| status | do |
|---|---|
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One code as the API may answer it."""

    code: str
    status: int
    meaning: str


def entries() -> list[Entry]:
    """Return every code of the API, sorted; meanings come from the classes' docstrings."""
    found: dict[tuple[str, int], str] = {}
    for kind, status in sorted(_answered(), key=lambda one: _generality(one[0])):
        found.setdefault((kind.code, status), _first_paragraph(kind))
    for status, (code, meaning) in HTTP_CODES.items():
        found.setdefault((code, status), f"{meaning}.")
    found["internal", 500] = "We made a mistake; what it was is in the log, under the correlation id."
    return [Entry(code, status, meaning) for (code, status), meaning in sorted(found.items())]


def render_page() -> str:
    """Return the whole page."""
    rows = entries()
    statuses = sorted({row.status for row in rows} | {status for status, _ in WEBHOOK.values()})
    lines = [HEAD + "\n".join(f"| {status} | {ADVICE[status]} |" for status in statuses)]
    lines += ["", "## Codes of the API", "", "| code | status | meaning |", "|---|---|---|"]
    lines += [f"| `{row.code}` | {row.status} | {row.meaning} |" for row in rows]
    lines += [
        "",
        "## Codes of the webhooks",
        "",
        "`POST /api/tv-webhook/{token}` and `POST /api/unify/v1/webhook/{broker}`. A refused alert is stored all the same, with this code as its",
        "`reason_code`; only 408, 429, 503 and an unknown agent leave nothing behind.",
        "",
        "| code | status | meaning |",
        "|---|---|---|",
    ]
    lines += [f"| `{code}` | {status} | {meaning} |" for code, (status, meaning) in WEBHOOK.items()]
    return "\n".join(lines) + "\n"


def _answered() -> Iterator[tuple[type[TradewrightError], int]]:
    """Yield every error class that has a status."""
    for module in pkgutil.walk_packages(tradewright.__path__, "tradewright."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for kind in _family(TradewrightError):
        status = next((status for base, status, _ in STATUSES if issubclass(kind, base)), None)
        if status is not None:
            yield kind, status


def _family(kind: type[TradewrightError]) -> Iterator[type[TradewrightError]]:
    for child in sorted(kind.__subclasses__(), key=lambda one: (one.__module__, one.__name__)):
        yield child
        yield from _family(child)


def _generality(kind: type[TradewrightError]) -> tuple[int, str, str]:
    """Order classes so that, of several with one code, the most general says what it means."""
    rooms = ("tradewright.kernel", "tradewright.entrypoints")
    rank = next((place for place, room in enumerate(rooms) if kind.__module__.startswith(room)), len(rooms))
    return rank, kind.__module__, kind.__name__


def _first_paragraph(kind: type[TradewrightError]) -> str:
    return " ".join((kind.__doc__ or "").split("\n\n")[0].split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
    print(f"wrote {PAGE.name}")
