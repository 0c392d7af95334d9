"""From expressions in normal form to a table of operations. Equal parts are computed once (hash-consing)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from tradewright.domain.strategy.catalogue import Catalogue, Indicator, Param
from tradewright.domain.strategy.definition import InputValue
from tradewright.domain.strategy.expression.ast import (
    NOWHERE,
    Binary,
    Boolean,
    Call,
    Expr,
    History,
    Na,
    Name,
    Number,
    Output,
    Ternary,
    Text,
    Unary,
)
from tradewright.domain.strategy.expression.builtins import FUNCTIONS, HISTORY_MAX, parse_session
from tradewright.domain.strategy.expression.constant import constant, constant_number
from tradewright.domain.strategy.expression.faults import InvalidExpression
from tradewright.engine.native import operation_address
from tradewright.engine.program.operators import ARITHMETIC, CALENDAR, COMPARISON, FUNCTION, OPERATORS
from tradewright.kernel.timeframes import Timeframe, parse_timeframe

BAR_COLUMNS: Final = ("open", "high", "low", "close", "volume", "time", "bar_index")
"""What a program may be fed, besides a row for each of its timezones: the local wall clock, ms."""
ZONE: Final = "zone:"
ROW_CELLS: Final = 9
"""A row: address, first operand, operands, first parameter, (unused), first cell, cells, clock, clock it sets."""
CLOCKS_MAX: Final = 64
DECIMALS_MAX: Final = 16
FOLDED: Final = ("+", "-", "*", "/")
_WEEK_SHIFT: Final = 4 * 86_400_000.0  # 1970-01-05 was a Monday


@dataclass(frozen=True, slots=True)
class Program:
    """What the executor runs. `fed`: the rows it wants for its bars, by name, and the column each goes to: some of
    `BAR_COLUMNS`, and `ZONE` + a timezone's name for the wall clock there.
    """

    table: npt.NDArray[np.int64]
    operands: npt.NDArray[np.int64]
    params: npt.NDArray[np.float64]
    state_cells: int
    column_count: int
    constants: Mapping[int, float]
    fed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of a table: `address` is its machine code, `cells` the size of its memory; columns are the builder's."""

    address: int
    cells: int
    inputs: tuple[int, ...]
    params: tuple[float, ...]
    outputs: tuple[int, ...]
    clock: int
    sets_clock: int


@dataclass(slots=True)
class _Clock:
    """The columns that bar names mean on one timeframe; `closed` counts its bars on the base timeframe."""

    number: int
    columns: dict[str, int]
    length_ms: float
    closed: int = -1


