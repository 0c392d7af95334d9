"""Commands of whoever runs the installation: migrate, demo, doctor, keys rotate."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from tradewright.entrypoints.cli.output import AsJson, print_json

if TYPE_CHECKING:
    from tradewright.kernel.secret import Secret
    from tradewright.platform.settings import Settings

keys_app = typer.Typer(help="Keys of the vault.", no_args_is_help=True)


def migrate(
    to: Annotated[str, typer.Option(help="Revision to go to; `base` removes everything.")] = "head",
    down: Annotated[bool, typer.Option(help="Go down to --to instead of up. Data is lost.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the database's schema up to date and let the process roles log in."""
    from tradewright.entrypoints.join import joined
    from tradewright.platform.db import migrate as migrations

    settings = _settings()
    # The bus may be down, or not there yet: a schema needs only the database.
    settings = joined(settings) if settings.database_url is None else settings
    dsn = _reveal(settings.database_url)

    async def act() -> dict[str, str | None]:
        before = await migrations.current(dsn)
        if down:
            await migrations.downgrade(dsn, to)
        else:
            await migrations.upgrade(dsn, to)
            await migrations.provision_roles(dsn, settings.secret_key)
        return {"before": before, "after": await migrations.current(dsn)}

    moved = asyncio.run(act())
    if as_json:
        print_json(moved)
    else:
        sys.stdout.write(f"The schema is at {moved['after']} (was {moved['before']}).\n")


def demo(as_json: AsJson = False) -> None:
    """Print how to use the demo trader, making it when there is none. Needs a running product."""
    from tradewright.entrypoints.cli.banner import print_banner
    from tradewright.entrypoints.demo import ensure_demo
    from tradewright.entrypoints.join import joined

    settings = joined(_settings())
    made = asyncio.run(ensure_demo(settings))
    if as_json:
        print_json(asdict(made))
    else:
        print_banner(settings.public_url, made)


def doctor(as_json: AsJson = False) -> None:
    """Find and explain what is wrong: settings, port, database, bus, schema, keys, clock. Exit code 1 if anything is."""
    from tradewright.entrypoints.cli.examine import examine
    from tradewright.platform.telemetry import configure_logging

    configure_logging(level="error", form="console")  # the findings tell what a warning would
    findings = asyncio.run(examine())
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            mark = {"ok": "✓", "warning": "!", "wrong": "✗"}[finding.verdict]
            sys.stdout.write(f"{mark} {finding.subject}: {finding.detail}\n")
            if finding.cure:
                sys.stdout.write(f"    {finding.cure}\n")
    if any(finding.verdict == "wrong" for finding in findings):
        raise typer.Exit(1)


@keys_app.command("rotate")
def rotate_keys(as_json: AsJson = False) -> None:
    """Seal every stored secret again under the newest vault key (the first in TRADEWRIGHT_VAULT_KEYS).

    Exit code 1 when something could not be opened: the key that sealed it is not among the keys, so keep the old one.
    """
    from tradewright.entrypoints.connections import connect_database
    from tradewright.entrypoints.join import joined
    from tradewright.platform.vault import Vault
    from tradewright.platform.vault.rotation import rotate_all

    settings = _settings()
    settings = joined(settings) if settings.database_url is None else settings

    async def act() -> dict[str, int]:
        db = await connect_database(settings, "worker")
        try:
            return asdict(await rotate_all(db, Vault.of(settings.vault_keys)))
        finally:
            await db.close()

    rotated = asyncio.run(act())
    if as_json:
        print_json(rotated)
    else:
        told = ", ".join(f"{name} {count}" for name, count in rotated.items())
        sys.stdout.write(f"Sealed under {settings.vault_keys[0].key_id}: {told}.\n")
    if rotated["unreadable"]:
        raise typer.Exit(1)


def _settings() -> Settings:
    """Return the settings, with warnings on standard error: standard output is the command's answer alone."""
    from tradewright.platform.settings import load_settings
    from tradewright.platform.telemetry import configure_logging

    settings = load_settings()
    configure_logging(level="warning", form=settings.log_format)
    return settings


def _reveal(url: Secret | None) -> str:
    if url is None:
        raise ValueError("these settings name a database, or joined() raises")
    return url.reveal()
