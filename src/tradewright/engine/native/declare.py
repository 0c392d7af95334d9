"""What a kernel's author writes: markers that leave a plain Python function plain.

Nothing here imports Numba. `compiling` reads the markers when machine code is missing; otherwise it is loaded from disk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

import numpy as np
import numpy.typing as npt

Block = npt.NDArray[np.float64]
"""Some consecutive bars of one series, oldest first; float64[n]. `na` is NaN, a bool is 0.0 or 1.0."""

Whole = npt.NDArray[np.int64]
"""Whole numbers; int64[n]."""

CType = Literal["f64", "i64", "f64*", "i64*", "void*", "void"]
"""The types of an entry point's arguments and result, as C sees them. Pointers are handed over as addresses."""

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Entry:
    """A function that can be called from outside, by address or through ctypes."""

    function: Callable[..., Any]
    arguments: tuple[CType, ...]
    returns: CType

    @property
    def name(self) -> str:
        return f"{self.function.__module__}.{self.function.__qualname__}"

    def __call__(self, *arguments: Any) -> Any:
        """Call the machine code (compiled now, if this machine has none yet). Arrays are given by address."""
        from tradewright.engine.native.loading import function_of

        return function_of(self)(*arguments)


ENTRIES: Final[dict[str, Entry]] = {}


def inlined(function: F) -> F:
    """Mark a helper that kernels may call. Import it by name: the compiler replaces the name, not an attribute."""
    function.__inlined__ = True  # type: ignore[attr-defined]
    return function


def entry(*arguments: CType, returns: CType = "void") -> Callable[[Callable[..., Any]], Entry]:
    """Declare a function over C types. Its memory is given by address and read with `carray`."""

    def declare(function: Callable[..., Any]) -> Entry:
        declared = Entry(function, arguments, returns)
        ENTRIES[declared.name] = declared
        return declared

    return declare


# The following stand for what only the compiler knows. Calling them outside a kernel is a mistake.


def carray(address: Any, shape: Any, dtype: Any = None) -> Any:
    """Give the array of this `shape` at `address`; `dtype` is needed for `void*`."""
    raise TypeError("carray works only inside a kernel")


def offset(pointer: Any, count: int) -> Any:
    """Return the pointer `count` items further."""
    raise TypeError("offset works only inside a kernel")


def call_operation(  # noqa: PLR0917 - kernels call by position
    address: int, columns: Any, width: int, operands: Any, params: Any, state: Any, cells: int, n: int
) -> None:
    """Call the operation whose machine code is at `address` over the first `n` bars of the columns."""
    raise TypeError("call_operation works only inside a kernel")


def call_rules(  # noqa: PLR0917 - kernels call by position
    address: int, columns: Any, width: int, plan: Any, broker: Any, first: int, start: int, n: int
) -> int:
    """Call the rules whose machine code is at `address`; return how many bars of the block they finished."""
    raise TypeError("call_rules works only inside a kernel")


def call_step(address: int, block: Any, bar: int, cursor: int) -> int:
    """Call a broker's `step` (see `engine.broker.entries`) at `address`: a kernel of its own, not a part of the caller's."""
    raise TypeError("call_step works only inside a kernel")


def call_finish(address: int, block: Any) -> None:
    """Call a broker's `finish`."""
    raise TypeError("call_finish works only inside a kernel")


def call_entry(  # noqa: PLR0917 - kernels call by position
    address: int, block: Any, id_: int, direction: float, quantity: float, limit: float, stop: float, oca: int,
    oca_type: int, comment: int, kind: int,
) -> None:  # fmt: skip
    """Call a broker's `entry_order`."""
    raise TypeError("call_entry works only inside a kernel")


def call_close(  # noqa: PLR0917 - kernels call by position
    address: int,
    block: Any,
    id_: int,
    quantity: float,
    percent: float,
    comment: int,
    immediately: int,
    site: int,
) -> None:
    """Call a broker's `close_order`."""
    raise TypeError("call_close works only inside a kernel")


def call_exit(address: int, block: Any, wholes: Any, prices: Any) -> None:
    """Call a broker's `exit_order`."""
    raise TypeError("call_exit works only inside a kernel")
