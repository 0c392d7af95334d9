"""One of something for everyone who needs the same: accounts of one credential share its connection and its limits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(slots=True)
class _Held(Generic[Value]):
    value: Value
    holders: int = 0


class Shared(Generic[Key, Value]):
    """Values by key, made for the first who takes them and closed when the last gives them back."""

    def __init__(self, make: Callable[[Key], Value], close: Callable[[Value], Awaitable[None]]) -> None:
        self._make = make
        self._close = close
        self._held: dict[Key, _Held[Value]] = {}

    def take(self, key: Key) -> Value:
        """Return the value of `key`; every `take` asks for one `give_back`."""
        held = self._held.get(key)
        if held is None:
            held = self._held[key] = _Held(self._make(key))
        held.holders += 1
        return held.value

    async def give_back(self, key: Key) -> None:
        """Let go of it once. Raises KeyError for what nobody holds."""
        held = self._held[key]
        held.holders -= 1
        if held.holders == 0:
            del self._held[key]
            await self._close(held.value)
