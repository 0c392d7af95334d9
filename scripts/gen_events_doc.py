"""Writes docs/reference/events.md: what the stream says, with a recorded example of each event. A test fails when it is
stale, and another when an example no longer has the fields of the API's own document.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
PAGE = REFERENCE / "events.md"
EXAMPLES = REFERENCE / "examples" / "events.json"
EVENTS: dict[str, tuple[str, str | None]] = {
    "alert.received": ("An agent was sent an alert: accepted, duplicate or refused.", "Alert"),
    "signal.decided": ("A signal came to its end: ordered, ignored, denied, failed or expired.", "Signal"),
    "order.changed": ("An order was made, or its state, filled quantity or venue id changed.", "Order"),
    "execution.booked": ("A fill entered the books. Once for each.", "Execution"),
    "position.changed": ("A position was opened, changed or closed (quantity 0).", "Position"),
    "equity.changed": ("A point of an account's equity curve was written.", None),
    "agent.changed": (
        "An agent was made, edited, paused, resumed or deleted, or got a new URL. The URL itself is not told.",
        "Agent",
    ),
    "account.changed": ("A broker account was opened or changed.", "AccountOut"),
    "account.switched": (
        "An account was linked, given another key, switched on or off, or unlinked: its executor connects it or lets it go.",
        None,
    ),
    "risk.changed": ("Limits were changed: all of them, for the user and each account.", None),
    "kill_switch.changed": ("A kill switch was pressed or released.", "KillSwitch"),
    "api_key.changed": ("An API key was made or revoked.", None),
    "strategy.changed": ("A strategy was made, renamed or deleted, or got a new version.", "Strategy"),
    "discrepancy.changed": (
        "Our books and a venue were found to differ, the numbers moved, or it was settled.",
        "Discrepancy",
    ),
    "external_order.changed": (
        "An order that nobody asked us for was seen at a venue, or changed there.",
        "ExternalOrder",
    ),
    "order.noted": (
        "Something about an order that a person should look at: a late fill, an over-fill, a bust, a contradiction.",
        None,
    ),
    "job.changed": ("A job was queued, got on (about four times a second) or came to its end.", None),
}
"""Event type → when it is sent, and the API's schema that its `data` follows, where there is one."""
HEAD = """\
# Events

Made by `make gen` from `scripts/gen_events_doc.py` and the recorded `examples/events.json`.

## The stream

`GET /api/unify/v1/stream` is a WebSocket, opened with the cookies of a session or an API key with scope read. Every message is one JSON object
with a `type`.

| you say | |
|---|---|
| `{"type":"hello","after":22}` | first of all; `after` is the last `seq` you have seen, or null |
| `{"type":"subscribe","channels":["quotes:BTCUSD"]}` | which quotes you want, or `quotes:*`; replaces what you wanted before |
| `{"type":"pong"}` | the answer to a ping; two unanswered ones end the connection |

| it says | |
|---|---|
| `{"type":"ready","seq":22,"resumed":true}` | what you missed follows, then what happens |
| `{"type":"reset"}` | you were away for longer than a day: fetch everything anew |
| `{"type":"events","seq":23,"id":"23","at":"…","events":[{"type","data"}]}` | what one commit changed; keep `seq` |
| `{"type":"quotes","quotes":[{"symbol","bid","ask","last","at"}]}` | the latest of each symbol that changed |
| `{"type":"account","account":{…}}` | cash, equity and positions with live marks, about once a second while they move |
| `{"type":"bar","account_id","is_closed","bar":{"symbol","timeframe","opened_at","open",…}}` | one-minute bars of a linked account's venue, for two minutes after `GET /bars` was asked for them: each that has closed, the forming one once a second |
| `{"type":"health","components":[{"name","status","detail","age_s"}]}` | when the health of a part changes |
| `{"type":"ping"}` | every 15 s |

| it closes with | because |
|---|---|
| 4400 | a message was not of this protocol |
| 4401 | you are not signed in, or no longer |
| 4408 | you did not answer pings |
| 4429 | you are too slow; come back with the last `seq` |
| 1012 | a part is restarting; come back |

Events of one user come in the order of their commits. One may come twice (same `id`); none is left out. Services read the same from JetStream, stream
`TW_EVENTS`, subject `tw.events.<user_id>`, as `{"id","at","events"}`.

## Event types

`data` is the document that the API gives for the thing, where it has one; its fields are described in `openapi.json` under the schema named.
"""


def render_page() -> str:
    """Return the whole page."""
    examples: dict[str, Any] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    parts = [HEAD]
    for name, (meaning, schema) in EVENTS.items():
        told = f" Schema: `{schema}`." if schema else ""
        example = json.dumps(examples[name], indent=2, ensure_ascii=False)
        parts.append(f"### `{name}`\n\n{meaning}{told}\n\n```json\n{example}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
    print(f"wrote {PAGE.name}")