@dataclass(slots=True)
class ProgramBuilder:
    """Collects expressions; `build` gives the program. Expressions must be expanded: no formula indicators, no components.

    `names` are named series, expanded as well; `inputs` hold every input's value.
    """

    catalogue: Catalogue
    timeframe: Timeframe
    timezone: str = "UTC"
    bars_timezone: str | None = None
    """Where days of longer bars begin; None: as `timezone`, whose wall clock `hour` and its like read."""
    tick: float = 0.01
    inputs: Mapping[str, InputValue] = field(default_factory=dict)
    names: Mapping[str, Expr] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    """Operations that what was added has needed, by number; a sweep empties it for each of its candidates."""
    _known: dict[tuple[object, ...], tuple[int, tuple[int, ...]]] = field(default_factory=dict)
    _placed: dict[int, int] = field(default_factory=dict)
    _constants: dict[int, float] = field(default_factory=dict)
    _constant_columns: dict[str, int] = field(default_factory=dict)
    _zones: list[str] = field(default_factory=list)
    _zone_columns: list[int] = field(default_factory=list)
    _clocks: dict[float, _Clock] = field(default_factory=dict)
    _asked: set[int] = field(default_factory=set)
    _columns: int = 0

    def __post_init__(self) -> None:
        base = _Clock(0, {name: self._column() for name in BAR_COLUMNS}, self.timeframe.seconds * 1000.0)
        self._clocks[0.0] = base
        # Rows after the bar columns belong to timezones; they are numbered when the first of them is asked for.
        base.columns["local"] = self._zone(self.timezone)

    def add(self, expr: Expr) -> int:
        """Return the column that will hold `expr`, bar by bar."""
        column = self._lower(expr, self._clocks[0.0])
        self._asked.add(column)
        return column

    def is_constant(self, column: int) -> bool:
        """Tell whether a column holds one value on every bar."""
        return column in self._constants

    def build(self) -> Program:
        """Return the program of everything that was added."""
        rows = {column: name for column, name in self.rows().items() if column in self._read()}
        program, self._placed = self.assemble(range(len(self.operations)), rows, self._asked)
        return program

    def place_of(self, column: int) -> int:
        """Return where the built program keeps a column that `add` named."""
        return self._placed[column]

    def assemble(
        self, operations: Iterable[int], rows: Mapping[int, str], asked: Collection[int]
    ) -> tuple[Program, dict[int, int]]:
        """Return a program of some operations, in their order, and the place of each of its columns.

        `rows` are the columns that are fed, with the names they are asked for by; `asked` those that must have a place. What
        an operation reads must be fed, constant, or the output of an earlier one.
        """
        chosen = [self.operations[number] for number in operations]
        places = {column: place for place, column in enumerate(rows)}
        constants: dict[int, float] = {}

        def place(column: int) -> int:
            known = places.get(column)
            if known is None:
                known = places[column] = len(places)
                if column in self._constants:
                    constants[known] = self._constants[column]
            return known

        table, operands, params, cells = [], list[int](), list[float](), 0
        for one in chosen:
            size = one.cells
            table.append(
                (
                    one.address,
                    len(operands),
                    len(one.inputs) + len(one.outputs),
                    len(params),
                    0,
                    cells,
                    size,
                    one.clock,
                    one.sets_clock,
                )
            )
            operands += [place(column) for column in (*one.inputs, *one.outputs)]
            params += one.params
            cells += size
        for column in asked:
            place(column)
        program = Program(
            np.array(table, dtype=np.int64).reshape(len(table), ROW_CELLS),
            np.array(operands or [0], dtype=np.int64),
            np.array(params or [0.0]),
            cells,
            len(places),
            constants,
            {name: places[column] for column, name in rows.items()},
        )
        return program, places

    def rows(self) -> dict[int, str]:
        """Return the columns that bars fill, by their place, with their names."""
        rows = dict(enumerate(BAR_COLUMNS))
        return rows | {
            column: ZONE + name for name, column in zip(self._zones, self._zone_columns, strict=True)
        }

    def _read(self) -> set[int]:
        """Return the columns that any operation or caller reads: a row that nobody reads is not fed."""
        return {column for one in self.operations for column in one.inputs} | self._asked

    def _column(self) -> int:
        self._columns += 1
        return self._columns - 1

    def _zone(self, name: str) -> int:
        if name not in self._zones:
            self._zones.append(name)
            self._zone_columns.append(self._column())
        return self._zone_columns[self._zones.index(name)]

    def _operate(
        self,
        indicator: Indicator,
        inputs: tuple[int, ...],
        params: tuple[float, ...],
        clock: int,
        sets: int = 0,
    ) -> tuple[int, ...]:
        key = (indicator.name, inputs, params, clock)
        known = self._known.get(key)
        if known is None:
            outputs = tuple(self._column() for _ in indicator.outputs)
            self.operations.append(_operation(indicator, inputs, params, outputs, clock, sets))
            known = self._known[key] = (len(self.operations) - 1, outputs)
        self.touched.add(known[0])
        return known[1]

    def _operator(self, name: str, clock: _Clock, *inputs: int, params: tuple[float, ...] = ()) -> int:
        return self._operate(OPERATORS[name], inputs, params, clock.number)[0]

    def _constant(self, value: float) -> int:
        key = repr(value)  # tells -0.0 from 0.0, and knows that na is na
        if key not in self._constant_columns:
            self._constant_columns[key] = self._column()
            self._constants[self._constant_columns[key]] = value
        return self._constant_columns[key]

    def _lower(self, expr: Expr, clock: _Clock) -> int:
        match expr:
            case Number():
                return self._constant(float(expr.value))
            case Boolean():
                return self._constant(float(expr.value))
            case Na():
                return self._constant(float("nan"))
            case Text():
                raise InvalidExpression("kind", "a text is no series", expr.span, value=expr.value)
            case Name():
                return self._name(expr, clock)
            case Unary():
                code = FUNCTION[expr.operator]
                operand = self._lower(expr.operand, clock)
                if expr.operator == "-" and operand in self._constants:
                    return self._constant(-self._constants[operand])
                return self._operator("function", clock, operand, params=(float(code),))
            case Binary():
                return self._binary(expr, clock)
            case Ternary():
                parts = [self._lower(part, clock) for part in (expr.test, expr.then, expr.other)]
                return self._operator("select", clock, *parts)
            case History():
                bars = self._whole(expr.offset, 0, HISTORY_MAX)
                of = self._lower(expr.of, clock)
                return self._operator(
                    "history", clock, of, params=(float(bars), float(self._is_condition(expr.of)))
                )
            case Output():
                if not isinstance(expr.of, Call):
                    raise InvalidExpression("output", "only an indicator's call has outputs", expr.span)
                indicator, columns = self._indicator(expr.of, clock)
                return columns[[output.name for output in indicator.outputs].index(expr.name)]
            case Call():
                return self._call(expr, clock)

    def _binary(self, expr: Binary, clock: _Clock) -> int:
        left, right = self._lower(expr.left, clock), self._lower(expr.right, clock)
        if expr.operator in FOLDED and left in self._constants and right in self._constants:
            return self._constant(_folded(expr.operator, self._constants[left], self._constants[right]))
        family, codes = (
            ("arithmetic", ARITHMETIC) if expr.operator in ARITHMETIC else ("comparison", COMPARISON)
        )
        return self._operator(family, clock, left, right, params=(float(codes[expr.operator]),))

    def _name(self, expr: Name, clock: _Clock) -> int:
        name = expr.name
        if name in self.names:
            return self._lower(self.names[name], clock)
        if name in self.inputs:
            value = self.inputs[name]
            if isinstance(value, str):
                return self._name(Name(value, expr.span), clock)
            return self._constant(float(value))
        columns = clock.columns
        if name in columns:
            return columns[name]
        if name == "mintick":
            return self._constant(self.tick)
        if name in CALENDAR:
            return self._operator("calendar", clock, columns["local"], params=(float(CALENDAR[name]),))
        mean = {"hl2": ("high", "low"), "hlc3": ("high", "low", "close"), "ohlc4": ("open", "high", "low", "close"),
                "hlcc4": ("high", "low", "close", "close")}.get(name)  # fmt: skip
        if mean is None:
            raise InvalidExpression("unknown_name", f"unknown name '{name}'", expr.span, value=name)
        total = columns[mean[0]]
        for part in mean[1:]:
            total = self._operator(
                "arithmetic", clock, total, columns[part], params=(float(ARITHMETIC["+"]),)
            )
        count = self._constant(float(len(mean)))
        return self._operator("arithmetic", clock, total, count, params=(float(ARITHMETIC["/"]),))

    def _call(self, expr: Call, clock: _Clock) -> int:
        function = expr.function
        values = [argument.value for argument in expr.arguments]
        indicator = self.catalogue.get(function)
        if indicator is not None and not (function in ("max", "min") and len(values) > 1):
            return self._indicator(expr, clock)[1][0]
        if function not in FUNCTIONS:
            raise InvalidExpression(
                "unknown_function", f"unknown function '{function}'", expr.span, value=function
            )
        if function == "session":
            return self._session(expr, clock)
        if function == "on":
            return self._on(values[0], values[1], clock)
        if function in ("round", "sum") and (function == "sum" or len(values) == 2):
            most = HISTORY_MAX if function == "sum" else DECIMALS_MAX
            whole = self._whole(values[1], 1 if function == "sum" else 0, most)
            kernel = "rounding" if function == "round" else "rolling_sum"
            return self._operator(kernel, clock, self._lower(values[0], clock), params=(whole,))
        parts = [self._lower(value, clock) for value in values]
        if function == "round":
            return self._operator("rounding", clock, parts[0], params=(0.0,))
        if function == "nz":
            instead = parts[1] if len(parts) > 1 else self._constant(0.0)
            return self._operator("replace_na", clock, parts[0], instead)
        if function == "fixnan":
            return self._operator("fixnan", clock, parts[0])
        if function in ("max", "min", "pow", "avg"):
            code = ARITHMETIC["+" if function == "avg" else function]
            total = parts[0]
            for part in parts[1:]:
                total = self._operator("arithmetic", clock, total, part, params=(float(code),))
            if function == "avg":
                count = self._constant(float(len(parts)))
                total = self._operator("arithmetic", clock, total, count, params=(float(ARITHMETIC["/"]),))
            return total
        return self._operator("function", clock, parts[0], params=(float(FUNCTION[function]),))

    def _indicator(self, call: Call, clock: _Clock) -> tuple[Indicator, tuple[int, ...]]:
        indicator = self.catalogue[call.function]
        given = dict(zip((one.name for one in indicator.arguments), call.arguments, strict=True))
        inputs = []
        for one in indicator.inputs:
            source: Expr = Name(one.default or one.name) if one.fixed else given[one.name].value
            inputs.append(self._lower(source, clock))
        params = tuple(self._param(param, given[param.name].value) for param in indicator.params)
        return indicator, self._operate(indicator, tuple(inputs), params, clock.number)

    def _param(self, param: Param, expr: Expr) -> float:
        # Checked when the expression was typed, but a sweep lowers it again with other inputs, and kernels trust this.
        value = constant(expr, self.inputs)
        if isinstance(value, str):
            return float(param.options.index(value))
        least, most = param.least, param.most
        if (least is not None and value < least) or (most is not None and value > most):
            told = f"'{param.name}' is from {least} to {most}"
            raise InvalidExpression("range", told, expr.span, value=str(value))
        return float(value)

    def _whole(self, expr: Expr, least: int, most: int) -> float:
        value = constant_number(expr, self.inputs)
        if not least <= value <= most or value != value.to_integral_value():
            raise InvalidExpression(
                "range", f"must be a whole number from {least} to {most}", expr.span, value=str(value)
            )
        return float(value)

    def _on(self, timeframe: Expr, value: Expr, clock: _Clock) -> int:
        other = parse_timeframe(str(constant(timeframe, self.inputs)))
        if other is self.timeframe:
            return self._lower(value, clock)
        longer = self._longer(other)
        column = self._lower(value, longer)
        is_condition = float(self._is_condition(value))
        return self._operator("hold", clock, column, longer.closed, params=(is_condition,))

    def _longer(self, timeframe: Timeframe) -> _Clock:
        period = timeframe.seconds * 1000.0
        known = self._clocks.get(period)
        if known is not None:
            return known
        base = self._clocks[0.0]
        number = len(self._clocks)
        if number >= CLOCKS_MAX:
            raise InvalidExpression("timeframes", f"at most {CLOCKS_MAX - 1} other timeframes", NOWHERE)
        names = ("open", "high", "low", "close", "volume", "time", "local")
        given = [base.columns[name] for name in names]
        given.append(base.columns["local"] if self.bars_timezone is None else self._zone(self.bars_timezone))
        shift = _WEEK_SHIFT if timeframe is Timeframe.W1 else 0.0
        indicator = OPERATORS["resample"]
        outputs = self._operate(indicator, tuple(given), (period, base.length_ms, shift), 0, number)
        columns = dict(zip((output.name for output in indicator.outputs), outputs, strict=True))
        made = _Clock(number, columns, period, columns.pop("closed"))
        self._clocks[period] = made
        return made

    def _session(self, expr: Call, clock: _Clock) -> int:
        text, zone, days, at = (
            str(one.value.value) if isinstance(one.value, Text) else "" for one in expr.arguments
        )
        start, end = parse_session(text)
        mask = sum(1 << int(day) for day in set(days))
        if zone == self.timezone:
            local = clock.columns["local"]
        elif clock.number:
            raise InvalidExpression(
                "session", f"inside on(…) a session is told in {self.timezone}", expr.span, value=zone
            )
        else:
            local = self._zone(zone)
        later = clock.length_ms if at == "close" else 0.0
        return self._operator("session", clock, local, params=(float(start), float(end), float(mask), later))

    def _is_condition(self, expr: Expr) -> bool:
        """Tell whether an expression in normal form is a condition: its missing history is false, not na."""
        match expr:
            case Boolean():
                return True
            case Name():
                if expr.name in self.names:
                    return self._is_condition(self.names[expr.name])
                return isinstance(self.inputs.get(expr.name), bool)
            case Unary():
                return expr.operator == "not"
            case Binary():
                return expr.operator in COMPARISON
            case Ternary():
                return self._is_condition(expr.then)
            case History():
                return self._is_condition(expr.of)
            case Output():
                return isinstance(expr.of, Call) and any(
                    one.kind == "bool"
                    for one in self.catalogue[expr.of.function].outputs
                    if one.name == expr.name
                )
            case Call():
                if expr.function in FUNCTIONS and expr.function not in self.catalogue:
                    return FUNCTIONS[expr.function].result == "bool" or (
                        expr.function == "on" and self._is_condition(expr.arguments[1].value)
                    )
                indicator = self.catalogue.get(expr.function)
                return indicator is not None and indicator.outputs[0].kind == "bool"
            case _:
                return False


def _folded(operator: str, left: float, right: float) -> float:
    """Return what the arithmetic kernel would say of two constants, bit for bit."""
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right if right != 0.0 else float("nan")


def _operation(  # noqa: PLR0917 - a row's own fields
    indicator: Indicator,
    inputs: tuple[int, ...],
    params: tuple[float, ...],
    outputs: tuple[int, ...],
    clock: int,
    sets_clock: int,
) -> Operation:
    given = {
        param.name: value if param.kind == "float" else int(value)
        for param, value in zip(indicator.params, params, strict=True)
    }
    return Operation(
        operation_address(indicator), indicator.state(**given), inputs, params, outputs, clock, sets_clock
    )
