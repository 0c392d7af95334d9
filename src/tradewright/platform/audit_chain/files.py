"""Checking an exported file, with nothing but the file: no database, no network."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from tradewright.kernel.errors import Invalid
from tradewright.kernel.ids import UserId
from tradewright.platform.audit_chain.checking import Walk
from tradewright.platform.audit_chain.export import FILE_FORMAT, link_from_document, root_from_document
from tradewright.platform.audit_chain.findings import Verified
from tradewright.platform.audit_chain.links import Root

LINE_MAX = 4 * 1024 * 1024
"""Characters of one line: a document of ours is far below."""


def verify_file(lines: Iterable[str], *, trusted_keys: Collection[bytes] = ()) -> Verified:
    """Return what is wrong in a file. Raises Invalid for what is no such file.

    `trusted_keys` are public keys that were handed over before; without any, the file's own are believed.
    """
    documents = _documents(lines)
    header = next(documents, {})
    if header.get("format") != FILE_FORMAT:
        raise Invalid(f"This is no file of the format {FILE_FORMAT}.")
    try:
        return _walk(header, documents, trusted_keys)
    except (KeyError, TypeError, ValueError) as cause:
        raise Invalid(f"A line of the file is not as it must be: {cause}.") from cause


def _walk(
    header: dict[str, Any], documents: Iterable[dict[str, Any]], trusted: Collection[bytes]
) -> Verified:
    verified = Verified(UserId(UUID(header["user_id"])))
    walk: Walk | None = None
    keys: dict[UUID, bytes] = {}
    roots: list[Root] = []
    end: dict[str, Any] | None = None
    for document in documents:
        match document.get("type"):
            case "key":
                keys[UUID(document["key_id"])] = bytes.fromhex(document["public_key"])
            case "link":
                link, text = link_from_document(document)
                if walk is None:
                    walk = Walk(verified, link.number - 1, bytes.fromhex(header["previous_hash"]))
                walk.step(link, text, keeps=True)
            case "root":
                roots.append(root_from_document(document))
            case "end":
                end = document
            case other:
                raise ValueError(f"unknown type {other!r}")
    if walk is not None:
        walk.check_roots(roots, {name: key for name, key in keys.items() if not trusted or key in trusted})
    if end is None or (end["links"], end["roots"]) != (verified.links, verified.roots):
        verified.note("file_cut", "the file")
    verified.findings.sort(key=lambda one: (one.number is None, one.number or 0))
    return verified


def _documents(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            document = json.loads(line[:LINE_MAX])
        except ValueError as cause:
            raise Invalid(f"Line {number} of the file is no JSON.") from cause
        if not isinstance(document, dict):
            raise Invalid(f"Line {number} of the file is no JSON object.")
        yield document
