"""Numba's part: a plain function of Numba's nopython subset becomes object code. Imported only when code is missing.

Floating-point results are exact to the last bit whatever the block: no fast-math, so nothing is reordered or fused.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, Final

import numba
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from tradewright.domain.strategy.catalogue import Indicator
from tradewright.engine.native import declare
from tradewright.engine.native.declare import CType, Entry

_TYPES: Final[dict[CType, Any]] = {
    "f64": types.float64,
    "i64": types.int64,
    "f64*": types.CPointer(types.float64),
    "i64*": types.CPointer(types.int64),
    "void*": types.voidptr,
    "void": types.void,
}
_OPERATION: Final[tuple[CType, ...]] = ("f64*", "i64", "i64*", "f64*", "f64*", "i64", "i64")
_compiled: dict[int, Any] = {}


@intrinsic  # type: ignore[untyped-decorator]
def _offset(_context: Any, pointer: Any, count: Any) -> Any:
    def generate(_ctx: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.gep(arguments[0], [arguments[1]])

    return pointer(pointer, count), generate


def _caller(returns: Any) -> Any:
    """Return the code generator of a call to an address given at run time, C's way."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        result = ir.VoidType() if returns == types.void else context.get_value_type(returns)
        kind = ir.FunctionType(result, [value.type for value in arguments[1:]])
        called = builder.call(builder.inttoptr(arguments[0], kind.as_pointer()), arguments[1:])
        return context.get_dummy_value() if returns == types.void else called

    return generate


def _call_of(arguments: int, returns: Any) -> Any:
    """Return what calls machine code with this many arguments; their types are those of the call's own."""
    names = ", ".join(f"argument_{place}" for place in range(arguments))
    namespace: dict[str, Any] = {"returns": returns, "generate": _caller(returns)}
    source = f"def call(_context, address, {names}):\n    return returns(address, {names}), generate\n"
    exec(compile(source, f"<call of {arguments}>", "exec"), namespace)  # noqa: S102 - our own text, above
    return intrinsic(namespace["call"])


_STAND_INS: Final[dict[Callable[..., Any], Any]] = {
    declare.carray: numba.carray,
    declare.offset: _offset,
    declare.call_operation: _call_of(7, types.void),
    declare.call_rules: _call_of(7, types.int64),
    declare.call_step: _call_of(3, types.int64),
    declare.call_finish: _call_of(1, types.void),
    declare.call_entry: _call_of(10, types.void),
    declare.call_close: _call_of(7, types.void),
    declare.call_exit: _call_of(3, types.void),
}


def compile_entry(entry: Entry) -> tuple[str, bytes]:
    """Return the symbol and object code of an entry point."""
    return _object_code(_bound(entry.function), entry.arguments, entry.returns)


def compile_operation(indicator: Indicator) -> tuple[str, bytes]:
    """Return the symbol and object code of an indicator's block operation."""
    kernel = indicator.kernel
    if kernel is None:
        raise TypeError(f"{indicator.name} is a formula: it has no kernel of its own")
    namespace: dict[str, Any] = {"kernel": _jit(kernel), "carray": numba.carray, "offset": _offset}
    source = operation_source(indicator)
    exec(compile(source, f"<operation {indicator.name}>", "exec"), namespace)  # noqa: S102 - our own text, below
    # Symbols are made from names, and all objects share one engine: no two operations may have the same.
    operation = namespace["operation"]
    operation.__name__ = operation.__qualname__ = f"operation_{indicator.name}"
    operation.__module__ = kernel.__module__
    return _object_code(operation, _OPERATION, "void")


def operation_source(indicator: Indicator) -> str:
    """Return the source of the operation: it turns a column matrix and operand numbers into the kernel's arguments.

    Shape: columns float64[*, width]; operands int64: input columns, then output columns; params float64; state float64.
    """
    inputs, outputs = len(indicator.inputs), len(indicator.outputs)
    column = "carray(offset(columns, operands[{0}] * width), n)"
    arguments = [column.format(i) for i in range(inputs)]
    for i, param in enumerate(indicator.params):
        arguments.append(f"params[{i}]" if param.kind == "float" else f"int(params[{i}])")
    arguments.append("carray(state, cells)")
    arguments += [column.format(inputs + i) for i in range(outputs)]
    return (
        "def operation(columns, width, operands, params, state, cells, n):\n"
        f"    kernel({', '.join(arguments)})\n"
    )


def _object_code(function: Any, arguments: tuple[CType, ...], returns: CType) -> tuple[str, bytes]:
    signature = _TYPES[returns](*(_TYPES[kind] for kind in arguments))
    compiled = numba.cfunc(signature, nopython=True, error_model="numpy")(function)
    library = compiled._library
    code: bytes = library.codegen._tm.emit_object(library._final_module)
    return compiled._wrapper_name, code


def _jit(function: Callable[..., Any]) -> Any:
    """Return Numba's form of a helper, made once."""
    known = _compiled.get(id(function))
    if known is None:
        known = numba.njit(error_model="numpy")(_bound(function))
        _compiled[id(function)] = known
    return known


def _bound(function: Callable[..., Any]) -> Any:
    """Return the function with the names of helpers and stand-ins bound to what the compiler understands."""
    if not isinstance(function, FunctionType):
        raise TypeError(f"{function} is no plain function")
    names = _names(function.__code__)
    bound = dict(function.__globals__)
    for name in names:
        value = bound.get(name)
        if isinstance(value, FunctionType):
            if value in _STAND_INS:
                bound[name] = _STAND_INS[value]
            elif getattr(value, "__inlined__", False):
                bound[name] = _jit(value)
    twin = FunctionType(
        function.__code__, bound, function.__name__, function.__defaults__, function.__closure__
    )
    twin.__qualname__, twin.__module__ = function.__qualname__, function.__module__
    twin.__kwdefaults__ = function.__kwdefaults__
    return twin


def _names(code: Any) -> set[str]:
    found = set(code.co_names)
    for constant in code.co_consts:
        if hasattr(constant, "co_names"):
            found |= _names(constant)
    return found
