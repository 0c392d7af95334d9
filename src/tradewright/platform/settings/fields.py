"""Every setting, with its type, default and the words of its page in the reference.

A field's metadata says what a right value looks like (`expected`); that sentence is what an error shows.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator

from tradewright.kernel.secret import Secret

VAULT_KEY_BYTES = 32
SECRET_LENGTH_MIN = 32
"""Characters of a master secret; 32 random ones are beyond guessing in any alphabet people use."""


@dataclass(frozen=True, slots=True)
class VaultKey:
    """One key of the vault: its id is stored beside what it encrypted, so it can be retired later."""

    key_id: str
    key: Secret

    def key_bytes(self) -> bytes:
        """Return the 32 bytes of the AES-256 key."""
        return base64.b64decode(self.key.reveal(), validate=True)


def _as_secret(value: object) -> Secret:
    if isinstance(value, Secret):
        return value
    if not isinstance(value, str) or not value:
        raise ValueError("not a text")
    return Secret(value)


def _as_url(*schemes: str) -> Any:
    def check(value: object) -> Secret:
        secret = _as_secret(value)
        parts = urlsplit(secret.reveal().split(",")[0])
        if parts.scheme not in schemes or not (parts.netloc or parts.query):
            raise ValueError("not such a URL")
        return secret

    return PlainValidator(check)


def _as_public_url(value: object) -> str:
    parts = urlsplit(str(value))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("not such a URL")
    return str(value).rstrip("/")


def _as_list(value: object) -> list[str]:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise ValueError("not a list")
    return [str(part).strip() for part in parts if str(part).strip()]


def _as_networks(value: object) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part, strict=False) for part in _as_list(value))


def parse_vault_keys(value: object) -> tuple[VaultKey, ...]:
    """Parse `id:base64,id:base64`; raises `ValueError` without showing any of it."""
    if isinstance(value, tuple) and all(isinstance(key, VaultKey) for key in value):
        return value
    keys: list[VaultKey] = []
    for part in _as_list(value):
        key_id, _, text = part.partition(":")
        try:
            raw = base64.b64decode(text, validate=True)
        except binascii.Error:
            raw = b""
        if not key_id.isidentifier() and not key_id.replace("-", "").isalnum():
            raise ValueError("a key has no id")
        if len(raw) != VAULT_KEY_BYTES:
            raise ValueError("a key is not 32 bytes of base64")
        keys.append(VaultKey(key_id, Secret(text)))
    if not keys or len({key.key_id for key in keys}) != len(keys):
        raise ValueError("no key, or an id twice")
    return tuple(keys)


def _about(text: str, *, expected: str, default: object = ..., secret: bool = False, **limits: Any) -> Any:
    """Declare a setting: what it does, what a right value is, and whether its value may be shown."""
    extra: dict[str, Any] = {"expected": expected, "secret": secret}
    return Field(default, description=text, json_schema_extra=extra, validate_default=False, **limits)


def _whole(low: int, high: int) -> dict[str, Any]:
    return {"ge": low, "le": high, "expected": f"a whole number from {low} to {high}"}


class Settings(BaseModel):
    """The settings of one process, checked and complete. Made by `load_settings`, never changed after."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True
    )

    mode: Literal["development", "production"] = _about(
        "Development makes its own secrets and a demo trader; production refuses both.",
        default="development",
        expected="development or production",
    )
    home: Annotated[Path, BeforeValidator(lambda value: Path(str(value)).expanduser().absolute())] = _about(
        "Folder of everything the embedded product owns: data, sockets, logs, generated secrets.",
        default=Path("~/.local/share/tradewright"),
        expected="a folder this user can write to",
    )
    host: str = _about(
        "Address the gateway listens on. 0.0.0.0 offers it to the network: put TLS in front first.",
        default="127.0.0.1",
        expected="an IP address or host name of this machine",
        min_length=1,
    )
    port: int = _about(
        "Port the gateway listens on. A Kubernetes service called `tradewright` sets a variable of the same "
        "name (`tcp://…`); give the service another name or disable service links.",
        default=8000,
        **_whole(1, 65535),
    )
    public_url: Annotated[str, PlainValidator(_as_public_url)] = _about(
        "What people and TradingView reach the product by: agent URLs and e-mails are made from it, and "
        "cookies are marked secure when it is https. When unset, http:// with host and port.",
        default="",
        expected="a URL such as https://trade.example.com, without a query; https in production",
    )
    database_url: Annotated[Secret | None, _as_url("postgresql", "postgres")] = _about(
        "PostgreSQL 15 or newer, as the owner of the schema. When unset, the embedded server is started.",
        default=None,
        secret=True,
        expected="a URL such as postgresql://user:password@host:5432/tradewright",
    )
    nats_url: Annotated[Secret | None, _as_url("nats", "tls")] = _about(
        "NATS with JetStream; several servers of a cluster separated by commas. When unset, the embedded "
        "server is started.",
        default=None,
        secret=True,
        expected="a URL such as nats://user:password@host:4222",
    )
    secret_key: Annotated[Secret, PlainValidator(_as_secret)] = _about(
        "Master secret: tokens and signatures are made with keys derived from it. Changing it signs "
        "everybody out. In development it is generated and kept in the home.",
        secret=True,
        expected=f"at least {SECRET_LENGTH_MIN} random characters (openssl rand -base64 48)",
    )
    vault_keys: Annotated[tuple[VaultKey, ...], PlainValidator(parse_vault_keys)] = _about(
        "Keys that encrypt stored credentials (AES-256-GCM). The first encrypts, all decrypt: to rotate, put "
        "a new one in front, run `tradewright keys rotate`, then drop the old one. Development makes one.",
        secret=True,
        expected="id:base64 of 32 bytes, several separated by commas (k1:$(openssl rand -base64 32))",
    )
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], PlainValidator(_as_networks)] = _about(
        "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; from others they are ignored.",
        default=(),
        expected="networks such as 10.0.0.0/8, separated by commas",
    )
    access_token_ttl_s: int = _about(
        "Life of an access token in seconds; a stolen one works at most this long.",
        default=900,
        **_whole(60, 86_400),
    )
    refresh_token_ttl_s: int = _about(
        "Life of a refresh token in seconds: how long a browser stays signed in unused.",
        default=2_592_000,
        **_whole(3_600, 31_536_000),
    )
    demo: bool | None = _about(
        "Make a demo trader with an account and an agent at the first start. When unset: in development yes.",
        default=None,
        expected="true or false; false in production",
    )
    log_level: Literal["debug", "info", "warning", "error"] = _about(
        "Least important event that is logged.", default="info", expected="debug, info, warning or error"
    )
    log_format: Literal["console", "json"] = _about(
        "Lines for people or for machines. When unset: json in production.",
        default="console",
        expected="console or json",
    )
    market_source: Literal["simulated", "replay"] = _about(
        "Where quotes and bars come from: made up by a seeded model, or recorded bars played back.",
        default="simulated",
        expected="simulated or replay",
    )
    simulated_seed: int = _about(
        "Seed of the simulated market; the same seed gives the same prices.",
        default=1,
        **_whole(0, 2**31 - 1),
    )
    replay_file: Path | None = _about(
        "CSV of recorded bars (timestamp, open, high, low, close, volume) for the replay source.",
        default=None,
        expected="a readable CSV file; required when market_source is replay",
    )
    replay_speed: float = _about(
        "How many times faster than life the replay runs.",
        default=1.0,
        gt=0,
        le=1_000_000,
        allow_inf_nan=False,
        expected="a number above 0, at most 1000000",
    )
    alpaca_key_id: Annotated[Secret | None, PlainValidator(_as_secret)] = _about(
        "Key id for Alpaca's market data, for `tradewright data fetch alpaca`. Crypto needs none.",
        default=None,
        secret=True,
        expected="the key id from Alpaca's dashboard",
    )
    alpaca_secret_key: Annotated[Secret | None, PlainValidator(_as_secret)] = _about(
        "Secret that belongs to `alpaca_key_id`.",
        default=None,
        secret=True,
        expected="the secret shown when the key was made",
    )
    alpaca_client_id: str | None = _about(
        "Client id under which Alpaca knows this installation; with it, accounts can be linked by Alpaca's own page. "
        "When unset, by keys alone.",
        default=None,
        expected="the client id of an OAuth application at Alpaca",
        min_length=1,
    )
    alpaca_client_secret: Annotated[Secret | None, PlainValidator(_as_secret)] = _about(
        "Secret that belongs to `alpaca_client_id`.",
        default=None,
        secret=True,
        expected="the client secret of that application",
    )
    alpaca_redirect_url: str | None = _about(
        "Where Alpaca sends the trader back to, as it is registered there. When unset, made from public_url.",
        default=None,
        expected="a URL ending in /api/unify/v1/accounts/link/alpaca/callback",
        min_length=1,
    )
    rehearsal_venues: bool | None = _about(
        "Let traders link accounts at fake venues on this machine (`tradewright fake alpaca`). It lets them make the "
        "product call ports of its own machine, so it is for a machine of one's own. When unset: in development yes.",
        default=None,
        expected="true or false; false in production",
    )
    reports_mib_per_trader: int = _about(
        "Mebibytes of backtest reports kept for one trader; beyond them the oldest reports go, their headlines stay.",
        default=1024,
        **_whole(1, 1_048_576),
    )
    webhook_rate_per_minute: int = _about(
        "Alerts one agent may be sent in a minute, and at once after a quiet minute; each gateway counts for "
        "itself. TradingView stops a script alert beyond 15 in 3 minutes, but many may share a URL.",
        default=600,
        **_whole(1, 1_000_000),
    )
    metrics_token: Annotated[Secret | None, PlainValidator(_as_secret)] = _about(
        "Bearer token that `/metrics` asks for: the page tells how much is traded. When unset, development answers "
        "everybody and production answers nobody.",
        default=None,
        secret=True,
        expected="random characters, the same as in Prometheus's `authorization` setting",
    )
    processes: int = _about("Gateway processes that `tradewright up` starts.", default=1, **_whole(1, 64))
    shard_count: int = _about(
        "Shards that users are spread over among executors. The same in every process; change it only when "
        "all are stopped.",
        default=32,
        **_whole(1, 1024),
    )
    db_pool_size: int = _about("Database connections of one role at most.", default=10, **_whole(1, 200))
    drain_timeout_s: float = _about(
        "Seconds that work in flight gets to finish at shutdown.",
        default=10.0,
        ge=0,
        le=300,
        allow_inf_nan=False,
        expected="a number from 0 to 300",
    )

    @property
    def is_production(self) -> bool:
        return self.mode == "production"

    @property
    def has_secure_cookies(self) -> bool:
        """Whether browsers reach us by https, so that cookies may insist on it."""
        return self.public_url.startswith("https://")
