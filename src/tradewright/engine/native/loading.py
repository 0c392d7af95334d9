"""From a declared kernel to its address: loaded from disk through LLVM, or compiled first when this machine has none yet."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import Any, Final

from tradewright.domain.strategy.catalogue import Indicator
from tradewright.engine.native import objects
from tradewright.engine.native.declare import CType, Entry

_C: Final[dict[CType, Any]] = {
    "f64": ctypes.c_double,
    "i64": ctypes.c_int64,
    "f64*": ctypes.c_void_p,
    "i64*": ctypes.c_void_p,
    "void*": ctypes.c_void_p,
    "void": None,
}

# Numba's object code names these for errors and reference counts. Kernels neither raise nor allocate, so none is ever
# reached; one that were would stop the process rather than trade on a wrong number.
_NEVER_CALLED: Final = (
    "NRT_Allocate",
    "NRT_Free",
    "NRT_MemInfo_alloc",
    "NRT_MemInfo_alloc_aligned",
    "NRT_MemInfo_alloc_safe_aligned",
    "NRT_MemInfo_call_dtor",
    "NRT_decref",
    "NRT_incref",
    "numba_do_raise",
    "numba_gil_ensure",
    "numba_gil_release",
    "numba_runtime_build_excinfo_struct",
    "numba_unpickle",
)

_lock = threading.RLock()
_addresses: dict[str, int] = {}
_functions: dict[str, Callable[..., Any]] = {}
_engine: Any = None


def address_of(entry: Entry) -> int:
    """Return the address of an entry point's machine code."""
    known = _addresses.get(entry.name)
    if known is not None:
        return known
    from_source = entry.function

    def build() -> tuple[str, bytes]:
        from tradewright.engine.native.compiling import compile_entry
        from tradewright.engine.native.versions import compile_helpers_once

        compile_helpers_once()
        return compile_entry(entry)

    return _find(entry.name, (from_source,), build)


def function_of(entry: Entry) -> Callable[..., Any]:
    """Return the entry point as a ctypes function; it releases the GIL while it runs."""
    known = _functions.get(entry.name)
    if known is None:
        prototype = ctypes.CFUNCTYPE(_C[entry.returns], *(_C[kind] for kind in entry.arguments))
        known = _functions[entry.name] = prototype(address_of(entry))
    return known


def operation_address(indicator: Indicator) -> int:
    """Return the address of the block operation that an indicator's kernel makes (see `compiling.operation_source`)."""
    kernel = indicator.kernel
    if kernel is None:
        raise TypeError(f"{indicator.name} is a formula: it has no kernel of its own")
    name = f"{kernel.__module__}.{kernel.__qualname__}"
    known = _addresses.get(name)
    if known is not None:
        return known

    def build() -> tuple[str, bytes]:
        from tradewright.engine.native.compiling import compile_operation

        return compile_operation(indicator)

    return _find(name, (kernel,), build)


def is_ready(name: str, function: Callable[..., Any]) -> bool:
    """Tell whether the machine code of `function` lies on disk."""
    return objects.path_of(name, (function,)).exists()


def _find(
    name: str, functions: tuple[Callable[..., Any], ...], build: Callable[[], tuple[str, bytes]]
) -> int:
    with _lock:
        if name in _addresses:
            return _addresses[name]
        path = objects.path_of(name, functions)
        found = objects.load(path)
        if found is None:
            # Several processes may want it at once (workers that start together): one compiles, the others wait for it.
            with objects.alone(path):
                found = objects.load(path)
                if found is None:
                    found = build()
                    objects.save(path, *found)
        symbol, code = found
        address = _link(symbol, code)
        _addresses[name] = address
        return address


def _link(symbol: str, code: bytes) -> int:
    global _engine  # noqa: PLW0603 - one LLVM engine a process owns all machine code, for as long as it lives
    from llvmlite import binding as llvm

    if _engine is None:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        abort = ctypes.cast(ctypes.CDLL(None).abort, ctypes.c_void_p).value
        for unused in _NEVER_CALLED:
            llvm.add_symbol(unused, abort)
        machine = llvm.Target.from_default_triple().create_target_machine(jit=True)
        _engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    _engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    _engine.finalize_object()
    address: int = _engine.get_function_address(symbol)
    if not address:
        raise RuntimeError(f"machine code without its symbol {symbol}")
    return address
