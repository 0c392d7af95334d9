"""JSON bodies whose numbers keep their digits: the request and the route class that read them so."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn

from fastapi import Request, Response
from fastapi.routing import APIRoute

DIGITS_MAX: Final = 40
"""Longest whole number we read, as for decimals; Python's own limit is 4300, at quadratic cost."""


def parse_json(body: bytes) -> Any:
    """Return the value of a JSON body; numbers with a fraction or an exponent are `Decimal`.

    Raises `json.JSONDecodeError` for anything that is not JSON, NaN and infinity and broken UTF-8 included, and for
    an object that names a key twice: which of two quantities was meant is not ours to guess.
    """
    try:
        return json.loads(
            body.decode(),
            object_pairs_hook=_object,
            parse_float=_fraction,
            parse_int=_whole,
            parse_constant=_refuse,
        )
    except (UnicodeDecodeError, RecursionError) as cause:
        raise json.JSONDecodeError("not JSON in UTF-8 of sane depth", "", 0) from cause


class ExactRequest(Request):
    """A request whose `json()` keeps digits."""

    async def json(self) -> Any:
        """Return the parsed body, once read kept for the next caller."""
        if not hasattr(self, "_exact"):
            self._exact = parse_json(await self.body())
        return self._exact


class ExactRoute(APIRoute):
    """A route that reads its body through `ExactRequest`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_exactly(request: Request) -> Response:
            return await handle(ExactRequest(request.scope, request.receive))

        return handle_exactly


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise json.JSONDecodeError("an object names a key twice", "", 0)
    return found


def _fraction(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond what Decimal can hold
        _refuse(text)


def _whole(text: str) -> int:
    if len(text) > DIGITS_MAX:
        _refuse(text)
    return int(text)


def _refuse(text: str) -> NoReturn:
    raise json.JSONDecodeError(f"{text[:DIGITS_MAX]} is not a number we read", text, 0)
