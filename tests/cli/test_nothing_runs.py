"""Commands where nothing runs, or the wrong thing does: which exit code, and a sentence that says what to do."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from tests.cli.product import environment, free_port, tell
from tests.support.servers import TestDatabase

from tradewright.platform.db import migrate


def test_production_without_secrets_names_every_problem_and_makes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"

    told = tell("up", env=environment(mode="production", home=str(home), demo="true"))

    assert (told.code, told.out) == (2, "")
    assert told.err.startswith("4 settings are wrong:")
    for name in ("SECRET_KEY", "VAULT_KEYS", "PUBLIC_URL", "DEMO"):
        assert f"\n  TRADEWRIGHT_{name} " in told.err
    assert not (home / "secrets").exists()
    assert not (home / "data").exists()


def test_production_does_not_take_secrets_that_can_be_guessed(tmp_path: Path) -> None:
    told = tell(
        "serve",
        "gateway",
        env=environment(
            mode="production",
            home=str(tmp_path),
            secret_key="changeme" * 4,
            vault_keys="k1:" + "A" * 43 + "=",
            public_url="https://trade.example.com",
            database_url="postgresql://tradewright:postgres@127.0.0.1/tradewright",
        ),
    )

    assert told.code == 2
    for name in ("SECRET_KEY", "VAULT_KEYS", "DATABASE_URL"):
        assert f"TRADEWRIGHT_{name} = ***" in told.err
    assert "changeme" not in told.err


def test_production_has_no_demo(tmp_path: Path) -> None:
    settings = environment(
        mode="production",
        home=str(tmp_path),
        secret_key="q8Zt2Lr7Wv4Xn1Bc9Hd6Jk3Mp5Sf0Gy-",
        vault_keys="k1:Zm9yLXRlc3RzLW9ubHktMTIzNDU2Nzg5MGFiY2RlZmc=",
        public_url="https://trade.example.com",
        database_url="postgresql://tradewright:q8Zt2Lr7Wv4@127.0.0.1:1/tradewright",
        nats_url="nats://127.0.0.1:1",
    )

    told = tell("demo", "--json", env=settings)

    assert (told.code, told.out) == (1, "")
    assert "no demo trader" in told.err


@pytest.mark.parametrize("command", [["serve", "executor"], ["demo"], ["migrate"], ["keys", "rotate"]])
def test_a_command_that_needs_the_servers_exits_3_when_none_run(tmp_path: Path, command: list[str]) -> None:
    told = tell(*command, env=environment(home=str(tmp_path)))

    assert (told.code, told.out) == (3, "")
    assert "start `tradewright up`" in told.err


@pytest.mark.parametrize("command", [["orders", "--json"], ["positions"], ["alert", "send"]])
def test_a_home_without_a_demo_says_what_to_give(tmp_path: Path, command: list[str]) -> None:
    told = tell(*command, env=environment(home=str(tmp_path)))

    assert (told.code, told.out) == (1, "")
    assert told.err.startswith("Give ")


@pytest.mark.parametrize(
    "words", [["nonsense"], ["serve", "cook"], ["orders", "--limit", "0"], ["up", "--port", "99999"]]
)
def test_wrong_use_exits_2(tmp_path: Path, words: list[str]) -> None:
    told = tell(*words, env=environment(home=str(tmp_path)))

    assert told.code == 2
    assert "Traceback" not in told.err


def test_the_version_is_told(tmp_path: Path) -> None:
    told = tell("--version", env=environment(home=str(tmp_path)))

    assert (told.code, told.out.split()[0]) == (0, "tradewright")


def test_doctor_finds_a_taken_port_and_names_the_cure(tmp_path: Path) -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        told = tell("doctor", env=environment(home=str(tmp_path), port=str(port)))

    assert told.code == 1
    assert f"✗ port: 127.0.0.1:{port} is taken" in told.out
    assert "set TRADEWRIGHT_PORT to a free port" in told.out


def test_doctor_finds_servers_that_do_not_answer_and_a_misspelled_setting(tmp_path: Path) -> None:
    told = tell(
        "doctor",
        "--json",
        env=environment(
            home=str(tmp_path),
            port=str(free_port()),
            database_url=f"postgresql://someone:here@127.0.0.1:{free_port()}/tradewright",
            nats_url=f"nats://127.0.0.1:{free_port()}",
            databse_url="postgresql://typo",
        ),
    )

    assert told.code == 1
    findings = {(one["subject"], one["verdict"]): one for one in told.document}
    assert "TRADEWRIGHT_DATABASE_URL" in findings["database", "wrong"]["cure"]
    assert "TRADEWRIGHT_NATS_URL" in findings["bus", "wrong"]["cure"]
    assert findings["settings", "warning"]["cure"] == "Did you mean TRADEWRIGHT_DATABASE_URL?"


async def test_doctor_finds_a_missing_schema_and_migrate_is_the_cure(
    tmp_path: Path, empty_database: TestDatabase
) -> None:
    # The run's own secret: databases of one cluster share the roles, so another would lock every other test out.
    env = environment(
        home=str(tmp_path),
        port=str(free_port()),
        database_url=empty_database.owner_dsn,
        secret_key=empty_database.secret.reveal(),
    )

    before = tell("doctor", env=env)
    up = tell("migrate", "--json", env=env)
    after = tell("doctor", env=env)
    down = tell("migrate", "--down", "--to", "0001", env=env)

    assert before.code == 1
    assert f"✗ schema: at nothing, this version needs {migrate.head()}" in before.out
    assert "Run `tradewright migrate`." in before.out
    assert up.document == {"before": None, "after": migrate.head()}
    assert (after.code, f"✓ schema: at {migrate.head()}" in after.out) == (0, True), after.out
    assert down.out == f"The schema is at 0001 (was {migrate.head()}).\n"


def test_doctor_names_every_wrong_setting(tmp_path: Path) -> None:
    told = tell("doctor", "--json", env=environment(home=str(tmp_path), port="x", log_level="loud"))

    assert told.code == 1
    assert [one["detail"].split()[0] for one in told.document] == [
        "TRADEWRIGHT_PORT",
        "TRADEWRIGHT_LOG_LEVEL",
    ]
