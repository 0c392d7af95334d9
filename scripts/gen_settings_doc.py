"""Writes docs/reference/settings.md from the fields of `Settings`. A test fails when the two differ."""

from __future__ import annotations

from pathlib import Path

from pydantic.fields import FieldInfo

from tradewright.platform.settings import ENV_PREFIX, Settings

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "settings.md"
HEAD = f"""\
# Settings

Made from `src/tradewright/platform/settings/fields.py` by `make gen`; edit that file, not this page.

Each setting is an environment variable, or the same name in lower case and without `{ENV_PREFIX}` in a TOML
file: the one that `{ENV_PREFIX}CONFIG` names, else `tradewright.toml` in the home. The environment wins over
the file, the command line over both. An empty variable counts as unset. A secret may also come from a file:
`{ENV_PREFIX}SECRET_KEY_FILE=/run/secrets/key`.

    # tradewright.toml
    port = 9000
    market_source = "replay"
    replay_file = "/data/bars.csv"

A wrong value stops the start; every problem is named at once, with the value, where it came from and what is
expected. Production (`{ENV_PREFIX}MODE=production`) does not start with secrets that were made for
development, with ones that can be guessed, with a `public_url` that is not https, or with the demo trader.

"""


def render_page() -> str:
    """Return the whole page."""
    return HEAD + "\n".join(render_setting(name, info) for name, info in Settings.model_fields.items())


def render_setting(name: str, info: FieldInfo) -> str:
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    kind = " Secret: never shown, logged or answered." if extra["secret"] else ""
    return (
        f"## `{ENV_PREFIX}{name.upper()}`\n\n{info.description}{kind}\n\n"
        f"- Expected: {extra['expected']}\n- Default: {render_default(info)}\n"
    )


def render_default(info: FieldInfo) -> str:
    if info.is_required():
        return "none; required in production, made in development"
    if info.default is None or info.default in ("", ()):
        return "unset"
    shown = str(info.default).lower() if isinstance(info.default, bool) else str(info.default)
    return f"`{shown}`"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(render_page())
