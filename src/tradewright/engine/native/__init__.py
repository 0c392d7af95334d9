"""Kernels as machine code: compiled once by Numba, kept on disk, loaded without it.

Importing Numba costs more than a second and a hundred megabytes; a warm process here needs neither. `declare` is what
authors use, `loading` finds or makes the machine code, `compiling` is the only place that imports Numba.
"""

from tradewright.engine.native.declare import (
    Block,
    CType,
    Entry,
    Whole,
    call_close,
    call_entry,
    call_exit,
    call_finish,
    call_operation,
    call_rules,
    call_step,
    carray,
    entry,
    inlined,
    offset,
)
from tradewright.engine.native.loading import address_of, function_of, operation_address

__all__ = [
    "Block",
    "CType",
    "Entry",
    "Whole",
    "address_of",
    "call_close",
    "call_entry",
    "call_exit",
    "call_finish",
    "call_operation",
    "call_rules",
    "call_step",
    "carray",
    "entry",
    "function_of",
    "inlined",
    "offset",
    "operation_address",
]
