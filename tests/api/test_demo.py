"""The demo trader is made once, whoever asks first, and a home that lost its password gets another."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.support.servers import TestDatabase

from tradewright.entrypoints.demo import EMAIL, ensure_demo
from tradewright.entrypoints.join import demo_file
from tradewright.platform.settings import Settings, load_settings


def settings_of(home: Path, database: TestDatabase, nats_url: str) -> Settings:
    return load_settings(
        {}, home=home, database_url=database.owner_dsn, nats_url=nats_url, secret_key=database.secret.reveal()
    )


async def test_two_who_ask_at_once_get_the_same_demo(
    tmp_path: Path, fresh_database: TestDatabase, nats_url: str
) -> None:
    settings = settings_of(tmp_path, fresh_database, nats_url)

    first, second = await asyncio.gather(ensure_demo(settings), ensure_demo(settings))

    assert first == second
    assert first.email == EMAIL
    assert demo_file(tmp_path).stat().st_mode & 0o077 == 0


async def test_a_home_that_lost_the_password_gets_another_demo(
    tmp_path: Path, fresh_database: TestDatabase, nats_url: str
) -> None:
    settings = settings_of(tmp_path, fresh_database, nats_url)
    lost = await ensure_demo(settings)
    demo_file(tmp_path).unlink()

    made = await ensure_demo(settings)

    assert made.email != lost.email
    assert made.account_id != lost.account_id
