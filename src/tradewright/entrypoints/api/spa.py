"""The browser app's files: hashed assets for a year, everything else fresh, unknown pages get index.html."""

from __future__ import annotations

import mimetypes
from email.utils import formatdate
from pathlib import Path

from starlette.types import Receive, Scope, Send

from tradewright.entrypoints.api import problems
from tradewright.entrypoints.api.asgi import Answer, header

IMMUTABLE = b"public, max-age=31536000, immutable"
FRESH = b"no-cache"
"""Kept, but asked about each time: a new release is seen with the next page load."""
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
NOT_PAGES = ("/api/", "/metrics", "/assets/")


class BrowserApp:
    """Serves the built browser app from a folder. Takes GET and HEAD; `/api/…` is never one of its pages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "no such stream"})
            return
        path: str = scope["path"]
        if scope["method"] not in {"GET", "HEAD"}:
            status = 404 if path.startswith("/api/") else 405
            await problems.http_problem(scope, status=status).send(send)
            return
        file = self._file(path)
        if file is None:
            await problems.http_problem(scope, status=404).send(send)
            return
        answer = _answer(scope, file, path)
        if scope["method"] == "HEAD":
            answer = Answer(answer.status, answer.headers)
        await answer.send(send)

    def _file(self, path: str) -> Path | None:
        """Return the file for this address: itself, or index.html for a page of the app."""
        try:
            wanted = (self._folder / path.lstrip("/")).resolve()
            if wanted.is_relative_to(self._folder) and wanted.is_file():
                return wanted
        except (ValueError, OSError):
            return None  # no file system has such a name: a NUL in it, or too long
        index = self._folder / "index.html"
        return index if not path.startswith(NOT_PAGES) and index.is_file() else None


def _answer(scope: Scope, file: Path, path: str) -> Answer:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind in {"application/javascript", "image/svg+xml"}:
        kind += "; charset=utf-8"
    stat = file.stat()
    tag = f'W/"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    headers = [
        (b"content-type", kind.encode()),
        (b"cache-control", IMMUTABLE if path.startswith("/assets/") else FRESH),
        (b"etag", tag.encode()),
        (b"last-modified", formatdate(stat.st_mtime, usegmt=True).encode()),
        (b"vary", b"accept-encoding"),
    ]
    if header(scope, b"if-none-match") == tag:
        return Answer(304, headers)
    accepted = header(scope, b"accept-encoding") or ""
    for encoding, suffix in ENCODINGS:
        packed = file.with_name(file.name + suffix)
        if encoding in accepted and packed.is_file():
            return Answer(200, [*headers, (b"content-encoding", encoding.encode())], packed.read_bytes())
    return Answer(200, headers, file.read_bytes())
