"""What a library indicator is: the one object from which its kernel, streaming form, documentation, Pine and test come.

The numeric code itself is an opaque callable here: `tradewright.engine` compiles it, and nothing in this room calls it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

IndicatorType = Literal["series", "trend", "entry", "exit", "stop_loss"]
OutputKind = Literal["float", "bool"]
ParamKind = Literal["int", "float", "bool", "choice"]


@dataclass(frozen=True, slots=True)
class Input:
    """One series that an indicator reads. `default` is the bar column it reads when none is named.

    `fixed` inputs (high, low, close, volume, time …) cannot be chosen by the caller and are no arguments of the call.
    """

    name: str
    default: str | None = None
    fixed: bool = False
    kind: OutputKind = "float"


@dataclass(frozen=True, slots=True)
class Param:
    """One constant of an indicator: `least` and `most` are inclusive; `options` are the texts of a choice.

    A choice reaches the kernel as the index of its option, a bool as 0 or 1. `default=None` means it must be given.
    """

    name: str
    kind: ParamKind
    default: int | float | bool | str | None = None
    least: float | None = None
    most: float | None = None
    step: float | None = None
    options: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """One result series of an indicator; the first is what a call means when no output is named."""

    name: str
    kind: OutputKind = "float"


def _no_state(**_: Any) -> int:
    return 0


def _no_warmup(**_: Any) -> int:
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A library entry. Exactly one of `kernel` and `formula` is given.

    `kernel(*inputs, *params, state, *outputs)` computes one block: float64 arrays of the block's length; `state` keeps all
    memory between blocks, zeroed before the first bar. `formula` maps each output's name to an expression over the inputs'
    and parameters' names, in the language of `domain.strategy.expression`.
    `state(**params)` and `warmup(**params)` return the float64 cells of state and the bars before the first value;
    those of a formula are derived from its parts.
    `pine` is a Pine v6 expression with `{input}` and `{param}` in braces, for several outputs a tuple expression;
    `pine_helper` is a Pine function that the script must define first, where Pine has no such built-in.
    `source` cites where the formula comes from.
    `cost` is that of a bar with a short window, in moving averages; `cost_at(**params)` replaces what is made of it and of
    `state` where that says too little of long windows.
    """

    name: str
    title: str
    description: str
    category: str
    type: IndicatorType = "series"
    inputs: tuple[Input, ...] = (Input("source", default="close"),)
    params: tuple[Param, ...] = ()
    outputs: tuple[Output, ...] = (Output("value"),)
    kernel: Callable[..., None] | None = None
    formula: Mapping[str, str] | None = None
    state: Callable[..., int] = _no_state
    warmup: Callable[..., int] = _no_warmup
    pine: str | None = None
    pine_helper: str | None = None
    source: str = ""
    overlay: bool = False
    cost: float = 1.0
    cost_at: Callable[..., float] | None = None
    examples: tuple[str, ...] = field(default=())

    @property
    def arguments(self) -> tuple[Input | Param, ...]:
        """What a call names, in order: the inputs that can be chosen, then the parameters."""
        return (*(i for i in self.inputs if not i.fixed), *self.params)


Catalogue = Mapping[str, Indicator]
"""The library by name. The engine owns the real one; everything in the domain takes it as an argument."""
