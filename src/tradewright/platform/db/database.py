"""The pool, and the three kinds of transaction it gives out.

    async with db.tenant(user_id) as tx:     acts for one user; row-level security shows that user's rows only
    async with db.acting(user_ids) as tx:    acts for the users whose shard an executor has locked
    async with db.open() as tx:              acts for nobody: tables without a tenant, and door functions

Leaving the block commits; an exception rolls back. A database that goes away before the commit is
`DatabaseGone` (an `Unavailable`); any error out of the commit itself means that the outcome is unknown.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any, Self, TypeAlias
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import UserId
from tradewright.platform.db.codecs import decode_json, decode_jsonb, encode_json, encode_jsonb
from tradewright.platform.db.login import Role

Tx: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"
"""An open transaction: an asyncpg connection. `tx.transaction()` inside it is a savepoint."""

_PLANS_ONCE = "set_config('plan_cache_mode', 'force_generic_plan', true)"
"""For statements that are the same all day and find their rows by key: left to itself, PostgreSQL plans many of them anew at
each call, a third of the time of storing a few alerts (measured). Set by the transaction: poolers pass no settings on."""
COMMAND_TIMEOUT_S = 30.0
"""No statement of ours takes a second; one that takes thirty holds locks that others wait for."""
CONNECT_TIMEOUT_S = 10.0
CLOSE_TIMEOUT_S = 10.0


_SERVER_LEFT = (asyncpg.AdminShutdownError, asyncpg.CrashShutdownError, asyncpg.CannotConnectNowError)
_GONE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.TooManyConnectionsError,
    *_SERVER_LEFT,
)

# The driver's own confusion: when the server's farewell arrives between two statements, asyncpg may take the next one for
# an operation that overlaps it and raise InternalClientError (seen under load, asyncpg 0.32). Such a connection is done for.
_CONFUSED = (asyncpg.InterfaceError, asyncpg.InternalClientError)


class DatabaseGone(Unavailable, ConnectionError):
    """The database went away before the commit: nothing happened, and the same transaction may be tried
    again.
    """


class Database:
    """A pool of connections that log in as one process role. Make it with `connect`, end it with `close`."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], *, role: Role | None) -> None:
        self._pool = pool
        self.role = role

    @classmethod
    async def connect(
        cls,
        dsn: str,
        *,
        role: Role | None = None,
        min_size: int = 1,
        max_size: int = 10,
        statement_cache_size: int = 256,
    ) -> Self:
        """Open a pool on `dsn`, which already names the user (`role_dsn`); `role` is for names in
        pg_stat_activity.

        `statement_cache_size=0` is for transaction poolers, where a prepared statement may meet another
        server session. Raises `Unavailable` when the database does not answer or refuses us.
        """
        try:
            pool = await asyncpg.create_pool(
                dsn,
                min_size=min_size,
                max_size=max_size,
                max_inactive_connection_lifetime=300.0,
                statement_cache_size=statement_cache_size,
                max_cached_statement_lifetime=0,
                command_timeout=COMMAND_TIMEOUT_S,
                timeout=CONNECT_TIMEOUT_S,
                connection_class=_Connection,
                init=_set_codecs,
                server_settings={"application_name": f"tradewright {role}" if role else "tradewright"},
            )
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as cause:
            raise Unavailable("the database does not let us in", role=role, cause=str(cause)) from cause
        return cls(pool, role=role)

    def tenant(self, user_id: UserId) -> AbstractAsyncContextManager[Tx]:
        """Open a transaction that sees and changes this user's rows only."""
        # A UUID's own text holds nothing that would need quoting; str() of anything else must not get here.
        if not isinstance(user_id, UUID):
            raise TypeError("user_id is a UUID")
        return self._transaction(f"begin; select set_config('app.user_id', '{user_id}', true)")

    def acting(self, user_ids: Iterable[UserId]) -> AbstractAsyncContextManager[Tx]:
        """Open an executor's transaction for exactly these users; with none, it sees no tenant's rows. Statements are
        planned once a connection.
        """
        users = list(user_ids)
        if not all(isinstance(user_id, UUID) for user_id in users):
            raise TypeError("user_ids are UUIDs")
        listed = ",".join(map(str, users))
        return self._transaction(
            f"begin; select set_config('app.user_ids', '{{{listed}}}', true), {_PLANS_ONCE}"
        )

    def open(self, *, plans_once: bool = False) -> AbstractAsyncContextManager[Tx]:
        """Open a transaction for nobody: touching a tenant table in it is an error, not an empty answer. With
        `plans_once`, its statements are planned once a connection, whatever their values.
        """
        return self._transaction(f"begin; select {_PLANS_ONCE}" if plans_once else "begin")

    async def close(self) -> None:
        """Wait for transactions under way, then close every connection; after `CLOSE_TIMEOUT_S` close them
        anyway.
        """
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()

    @property
    def in_use(self) -> int:
        """How many connections are handed out at this moment."""
        return self._pool.get_size() - self._pool.get_idle_size()

    @property
    def max_size(self) -> int:
        return self._pool.get_max_size()

    @asynccontextmanager
    async def _transaction(self, begin: str) -> AsyncIterator[Tx]:
        try:
            connection = await self._pool.acquire()
        except (*_GONE, asyncpg.InterfaceError) as cause:
            raise DatabaseGone("the database does not answer") from cause
        try:
            try:
                # By hand, not `connection.transaction()`: beginning and naming the user are then one round
                # trip.
                await connection.execute(begin)
                yield connection
            except BaseException as error:
                await _roll_back(connection)
                if isinstance(error, _SERVER_LEFT) or (
                    isinstance(error, (*_GONE, *_CONFUSED)) and _is_closed(connection)
                ):
                    raise DatabaseGone("the database went away") from error
                raise
            try:
                await connection.execute("commit")
            except asyncpg.InternalClientError as error:
                # The driver gave up before it sent anything, so the server has rolled back.
                connection.terminate()
                raise DatabaseGone("the database went away") from error
        finally:
            await self._pool.release(connection)


