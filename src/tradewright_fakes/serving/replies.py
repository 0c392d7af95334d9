"""Replies before they leave: held whole, and replaced or spoiled where a fault says so."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from tradewright_fakes.faults import Fired, mangle
from tradewright_fakes.serving.venue import Skin

ENCODE = msgspec.json.Encoder(decimal_format="number")
_HTML = b"<!DOCTYPE html><html><head><title>Attention Required!</title></head><body>Just a moment...</body></html>"


@dataclass(slots=True)
class Reply:
    """Status, headers and body as the skin made them."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    def replace_body(self, body: bytes, content_type: bytes = b"application/json") -> None:
        kept = [(k, v) for k, v in self.headers if k.lower() not in (b"content-length", b"content-type")]
        self.headers = [*kept, (b"content-type", content_type), (b"content-length", str(len(body)).encode())]
        self.body = body


def answer(skin: Skin, reply: Reply, fired: Fired, *, is_processed: bool) -> None:
    """Put what the fault says in the place of the reply; `is_processed`: the venue did what was asked."""
    do = fired.do
    reply.status = int(do.number("status", 200))
    reply.headers = [] if not is_processed else reply.headers
    if do.kind == "html":
        reply.replace_body(_HTML, b"text/html; charset=utf-8")
    elif do.kind == "empty":
        reply.replace_body(b"")
    elif do.kind == "reply":
        given = do.given.get("body", "")
        reply.replace_body(given.encode() if isinstance(given, str) else ENCODE.encode(given))
    else:
        reply.replace_body(ENCODE.encode(skin.error(reply.status, is_unknown=reply.status >= 500)))
    extra = {str(name): str(value) for name, value in dict(do.given.get("headers", {})).items()}
    if "retry_after" in do.given:
        extra["Retry-After"] = str(do.given["retry_after"])
    reply.headers += [(name.lower().encode(), value.encode()) for name, value in extra.items()]


def spoil(reply: Reply, fired: Fired) -> None:
    """Spoil the reply's JSON by the fault's `ops`; what is not JSON stays."""
    try:
        body = msgspec.json.decode(reply.body)
    except msgspec.DecodeError:
        return  # not JSON: nothing to spoil
    given = fired.do.given
    reply.replace_body(ENCODE.encode(mangle(body, given.get("ops", ()), given.get("fields", ()))))
