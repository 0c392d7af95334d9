"""Settings: where they come from, what is said about wrong ones, and what production refuses."""

from __future__ import annotations

import base64
import contextlib
import stat
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewright.platform.settings import (
    Settings,
    SettingsError,
    VaultKey,
    find_unknown_names,
    load_settings,
)

GOOD_SECRET = "mF8sKq2vXw9ZpL4tRb7nYc3jHd6gUe1aTo5i"
GOOD_KEY = base64.b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.b64encode(bytes(range(40, 72))).decode()


def environ(home: Path, **more: str) -> dict[str, str]:
    return {"TRADEWRIGHT_HOME": str(home)} | {f"TRADEWRIGHT_{name.upper()}": v for name, v in more.items()}


def production(home: Path, **more: str) -> dict[str, str]:
    right = {
        "mode": "production",
        "public_url": "https://trade.example.com",
        "secret_key": GOOD_SECRET,
        "vault_keys": f"k1:{GOOD_KEY}",
    }
    return environ(home, **(right | more))


def problems_of(variables: dict[str, str]) -> dict[str, str | None]:
    """Return what is wrong: setting → value as shown."""
    with pytest.raises(SettingsError) as refused:
        load_settings(variables)
    return {
        problem.name.removeprefix("TRADEWRIGHT_").lower(): problem.value for problem in refused.value.problems
    }


def test_development_needs_nothing_said(tmp_path: Path) -> None:
    settings = load_settings(environ(tmp_path))

    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert settings.database_url is None
    assert settings.demo is True
    assert settings.log_format == "console"


def test_generated_secrets_are_kept_and_private(tmp_path: Path) -> None:
    first = load_settings(environ(tmp_path))
    second = load_settings(environ(tmp_path))

    assert first.secret_key == second.secret_key
    assert first.vault_keys == second.vault_keys
    assert len(first.vault_keys[0].key_bytes()) == 32
    for path in (tmp_path / "secrets").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_each_home_makes_secrets_of_its_own(tmp_path: Path) -> None:
    assert (
        load_settings(environ(tmp_path / "a")).secret_key != load_settings(environ(tmp_path / "b")).secret_key
    )


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "tradewright.toml").write_text('port = 1111\nhost = "::1"\nprocesses = 2\n')

    settings = load_settings(environ(tmp_path, port="2222", processes="3"), processes=4)

    assert (settings.host, settings.port, settings.processes) == ("::1", 2222, 4)
    assert settings.public_url == "http://[::1]:2222"


def test_a_named_file_is_read_instead_of_the_one_in_the_home(tmp_path: Path) -> None:
    named = tmp_path / "other.toml"
    named.write_text('trusted_proxies = ["10.0.0.0/8", "::1"]\n')

    settings = load_settings(environ(tmp_path, config=str(named)))

    assert settings.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("::1/128"))


def test_a_secret_may_come_from_a_file_of_its_own(tmp_path: Path) -> None:
    kept = tmp_path / "mounted"
    kept.write_text(GOOD_SECRET + "\n")

    settings = load_settings(environ(tmp_path, secret_key_file=str(kept)))

    assert settings.secret_key.reveal() == GOOD_SECRET


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    assert load_settings(environ(tmp_path, port="", database_url="")).port == 8000


