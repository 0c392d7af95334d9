"""The browser app's files: kept for a year when hashed, fresh otherwise, and never a way out of their folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from tests.api.browser import ORIGIN

from tradewright.entrypoints.api import create_app
from tradewright.entrypoints.wiring import Gateway


@pytest.fixture
async def pages(gateway: Gateway, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>Tradewright</title>")
    (dist / "assets" / "app-1a2b.js").write_text("run()")
    (dist / "assets" / "app-1a2b.js.gz").write_bytes(b"packed")
    (tmp_path / "secret.txt").write_text("secret")
    transport = httpx.ASGITransport(app=create_app(gateway, web_dist=dist))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


async def test_every_page_of_the_app_is_its_index(pages: httpx.AsyncClient) -> None:
    for path in ("/", "/sign-in", "/agents/1/edit"):
        answer = await pages.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
        assert "<title>Tradewright</title>" in answer.text
        assert "script-src 'self'" in answer.headers["content-security-policy"]


async def test_a_page_that_is_here_already_is_not_sent_again(pages: httpx.AsyncClient) -> None:
    tag = (await pages.get("/")).headers["etag"]

    answer = await pages.get("/", headers={"If-None-Match": tag})

    assert (answer.status_code, answer.content) == (304, b"")


async def test_hashed_files_are_kept_and_sent_packed(pages: httpx.AsyncClient) -> None:
    plain = await pages.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "identity"})
    async with pages.stream("GET", "/assets/app-1a2b.js", headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join([part async for part in packed.aiter_raw()])

    assert "immutable" in plain.headers["cache-control"]
    assert plain.headers["content-type"] == "text/javascript; charset=utf-8"
    assert plain.text == "run()"
    assert (packed.headers["content-encoding"], raw) == ("gzip", b"packed")


async def test_what_is_not_there_is_a_problem_and_not_a_page(pages: httpx.AsyncClient) -> None:
    for path in ("/assets/gone.js", "/api/unify/v1/nothing", "/api/nothing"):
        answer = await pages.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json"), path


async def test_nothing_outside_the_folder_is_served(pages: httpx.AsyncClient) -> None:
    for path in ("/..%2fsecret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "//etc/hostname"):
        answer = await pages.get(path)
        assert "secret" not in answer.text
        assert answer.text.startswith("<!doctype") or answer.status_code == 404, path


async def test_a_name_that_no_file_can_have_is_not_found(pages: httpx.AsyncClient) -> None:
    for path in ("/%00", "/assets/%00.js", "/" + "a" * 4_000):
        answer = await pages.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "route_not_found")
