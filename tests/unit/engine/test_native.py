"""Machine code is made once, found again without Numba, and never trusted when damaged."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tradewright.engine.indicators import LIBRARY
from tradewright.engine.native import Block, address_of, carray, entry, inlined, objects, operation_address
from tradewright.engine.rules import act_on_block

PROBE = """
import sys
from tradewright.engine.indicators import LIBRARY
from tradewright.engine.native import operation_address
assert operation_address(LIBRARY["ema"])
print("numba" in sys.modules)
"""


@inlined
def doubled(value: float) -> float:
    return value * 2.0


@entry("f64*", "i64", returns="f64")
def doubled_sum(values: object, n: int) -> float:
    block = carray(values, n)
    total = 0.0
    for i in range(n):
        total += doubled(block[i])
    return total


def twice(source: Block, length: int, state: Block, out: Block) -> None:
    for i in range(len(out)):
        out[i] = doubled(source[i])


def test_an_entry_point_calls_its_helpers() -> None:
    values = np.arange(10.0)

    assert doubled_sum(values.ctypes.data, 10) == 90.0
    assert address_of(doubled_sum) == address_of(doubled_sum)


def test_a_warm_process_needs_no_numba() -> None:
    operation_address(LIBRARY["ema"])

    found = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "False"


def test_two_kernels_that_share_a_helper_stand_side_by_side() -> None:
    other = replace(LIBRARY["ema"], name="twice", kernel=twice)

    assert operation_address(other) != operation_address(LIBRARY["ema"])


def test_a_formula_has_no_kernel() -> None:
    with pytest.raises(TypeError, match="formula"):
        operation_address(replace(LIBRARY["ema"], kernel=None, formula={"value": "close"}))


def test_damaged_machine_code_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "some.kernel"
    objects.save(path, "symbol", b"machine code")
    assert objects.load(path) == ("symbol", b"machine code")

    path.write_bytes(path.read_bytes()[:-1] + b"?")

    assert objects.load(path) is None
    assert objects.load(tmp_path / "none.kernel") is None


@pytest.mark.parametrize(
    ("name", "function", "source"),
    [
        ("rules", act_on_block.function, "tradewright.engine.rules.layout"),
        ("rules", act_on_block.function, "tradewright.engine.broker.layout"),
        ("rising", LIBRARY["rising"].kernel, "tradewright.engine.indicators._window"),
    ],
)
def test_machine_code_is_made_anew_when_a_number_built_into_it_changes(
    name: str, function: Callable[..., None], source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = objects.path_of(name, (function,))
    read = objects._source
    monkeypatch.setattr(objects, "_source", lambda module: read(module) + b"#" * (module == source))

    assert objects.path_of(name, (function,)) != before
