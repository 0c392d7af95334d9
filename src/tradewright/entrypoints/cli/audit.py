"""Commands of the audit: verify the chain or an exported file, export days for a dispute, show the public keys."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO
from uuid import UUID

import typer

from tradewright.entrypoints.cli.output import AsJson, print_json
from tradewright.kernel.errors import Invalid, NotFound

if TYPE_CHECKING:
    from tradewright.kernel.ids import UserId
    from tradewright.platform.audit_chain import Verified
    from tradewright.platform.db import Database
    from tradewright.platform.settings import Settings

audit_app = typer.Typer(help="The tamper-evident audit.", no_args_is_help=True)
USERS_A_PAGE = 500

User = Annotated[str, typer.Option(help="A trader, by e-mail address or id.")]
Keys = Annotated[
    list[str] | None,
    typer.Option(
        "--key",
        help="A public key kept elsewhere, in hex: signatures by others do not count. May be given again.",
    ),
]


@audit_app.command("verify")
def verify(
    file: Annotated[
        Path | None, typer.Argument(help="An exported file; without one, the database is checked.")
    ] = None,
    *,
    user: Annotated[str | None, typer.Option(help="Only this trader, by e-mail address or id.")] = None,
    key: Keys = None,
    as_json: AsJson = False,
) -> None:
    """Walk the chain and its rows, and name what was altered, removed or added. Exit code 1 when anything was."""
    trusted = tuple(map(_key, key or ()))
    if file is not None:
        from tradewright.platform.audit_chain import verify_file

        with file.open(encoding="utf-8") as lines:
            outcomes = [verify_file(lines, trusted_keys=trusted)]
    else:
        outcomes = asyncio.run(_verify(user, trusted))
    if as_json:
        print_json([_document(one) for one in outcomes])
    else:
        for one in outcomes:
            _tell(one)
    if not all(one.is_sound for one in outcomes):
        raise typer.Exit(1)


@audit_app.command("export")
def export(
    *,
    user: User,
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day, UTC.")],
    until: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day, UTC.")],
    out: Annotated[Path | None, typer.Option(help="File to write (default: standard output).")] = None,
) -> None:
    """Write a file for a dispute: the trader's links and rows of these days, the signed roots, the keys, how to verify."""
    asyncio.run(_export(user, since.date(), until.date(), out))


@audit_app.command("keys")
def keys(as_json: AsJson = False) -> None:
    """Show the public keys that sign the daily roots. Keep them where who runs the database cannot write."""
    found = asyncio.run(_keys())
    if as_json:
        print_json([{"key_id": key_id, "public_key": public} for key_id, public in found])
        return
    for key_id, public in found:
        sys.stdout.write(f"{public}  {key_id}\n")
    if not found:
        sys.stdout.write("Nothing was signed yet.\n")


@audit_app.command("rotate-key")
def rotate_key(as_json: AsJson = False) -> None:
    """Sign what has ended with the present key, then sign with a new one. Hand its public half over as you did the first."""
    key_id, public = asyncio.run(_rotate())
    if as_json:
        print_json({"key_id": key_id, "public_key": public})
        return
    sys.stdout.write(f"{public}  {key_id}\n")
    sys.stdout.write(
        "It signs from now on. Keep it beside the old ones: what they signed is verified with them.\n"
    )


async def _rotate() -> tuple[str, str]:
    from tradewright.kernel.clock import SystemClock
    from tradewright.platform.audit_chain import rotate_signing_key
    from tradewright.platform.vault import Vault

    settings = _settings()
    async with _database("scheduler") as db:
        key_id, public = await rotate_signing_key(db, Vault.of(settings.vault_keys), now=SystemClock().now())
    return str(key_id), public.hex()


async def _verify(user: str | None, trusted: tuple[bytes, ...]) -> list[Verified]:
    from tradewright.kernel.clock import SystemClock
    from tradewright.platform.audit_chain import verify_user

    async with _database("worker") as db:
        users = _every(db) if user is None else _one(await _find(user))
        outcomes = []
        async for user_id in users:
            async with db.tenant(user_id) as tx:
                outcomes.append(await verify_user(tx, user_id, now=SystemClock().now(), trusted_keys=trusted))
        return outcomes


async def _export(user: str, since: date, until: date, out: Path | None) -> None:
    from tradewright.kernel.clock import SystemClock
    from tradewright.platform.audit_chain import export_days

    user_id = await _find(user)
    async with _database("worker") as db, db.tenant(user_id) as tx:
        with _writing(out) as stream:
            async for line in export_days(tx, user_id, since=since, until=until, now=SystemClock().now()):
                stream.write(f"{line}\n")


async def _keys() -> list[tuple[str, str]]:
    from tradewright.platform.audit_chain import store

    async with _database("worker") as db, db.open() as tx:
        return [(str(key_id), public.hex()) for key_id, public in (await store.list_keys(tx)).items()]


async def _find(user: str) -> UserId:
    """Return the trader's id. Raises NotFound; an id is taken as it is."""
    from tradewright.kernel.ids import UserId

    try:
        return UserId(UUID(user))
    except ValueError:
        pass
    async with _database("gateway") as db, db.open() as tx:
        found = await tx.fetchval("select user_id from app.find_trader_by_email($1)", user.strip().lower())
    if found is None:
        raise NotFound(f"There is no trader {user}.")
    return UserId(found)


async def _every(db: Database) -> AsyncIterator[UserId]:
    from tradewright.platform.audit_chain import store

    after = UUID(int=0)
    while True:
        async with db.open() as tx:
            page = await store.list_chained_users(tx, after=after, at_most=USERS_A_PAGE)
        for user_id in page:
            yield user_id
        if len(page) < USERS_A_PAGE:
            return
        after = page[-1]


async def _one(user_id: UserId) -> AsyncIterator[UserId]:
    yield user_id


@asynccontextmanager
async def _database(role: Any) -> AsyncIterator[Database]:
    from tradewright.entrypoints.connections import connect_database

    db = await connect_database(_settings(), role)
    try:
        yield db
    finally:
        await db.close()


def _settings() -> Settings:
    from tradewright.entrypoints.join import joined
    from tradewright.platform.settings import load_settings
    from tradewright.platform.telemetry import configure_logging

    settings = load_settings()
    configure_logging(level="warning", form=settings.log_format)
    return joined(settings) if settings.database_url is None else settings


@contextmanager
def _writing(out: Path | None) -> Iterator[TextIO]:
    if out is None:
        yield sys.stdout
        return
    with out.open("w", encoding="utf-8") as stream:
        yield stream


def _key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError as cause:
        raise Invalid("A public key is 64 hexadecimal digits.") from cause
    if len(key) != 32:
        raise Invalid("A public key is 64 hexadecimal digits.")
    return key


def _tell(one: Verified) -> None:
    for finding in one.findings:
        sys.stdout.write(f"✗ {one.user_id}: {finding}\n")
    if one.is_sound:
        sys.stdout.write(
            f"✓ {one.user_id}: {one.links} links and {one.roots} signed days, all as they were written.\n"
        )


def _document(one: Verified) -> dict[str, Any]:
    return {
        "user_id": str(one.user_id),
        "links": one.links,
        "roots": one.roots,
        "is_sound": one.is_sound,
        "findings": [{**asdict(finding), "words": str(finding)} for finding in one.findings],
    }
