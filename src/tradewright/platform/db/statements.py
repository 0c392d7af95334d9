"""Named statements: a feature keeps its SQL in `queries.sql` beside its code, and aiosql makes functions of
it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Protocol, cast

import aiosql
from aiosql.adapters.asyncpg import AsyncPGAdapter


class Statements(Protocol):
    """One function for each named statement: `await statements.get_order(tx, order_id=…)`."""

    available_queries: list[str]

    def __getattr__(self, name: str) -> Any: ...


@cache
def statements(package: str, file: str = "queries.sql") -> Statements:
    """Return the statements in `file` of `package` (pass `__package__`).

    The ending of a name says what its function gives:
    `name` rows, an async iterator (`[row async for row in s.list_orders(tx, …)]`) · `name^` one row or None ·
    `name$` one value · `name!` the number of rows touched · `name<!` the value or row that `returning` names
    ·
    `name*!` takes a list of dicts, one for each row.
    """
    text = (files(package) / file).read_text(encoding="utf-8")
    return cast(Statements, aiosql.from_str(text, cast(Any, _Adapter), mandatory_parameters=False))


class _Adapter(AsyncPGAdapter):
    """aiosql's adapter for asyncpg without its look at whether it was given a pool.

    That look is a `dir()` of the connection, which takes longer than some of our statements.
    """

    async def select(
        self, conn: Any, query_name: str, sql: str, parameters: Any, record_class: Any = None
    ) -> AsyncIterator[Any]:
        for row in await conn.fetch(sql, *self._ordered(query_name, parameters)):
            yield row if record_class is None else record_class(**dict(row))

    async def select_one(
        self, conn: Any, query_name: str, sql: str, parameters: Any, record_class: Any = None
    ) -> Any:
        row = await conn.fetchrow(sql, *self._ordered(query_name, parameters))
        return row if row is None or record_class is None else record_class(**dict(row))

    async def select_value(self, conn: Any, query_name: str, sql: str, parameters: Any) -> Any:
        return await conn.fetchval(sql, *self._ordered(query_name, parameters))

    async def insert_returning(self, conn: Any, query_name: str, sql: str, parameters: Any) -> Any:
        row = await conn.fetchrow(sql, *self._ordered(query_name, parameters))
        return row[0] if row is not None and len(row) == 1 else row

    async def insert_update_delete(self, conn: Any, query_name: str, sql: str, parameters: Any) -> int:
        status: str = await conn.execute(sql, *self._ordered(query_name, parameters))
        # "UPDATE 3", "INSERT 0 3", "DELETE 3": the count is the last word.
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def insert_update_delete_many(self, conn: Any, query_name: str, sql: str, parameters: Any) -> None:
        await conn.executemany(sql, [self._ordered(query_name, row) for row in parameters])

    def _ordered(self, query_name: str, parameters: Any) -> Sequence[Any]:
        if isinstance(parameters, dict):
            return [parameters[name] for name in self.var_sorted[query_name]]
        return tuple(parameters)
