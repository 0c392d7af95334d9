"""A browser as far as the API can tell: it keeps cookies, echoes the CSRF token, names its origin."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI

from tradewright.features.accounts import LEGAL_DOCUMENTS

ORIGIN = "http://testserver"
BASE = "/api/unify/v1"
PASSWORD = "a quiet harbour at dawn"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def accepted() -> list[dict[str, str]]:
    """Return the acceptance of every current document."""
    return [{"document": one.document, "version": one.version} for one in LEGAL_DOCUMENTS]


@dataclass
class Browser:
    """Sends requests as our own pages do. `me` is the trader who signed up with it."""

    http: httpx.AsyncClient
    email: str = field(default_factory=lambda: f"{uuid4().hex}@example.com")
    me: dict[str, Any] = field(default_factory=dict)

    async def ask(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **rest: Any
    ) -> httpx.Response:
        """Send one request with what a page of ours would add; `headers` win over it."""
        added = {"Origin": ORIGIN}
        csrf = self.http.cookies.get("tw_csrf")
        if method not in SAFE and csrf:
            added["X-CSRF-Token"] = csrf
        merged = {name: value for name, value in {**added, **(headers or {})}.items() if value}
        return await self.http.request(method, BASE + path, headers=merged, **rest)

    async def get(self, path: str, **rest: Any) -> httpx.Response:
        return await self.ask("GET", path, **rest)

    async def post(self, path: str, json: Any = None, **rest: Any) -> httpx.Response:
        return await self.ask("POST", path, json=json, **rest)

    async def patch(self, path: str, json: Any = None, **rest: Any) -> httpx.Response:
        return await self.ask("PATCH", path, json=json, **rest)

    async def delete(self, path: str, **rest: Any) -> httpx.Response:
        return await self.ask("DELETE", path, **rest)

    async def sign_up(self, **changes: Any) -> httpx.Response:
        body = {"email": self.email, "password": PASSWORD, "accepted": accepted(), **changes}
        answer = await self.post("/auth/sign-up", body)
        if answer.status_code == 201:
            self.me = answer.json()
        return answer

    async def sign_in(self, *, email: str | None = None, password: str = PASSWORD) -> httpx.Response:
        return await self.post("/auth/sign-in", {"email": email or self.email, "password": password})

    async def make_key(self, *scopes: str) -> str:
        """Return the text of a new API key with these scopes."""
        answer = await self.post("/api-keys", {"name": "a program", "scopes": list(scopes)})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["key"])

    async def first_account(self) -> dict[str, Any]:
        """Return the account every trader begins with."""
        answer = await self.get("/accounts")
        found: dict[str, Any] = answer.json()["items"][0]
        return found


@asynccontextmanager
async def open_browser(app: FastAPI, *, ip: str | None = None) -> AsyncIterator[Browser]:
    """Open a browser at an address of its own, so that one test's failures are not another's."""
    address = ip or str(ipaddress.IPv4Address(secrets.randbits(32)))
    transport = httpx.ASGITransport(app=app, client=(address, 40_000))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as http:
        yield Browser(http)


@asynccontextmanager
async def open_program(app: FastAPI, key: str) -> AsyncIterator[httpx.AsyncClient]:
    """Open a program that calls the API with this key and no cookies."""
    transport = httpx.ASGITransport(app=app, client=("198.51.100.7", 40_000))
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN + BASE, headers=headers) as http:
        yield http
