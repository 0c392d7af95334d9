"""Lists in pages. A cursor says where the next page begins, and means nothing to anyone but us."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec
from fastapi import Depends, Query
from pydantic import BaseModel

from tradewright.kernel.errors import Fault, Invalid

LIMIT_DEFAULT: Final = 50
LIMIT_MAX: Final = 200
CURSOR_LENGTH_MAX: Final = 200

Sequence = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
"""The place of a row in its list, as a cursor names it; bounded as the column (bigint) is."""
VersionNumber = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
"""The same of a column that is an integer."""

T = TypeVar("T")
A = TypeVar("A")


class Page(BaseModel, Generic[T]):
    """One page of a list; `next_cursor` is null on the last."""

    items: list[T]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class PageAsked:
    """Which page a caller wants. `fetch_limit` is one more than `limit`: the extra row says that there is
    more.
    """

    limit: int
    cursor: str | None

    @property
    def fetch_limit(self) -> int:
        return self.limit + 1


def _page_asked(
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX, description="Most items in the page.")] = LIMIT_DEFAULT,
    cursor: Annotated[
        str | None, Query(max_length=CURSOR_LENGTH_MAX, description="`next_cursor` of the page before.")
    ] = None,
) -> PageAsked:
    return PageAsked(limit, cursor)


PageQuery = Annotated[PageAsked, Depends(_page_asked)]


def encode_cursor(*values: Any) -> str:
    """Return the cursor for the place after `values`: numbers, ids, times or texts, as `decode_cursor` reads
    them.
    """
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).rstrip(b"=").decode()


def decode_cursor(cursor: str, shape: type[A]) -> A:
    """Return what `encode_cursor` was given, as a tuple of the given shape: `decode_cursor(text,
    tuple[int])`.

    Raises `Invalid` for anything that is not such a cursor.
    """
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.json.decode(text, type=shape)
    except (binascii.Error, ValueError, msgspec.DecodeError) as cause:
        raise Invalid(
            "The cursor is not one of ours.",
            faults=(Fault("query.cursor", "cursor", "pass `next_cursor` on as you got it", cursor),),
        ) from cause
