"""One version of each helper: a constant argument is a value like any other.

Numba types a constant by its value and would compile a helper anew for every constant it is called with, and all that it
calls too: the emulator took twice as long that way. Imported only when code is missing, as `compiling` is.
"""

from __future__ import annotations

from typing import Any, Final

from numba.core import dispatcher, types

_Dispatcher: Final[Any] = dispatcher.Dispatcher
_types: Final[Any] = types
_template: Final = _Dispatcher.get_call_template


def _by_kind(self: Any, arguments: Any, keywords: Any) -> Any:
    return _template(self, tuple(_types.unliteral(one) for one in arguments), keywords)


def compile_helpers_once() -> None:
    """Let helpers be compiled by the kinds of their arguments alone."""
    _Dispatcher.get_call_template = _by_kind