async def _roll_back(connection: Tx) -> None:
    """Undo the transaction; a connection that cannot even do that is thrown away, which undoes it as well."""
    if _is_closed(connection):
        return
    try:
        await connection.execute("rollback")
    except (OSError, TimeoutError, asyncpg.PostgresError, *_CONFUSED):
        connection.terminate()


def _is_closed(connection: Tx) -> bool:
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        # The pool takes a connection back the moment it breaks, and the proxy we hold then answers nothing.
        return True


async def advisory_xact_lock(tx: Tx, *parts: object) -> None:
    """Wait for the lock named by `parts` and hold it until the transaction ends.

    The name is hashed to 64 bits, so two names collide about never; a collision costs waiting, not
    correctness.
    """
    name = "/".join(map(str, parts)).encode()
    key = int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "big", signed=True)
    await tx.execute("select pg_advisory_xact_lock($1)", key)


if TYPE_CHECKING:
    _BaseConnection = asyncpg.Connection[asyncpg.Record]
else:  # generic in the stubs only
    _BaseConnection = asyncpg.Connection


class _Savepoint:
    """What `tx.transaction()` gives inside our transactions: a part that can fail alone."""

    def __init__(self, connection: asyncpg.Connection[asyncpg.Record], name: str) -> None:
        self._connection = connection
        self._name = name

    async def __aenter__(self) -> None:
        await self._connection.execute(f"savepoint {self._name}")

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            await self._connection.execute(f"rollback to savepoint {self._name}")
        await self._connection.execute(f"release savepoint {self._name}")


class _Connection(_BaseConnection):
    """A connection that keeps nothing between transactions, so giving it back needs no round trip to clean
    it.
    """

    __slots__ = ("_savepoints",)

    def get_reset_query(self) -> str:
        # Everything we set is local to its transaction; asyncpg itself still rolls back one that was left
        # open.
        return ""

    def transaction(self, **_: Any) -> Any:
        self._savepoints = getattr(self, "_savepoints", 0) + 1
        return _Savepoint(self, f"part_{self._savepoints}")


async def _set_codecs(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=encode_jsonb, decoder=decode_jsonb, format="binary"
    )
    await connection.set_type_codec(
        "json", schema="pg_catalog", encoder=encode_json, decoder=decode_json, format="binary"
    )
