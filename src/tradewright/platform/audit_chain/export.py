"""A file for a dispute: the links of whole UTC days with the rows they stand for, the signed roots, and the public keys."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from tradewright.kernel.errors import NotFound
from tradewright.kernel.ids import UserId
from tradewright.platform.audit_chain import store
from tradewright.platform.audit_chain.links import NO_HASH, Link, Root, moment_text
from tradewright.platform.db import Tx

FILE_FORMAT: Final = "tradewright.audit/1"
HOW: Final = """\
Each line is one JSON object. `tradewright audit verify FILE` does what follows.
A link's payload_hash is the SHA-256 of its payload, as it stands there once JSON is read.
A link's hash is the SHA-256 of these lines, joined by newlines, none after the last:
tradewright.chain/1, user_id, number, at, kind, subject_id, subject_number, previous_hash, payload_hash.
A link's previous_hash is the hash of the link before it; that of the first is the header's previous_hash.
A root's signature is Ed25519, by the key of its key_id, over these lines: tradewright.root/1, user_id, day, number, hash.
A root's hash is that of the link with its number.
Compare the public key with one that was handed over before the dispute."""


class NothingChained(NotFound):
    """This trader's chain has no link in these days."""

    code = "nothing_chained"


async def export_days(
    tx: Tx, user_id: UserId, *, since: date, until: date, now: datetime
) -> AsyncIterator[str]:
    """Yield the lines of a file over the UTC days from `since` to `until`, both included. Raises `NothingChained`."""
    bounds = await store.find_bounds(
        tx, user_id, since=_midnight(since), until=_midnight(until + timedelta(days=1))
    )
    if bounds is None:
        message = f"Nothing was chained from {since} to {until}."
        raise NothingChained(message, user_id=str(user_id))
    first, last = bounds
    roots = [root for root in await store.list_roots(tx, user_id) if first <= root.number <= last]
    keys = await store.list_keys(tx)
    used = {root.key_id for root in roots}
    links, is_first = 0, True
    async for link, text in store.stream_links(tx, user_id, after=first - 1, until=last):
        if is_first:
            yield _line(_header(user_id, link, since, until, now))
            for key_id in sorted(used):
                yield _line({"type": "key", "key_id": str(key_id), "public_key": keys.get(key_id, b"").hex()})
            is_first = False
        links += 1
        yield _line(link_document(link, text))
    for root in roots:
        yield _line(root_document(root))
    yield _line({"type": "end", "links": links, "roots": len(roots)})


def link_document(link: Link, text: str | None) -> dict[str, Any]:
    """Return a link as the file and the API tell it."""
    return {
        "type": "link",
        "number": link.number,
        "at": moment_text(link.at),
        "kind": link.kind,
        "subject_id": str(link.subject_id),
        "subject_number": link.subject_number,
        "payload": text,
        "payload_hash": link.payload_hash.hex(),
        "previous_hash": link.previous_hash.hex(),
        "hash": link.hash.hex(),
    }


def link_from_document(document: dict[str, Any]) -> tuple[Link, str | None]:
    """Return what `link_document` told. Raises KeyError, TypeError or ValueError for anything else."""
    link = Link(
        int(document["number"]),
        datetime.fromisoformat(document["at"]),
        document["kind"],
        UUID(document["subject_id"]),
        int(document["subject_number"]),
        bytes.fromhex(document["payload_hash"]),
        bytes.fromhex(document["previous_hash"]),
        bytes.fromhex(document["hash"]),
    )
    return link, document["payload"]


def root_document(root: Root) -> dict[str, Any]:
    return {
        "type": "root",
        "day": root.day.isoformat(),
        "number": root.number,
        "hash": root.hash.hex(),
        "key_id": str(root.key_id),
        "signature": root.signature.hex(),
    }


def root_from_document(document: dict[str, Any]) -> Root:
    return Root(
        date.fromisoformat(document["day"]),
        int(document["number"]),
        bytes.fromhex(document["hash"]),
        UUID(document["key_id"]),
        bytes.fromhex(document["signature"]),
    )


def _header(user_id: UserId, first: Link, since: date, until: date, now: datetime) -> dict[str, Any]:
    return {
        "type": "header",
        "format": FILE_FORMAT,
        "user_id": str(user_id),
        "from": since.isoformat(),
        "to": until.isoformat(),
        "exported_at": moment_text(now),
        "previous_hash": (first.previous_hash if first.number > 1 else NO_HASH).hex(),
        "how_to_verify": HOW.splitlines(),
    }


def _line(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
