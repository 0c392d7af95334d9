"""Inputs of a coded strategy: class attributes that a run may set, as Pine's input.*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tradewright.kernel.errors import Fault, Invalid

Kind = Literal["int", "float", "bool", "choice", "source", "timeframe", "string"]
SOURCES = ("open", "high", "low", "close", "hl2", "hlc3", "ohlc4", "hlcc4", "volume")


@dataclass(frozen=True, slots=True)
class InputSpec:
    """One input: its kind, default, and what values it may take."""

    kind: Kind
    default: Any
    least: float | None = None
    most: float | None = None
    step: float | None = None
    title: str = ""
    options: tuple[str, ...] = ()

    def read(self, name: str, value: Any) -> Any:
        """Return the value as this input's type; raises Invalid."""
        try:
            return self._read(value)
        except (TypeError, ValueError) as cause:
            fault = Fault(f"$.inputs.{name}", self.kind, str(cause), str(value))
            raise Invalid(f"input {name}: {cause}", faults=(fault,)) from cause

    def _read(self, value: Any) -> Any:
        if self.kind == "bool":
            if isinstance(value, str):
                if value.lower() not in ("true", "false"):
                    raise ValueError("must be true or false")
                return value.lower() == "true"
            return bool(value)
        if self.kind in ("int", "float"):
            number = float(value)
            if self.kind == "int" and number != int(number):
                raise ValueError("must be a whole number")
            if self.least is not None and number < self.least:
                raise ValueError(f"must be at least {self.least}")
            if self.most is not None and number > self.most:
                raise ValueError(f"must be at most {self.most}")
            return int(number) if self.kind == "int" else number
        if self.options and value not in self.options:
            raise ValueError(f"must be one of {', '.join(self.options)}")
        return str(value)


class Input:
    """Makers of inputs: `length = Input.int(14, least=2)`; on the object, `self.length` is then the value."""

    @staticmethod
    def int(default: Any, *, least: Any = None, most: Any = None, step: Any = None, title: str = "") -> Any:
        """A whole number."""
        return InputSpec("int", default, least, most, step, title)

    @staticmethod
    def float(default: Any, *, least: Any = None, most: Any = None, step: Any = None, title: str = "") -> Any:
        """A number."""
        return InputSpec("float", default, least, most, step, title)

    @staticmethod
    def bool(default: Any, *, title: str = "") -> Any:
        """True or false."""
        return InputSpec("bool", default, title=title)

    @staticmethod
    def choice(default: str, options: Sequence[str], *, title: str = "") -> Any:
        """One of some texts."""
        return InputSpec("choice", default, title=title, options=tuple(options))

    @staticmethod
    def source(default: str = "close", *, title: str = "") -> Any:
        """A bar series by name."""
        return InputSpec("source", default, title=title, options=SOURCES)

    @staticmethod
    def string(default: str = "", *, title: str = "") -> Any:
        """Any text."""
        return InputSpec("string", default, title=title)