def test_vault_keys_come_in_order_with_their_ids(tmp_path: Path) -> None:
    settings = load_settings(environ(tmp_path, vault_keys=f"k2:{OTHER_KEY}, k1:{GOOD_KEY}"))

    assert [key.key_id for key in settings.vault_keys] == ["k2", "k1"]
    assert settings.vault_keys[1].key_bytes() == bytes(range(32))
    assert isinstance(settings.vault_keys[0], VaultKey)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mode", "staging"),
        ("port", "0"),
        ("port", "65536"),
        ("port", "tcp://10.0.0.1:8000"),
        ("public_url", "trade.example.com"),
        ("public_url", "ftp://trade.example.com"),
        ("public_url", "https://trade.example.com/?x=1"),
        ("trusted_proxies", "10.0.0.0/8,everybody"),
        ("access_token_ttl_s", "5"),
        ("log_level", "loud"),
        ("market_source", "bloomberg"),
        ("replay_speed", "nan"),
        ("replay_speed", "0"),
        ("shard_count", "many"),
        ("drain_timeout_s", "-1"),
        ("demo", "perhaps"),
    ],
)
def test_a_wrong_value_is_named_and_shown(tmp_path: Path, name: str, value: str) -> None:
    assert problems_of(environ(tmp_path, **{name: value})) == {name: value}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database_url", "mysql://root:hunter2@db/x"),
        ("nats_url", "http://root:hunter2@bus"),
        ("vault_keys", "hunter2"),
        ("vault_keys", "k1:hunter2"),
        ("vault_keys", f"k1:{GOOD_KEY},k1:{OTHER_KEY}"),
    ],
)
def test_a_wrong_secret_is_named_and_never_shown(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(environ(tmp_path, **{name: value}))

    assert [problem.name for problem in refused.value.problems] == [f"TRADEWRIGHT_{name.upper()}"]
    assert "hunter2" not in str(refused.value)
    assert GOOD_KEY not in str(refused.value)


def test_every_problem_is_told_at_once_with_its_source(tmp_path: Path) -> None:
    (tmp_path / "tradewright.toml").write_text('prot = 9000\nshard_count = "lots"\n')

    with pytest.raises(SettingsError) as refused:
        load_settings(environ(tmp_path, mode="production", port="x"))

    text = str(refused.value)
    assert "perhaps port" in text
    assert (
        f"TRADEWRIGHT_SHARD_COUNT = lots ({tmp_path / 'tradewright.toml'}): expected a whole number" in text
    )
    assert (
        "TRADEWRIGHT_PORT = x (environment TRADEWRIGHT_PORT): expected a whole number from 1 to 65535" in text
    )
    assert "TRADEWRIGHT_SECRET_KEY is missing" in text
    assert "TRADEWRIGHT_VAULT_KEYS is missing" in text
    assert "TRADEWRIGHT_PUBLIC_URL" in text


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "tradewright.toml").write_text("port: 9000\n")

    assert problems_of(environ(tmp_path)) == {"config": str(tmp_path / "tradewright.toml")}


def test_a_named_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert set(problems_of(environ(tmp_path, config=str(tmp_path / "none.toml")))) == {"config"}


def test_replay_needs_a_file_it_can_read(tmp_path: Path) -> None:
    assert set(problems_of(environ(tmp_path, market_source="replay"))) == {"replay_file"}

    bars = tmp_path / "bars.csv"
    bars.write_text("timestamp,open,high,low,close,volume\n")
    assert load_settings(environ(tmp_path, market_source="replay", replay_file=str(bars))).replay_file == bars


def test_production_starts_with_secrets_of_its_own(tmp_path: Path) -> None:
    settings = load_settings(production(tmp_path))

    assert settings.is_production
    assert settings.has_secure_cookies
    assert (settings.demo, settings.log_format) == (False, "json")
    assert not (tmp_path / "secrets").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("public_url", "http://trade.example.com"),
        ("demo", "true"),
        ("secret_key", "short"),
        ("secret_key", "a" * 64),
        ("secret_key", "please-changeme-" + GOOD_SECRET),
        ("vault_keys", "k1:" + base64.b64encode(bytes(32)).decode()),
        ("database_url", "postgresql://postgres:postgres@db/tradewright"),
        ("nats_url", "nats://tradewright:tradewright@bus:4222"),
    ],
)
def test_production_refuses_what_anybody_could_guess(tmp_path: Path, name: str, value: str) -> None:
    assert set(problems_of(production(tmp_path, **{name: value}))) == {name}


def test_production_refuses_the_secrets_that_development_made(tmp_path: Path) -> None:
    made = load_settings(environ(tmp_path))
    reused = production(
        tmp_path, secret_key=made.secret_key.reveal(), vault_keys=f"mine:{made.vault_keys[0].key.reveal()}"
    )

    assert problems_of(reused) == {"secret_key": "***", "vault_keys": "***"}


def test_settings_show_no_secret_when_printed(tmp_path: Path) -> None:
    settings = load_settings(production(tmp_path, database_url="postgresql://u:hunter2@db/x"))

    for hidden in (GOOD_SECRET, GOOD_KEY, "hunter2"):
        assert hidden not in repr(settings)
        assert hidden not in str(settings)


def test_a_misspelt_variable_is_found_with_what_was_meant() -> None:
    assert find_unknown_names({"TRADEWRIGHT_PROT": "1", "TRADEWRIGHT_PORT": "1", "PATH": "/bin"}) == [
        ("TRADEWRIGHT_PROT", "TRADEWRIGHT_PORT")
    ]


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "a-file"
    in_the_way.touch()

    assert "home" in problems_of(environ(in_the_way / "home"))


@given(
    name=st.sampled_from(sorted(Settings.model_fields)),
    value=st.text(min_size=1).filter(lambda t: "\0" not in t),
)
def test_no_text_whatsoever_gets_past_the_loader_as_a_crash(
    tmp_path_factory: pytest.TempPathFactory, name: str, value: str
) -> None:
    home = tmp_path_factory.getbasetemp() / "any-text"
    variables = environ(home, **{name: value}) if name != "home" else environ(home)

    with contextlib.suppress(SettingsError):
        assert isinstance(load_settings(variables), Settings)
