"""From environment and file to one checked `Settings`. The environment wins; all problems at once."""

from __future__ import annotations

import base64
import difflib
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from tradewright.platform.private_files import load_or_make_secret
from tradewright.platform.settings.errors import Problem, SettingsError
from tradewright.platform.settings.fields import VAULT_KEY_BYTES, Settings
from tradewright.platform.settings.production import find_problems

ENV_PREFIX = "TRADEWRIGHT_"
CONFIG_VARIABLE = f"{ENV_PREFIX}CONFIG"
SECRET_KEY_FILE, VAULT_KEYS_FILE = "secret-key", "vault-keys"
_MISSING_FROM = "neither in the environment nor in a file"


@dataclass(slots=True)
class _Given:
    """What somebody gave for each setting, and where."""

    values: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def take(self, name: str, value: object, source: str) -> None:
        self.values[name] = value
        self.sources[name] = source

    def report(self, name: str, expected: str) -> Problem:
        """Return the problem with a setting, its value redacted when it is a secret."""
        value = self.values.get(name)
        shown = None if value is None else "***" if _is_secret(name) else str(value)
        return Problem(ENV_PREFIX + name.upper(), shown, expected, self.sources.get(name, _MISSING_FROM))


def load_settings(environ: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Return the settings of this process. `overrides` come from the command line and win over all.

    In development missing secrets are made and kept in the home. Raises `SettingsError` with every problem.
    """
    environ = os.environ if environ is None else environ
    given = _Given()
    _take_file(given, environ)
    _take_environment(given, environ)
    for name, value in overrides.items():
        if value is not None:
            given.take(name, value, "command line")
    try:
        _fill_in(given)
    except OSError as error:
        given.problems.append(given.report("home", f"a folder this user can write to ({error.strerror})"))
    settings = _validate(given)
    found = {problem.name for problem in given.problems}
    more = find_problems(settings, given.report, generated=_generated_here(settings.home))
    given.problems.extend(problem for problem in more if problem.name not in found)
    if given.problems:
        raise SettingsError(given.problems)
    return settings


def find_unknown_names(environ: Mapping[str, str]) -> list[tuple[str, str | None]]:
    """Return variables with our prefix that are no setting, each with the name it was probably meant to be.

    They are no error, because orchestrators add variables of their own; `tradewright doctor` shows them.
    """
    known = {ENV_PREFIX + name.upper() for name in Settings.model_fields} | {CONFIG_VARIABLE}
    known |= {ENV_PREFIX + name.upper() + "_FILE" for name in Settings.model_fields if _is_secret(name)}
    unknown = sorted(name for name in environ if name.startswith(ENV_PREFIX) and name not in known)
    return [(name, next(iter(difflib.get_close_matches(name, known, 1)), None)) for name in unknown]


def _take_file(given: _Given, environ: Mapping[str, str]) -> None:
    named = environ.get(CONFIG_VARIABLE)
    home = Path(environ.get(f"{ENV_PREFIX}HOME") or Settings.model_fields["home"].default)
    path = Path(named).expanduser() if named else home.expanduser() / "tradewright.toml"
    try:
        content = tomllib.loads(path.read_text())
    except FileNotFoundError:
        if named:
            given.problems.append(Problem(CONFIG_VARIABLE, named, "a file that exists", "environment"))
        return
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        given.problems.append(
            Problem(CONFIG_VARIABLE, str(path), f"a readable TOML file ({error})", str(path))
        )
        return
    for name, value in content.items():
        if name in Settings.model_fields:
            given.take(name, value, str(path))
        else:
            meant = difflib.get_close_matches(name, Settings.model_fields, 1)
            hint = f"the name of a setting, perhaps {meant[0]}" if meant else "the name of a setting"
            given.problems.append(Problem(name, "(not shown)", hint, str(path)))


def _take_environment(given: _Given, environ: Mapping[str, str]) -> None:
    for name in Settings.model_fields:
        variable = ENV_PREFIX + name.upper()
        # An empty variable means "unset": compose files and unit files cannot say it otherwise.
        if environ.get(variable):
            given.take(name, environ[variable], f"environment {variable}")
        elif _is_secret(name) and environ.get(variable + "_FILE"):
            path = environ[variable + "_FILE"]
            try:
                given.take(name, Path(path).read_text().strip(), path)
            except (OSError, UnicodeDecodeError) as error:
                given.problems.append(
                    Problem(variable + "_FILE", path, f"a readable file ({error})", "environment")
                )


def _fill_in(given: _Given) -> None:
    """Complete what depends on the rest: defaults by mode, and in development the secrets."""
    values = given.values
    is_production = values.get("mode", "development") == "production"
    if "public_url" not in values:
        values["public_url"] = f"http://{_browsable(values.get('host'))}:{values.get('port', 8000)}"
        given.sources["public_url"] = "made from host and port"
    values.setdefault("log_format", "json" if is_production else "console")
    values.setdefault("demo", not is_production)
    values.setdefault("rehearsal_venues", not is_production)
    values.setdefault("home", Settings.model_fields["home"].default)
    if is_production:
        return
    kept = _secrets_dir(values["home"])
    if "secret_key" not in values:
        made = load_or_make_secret(kept / SECRET_KEY_FILE, lambda: secrets.token_urlsafe(48))
        given.take("secret_key", made, str(kept / SECRET_KEY_FILE))
    if "vault_keys" not in values:
        made = load_or_make_secret(kept / VAULT_KEYS_FILE, _make_vault_key)
        given.take("vault_keys", made.reveal(), str(kept / VAULT_KEYS_FILE))


def _validate(given: _Given) -> Settings:
    """Return checked settings; what is wrong is reported and stood in for, so the rest is checked too."""
    try:
        return Settings.model_validate(given.values)
    except ValidationError as error:
        wrong = list(dict.fromkeys(str(detail["loc"][0]) for detail in error.errors(include_input=False)))
    given.problems.extend(
        given.report(name, _extra(Settings.model_fields[name])["expected"]) for name in wrong
    )
    right = {name: value for name, value in given.values.items() if name not in wrong}
    stand_ins = {"secret_key": secrets.token_urlsafe(48), "vault_keys": _make_vault_key()}
    return Settings.model_validate(stand_ins | right)


def _generated_here(home: Path) -> frozenset[str]:
    """Return the secrets this machine made for development, which production must not reuse."""
    found: set[str] = set()
    for name in (SECRET_KEY_FILE, VAULT_KEYS_FILE):
        path = _secrets_dir(home) / name
        if path.exists():
            text = path.read_text().strip()
            found |= {text, *(part.partition(":")[2] for part in text.split(","))}
    return frozenset(found - {""})


def _make_vault_key() -> str:
    return "dev-1:" + base64.b64encode(secrets.token_bytes(VAULT_KEY_BYTES)).decode()


def _secrets_dir(home: object) -> Path:
    return Path(str(home)).expanduser().absolute() / "secrets"


def _browsable(host: object) -> str:
    """Return a host that a browser on this machine can open; a wildcard address is none."""
    text = str(host or "127.0.0.1")
    return "127.0.0.1" if text in {"0.0.0.0", "::"} else f"[{text}]" if ":" in text else text


def _is_secret(name: str) -> bool:
    info = Settings.model_fields.get(name)
    return info is not None and bool(_extra(info)["secret"])


def _extra(info: FieldInfo) -> dict[str, Any]:
    return info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
