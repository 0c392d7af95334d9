"""Guessing passwords gets slow, for one account and for one machine, and nobody else notices."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from fastapi import FastAPI
from tests.api.browser import Browser, open_browser

from tradewright.features.accounts import attempts


async def test_the_sixth_guess_has_to_wait_even_with_the_right_password(
    app: FastAPI, trader: Browser
) -> None:
    async with open_browser(app) as guesser:
        first = [await guesser.sign_in(email=trader.email, password=f"wrong guess {n}") for n in range(5)]
        sixth = await guesser.sign_in(email=trader.email)

    assert [one.json()["code"] for one in first] == ["credentials_wrong"] * 5
    assert (sixth.status_code, sixth.json()["code"]) == (429, "sign_in_limited")
    assert 800 <= int(sixth.headers["retry-after"]) <= 900


async def test_the_owner_is_not_locked_out_by_somebody_elses_guesses(app: FastAPI, trader: Browser) -> None:
    async with open_browser(app) as guesser:
        for n in range(6):
            await guesser.sign_in(email=trader.email, password=f"wrong guess {n}")

    assert (await trader.sign_in()).status_code == 200


async def test_guesses_in_parallel_are_counted_one_by_one(app: FastAPI, trader: Browser) -> None:
    async with open_browser(app) as guesser:
        answers = await asyncio.gather(
            *(guesser.sign_in(email=trader.email, password=f"wrong guess {n}") for n in range(12))
        )

    assert sorted(one.status_code for one in answers) == [401] * 5 + [429] * 7


async def test_a_right_password_forgives_the_wrong_ones_before_it(app: FastAPI, trader: Browser) -> None:
    async with open_browser(app) as owner:
        for _ in range(3):
            for n in range(4):
                await owner.sign_in(email=trader.email, password=f"wrong guess {n}")
            assert (await owner.sign_in(email=trader.email)).status_code == 200


async def test_one_machine_that_tries_many_accounts_has_to_wait(app: FastAPI) -> None:
    async with open_browser(app) as machine:
        answers = [
            (await machine.sign_in(email=f"nobody{n}@example.com", password="some password")).status_code
            for n in range(51)
        ]

    assert answers == [401] * 50 + [429]


async def test_one_machine_that_signs_many_traders_up_has_to_wait(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "SIGN_UPS_FREE", 2)

    async with open_browser(app, ip="203.0.113.77") as machine:
        codes = [(await machine.sign_up(email=f"{uuid4().hex}@example.com")).status_code for _ in range(2)]
        refused = await machine.sign_up(email=f"{uuid4().hex}@example.com")
    async with open_browser(app) as somebody_else:
        welcome = await somebody_else.sign_up()

    assert codes == [201, 201]
    assert (refused.status_code, refused.json()["code"]) == (429, "sign_up_limited")
    assert 0 < int(refused.headers["retry-after"]) <= 15 * 60
    assert welcome.status_code == 201


async def test_an_unknown_address_is_told_the_same_as_a_wrong_password(app: FastAPI, trader: Browser) -> None:
    async with open_browser(app) as guesser:
        unknown = (await guesser.sign_in(email="nobody@example.com", password="some password")).json()
        wrong = (await guesser.sign_in(email=trader.email, password="some password")).json()

    assert {**unknown, "correlation_id": ""} == {**wrong, "correlation_id": ""}
