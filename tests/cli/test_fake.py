"""`tradewright fake`: a venue from the terminal, with what it takes to use it."""

from __future__ import annotations

import asyncio
import re
import sys

import httpx
import pytest


@pytest.mark.parametrize(
    ("venue", "symbol", "probe"), [("alpaca", "AAPL", "/v2/clock"), ("binance", "BTCUSDT", "/api/v3/time")]
)
async def test_the_venue_that_was_started_answers_with_the_key_it_printed(
    venue: str, symbol: str, probe: str
) -> None:
    command = [
        sys.executable,
        "-m",
        "tradewright.entrypoints.cli",
        "fake",
        venue,
        "--port",
        "0",
        "--price",
        f"{symbol}=231",
    ]
    program = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert program.stdout is not None
        async with asyncio.timeout(60):
            told = (await program.stdout.readuntil(b"nothing is kept.")).decode()
        found = {name: re.search(rf"{name} +(\S+)", told) for name in ("REST", "Key", "Secret")}
        url, key, secret = (one[1] if one else "" for one in found.values())
        headers = {"APCA-API-KEY-ID": key, "APCA-API-SECRET-KEY": secret, "X-MBX-APIKEY": key}

        async with httpx.AsyncClient(base_url=url, headers=headers) as http:
            assert (await http.get(probe)).status_code == 200
            state = (await http.get("/__admin/state", params={"key": key})).json()
    finally:
        program.terminate()
        await program.wait()

    assert state["markets"]


async def test_a_price_that_cannot_be_read_is_wrong_use() -> None:
    command = [
        sys.executable,
        "-m",
        "tradewright.entrypoints.cli",
        "fake",
        "alpaca",
        "--port",
        "0",
        "--price",
        "AAPL",
    ]
    program = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    async with asyncio.timeout(60):
        _, told = await program.communicate()

    assert program.returncode == 2
    assert b"SYMBOL=PRICE" in told
