"""`tradewright audit`, as an operator runs it beside a database, and the other side of a dispute with a file alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
from tests.cli.product import Told, environment, tell
from tests.store.platform.conftest import Connect
from tests.store.platform.test_audit_chain import VAULT, chained_yesterday, story
from tests.support.servers import ROLE_SECRET, TestDatabase

from tradewright.kernel.ids import UserId
from tradewright.platform.audit_chain import sign_ended_days


async def test_the_commands_verify_export_and_verify_the_file(
    connect: Connect, fresh_database: TestDatabase, trader: UserId, other_trader: UserId, tmp_path: Path
) -> None:
    now, file = datetime.now(UTC), tmp_path / "dispute.jsonl"
    owner = await asyncpg.connect(fresh_database.owner_dsn)
    await story(await connect("gateway"), owner, trader)
    await chained_yesterday(owner)
    await sign_ended_days(await connect("scheduler"), VAULT, now=now)
    env = environment(
        database_url=fresh_database.owner_dsn, secret_key=ROLE_SECRET.reveal(), home=str(tmp_path / "home")
    )

    def audit(*words: str) -> Told:
        return tell("audit", *words, env=env)

    span = ("--from", f"{now - timedelta(days=2):%Y-%m-%d}", "--to", f"{now:%Y-%m-%d}")
    sound = audit("verify", "--json")
    [key] = audit("keys", "--json").document
    exported = audit("export", "--user", f"{trader}@example.com", *span, "--out", str(file))
    of_file = audit("verify", str(file), "--key", key["public_key"])
    stranger = audit("verify", str(file), "--key", "00" * 32)
    made = audit("rotate-key", "--json")
    known = audit("keys", "--json").document
    still_sound = audit("verify", "--user", str(trader), "--json").document
    await owner.execute(
        "update app.order_event set kind = 'rejected' where number = 1 and order_id = '00000000-0000-0000-0000-000000000001'"
    )
    altered = audit("verify", "--user", str(trader))
    nobody = audit("export", "--user", "nobody@example.com", *span)
    nothing = audit("export", "--user", str(other_trader), *span)
    await owner.close()

    assert {one["user_id"]: (one["links"], one["is_sound"]) for one in sound.document} == {
        str(trader): (6, True),
        str(other_trader): (0, True),
    }
    assert (exported.code, of_file.code, stranger.code) == (0, 0, 1), exported.err + of_file.err
    assert "6 links and 1 signed days" in of_file.out
    assert "is signed by a key that is not known" in stranger.out
    assert [one["public_key"] for one in known] == [key["public_key"], made.document["public_key"]]
    assert [(one["roots"], one["is_sound"]) for one in still_sound] == [(1, True)]
    assert altered.code == 1
    assert altered.out == (
        f"✗ {trader}: order_event 00000000-0000-0000-0000-000000000001 1 (link 3) was altered after it was chained.\n"
    )
    assert (nobody.code, nobody.err) == (1, "There is no trader nobody@example.com.\n")
    assert nothing.code == 1
