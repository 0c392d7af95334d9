"""Machine code on disk: one file a kernel, named after everything that decides its content.

A file is the SHA-256 of the rest, the symbol's name, and the object code. The directory belongs to its user alone, since
what lies there is executed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, Final

ABI: Final = 1
"""Raised when the way kernels are called changes, so that no old machine code is called the new way."""

_PREFIX: Final = "tradewright."
_IMPORT: Final = re.compile(rb"^from (tradewright\.engine\.[\w.]+) import (\([^)]*\)|[^\n]*)", re.MULTILINE)
_WORD: Final = re.compile(rb"\w+")


@lru_cache(maxsize=1)
def directory() -> Path:
    """Return where machine code is kept: TRADEWRIGHT_KERNELS, or a folder of the user's cache directory."""
    chosen = os.environ.get("TRADEWRIGHT_KERNELS")
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    path = Path(chosen) if chosen else Path(cache) / "tradewright" / "kernels"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if hasattr(os, "getuid") and path.stat().st_uid != os.getuid():
        raise PermissionError(f"{path} belongs to another user; machine code is not loaded from there")
    return path


def path_of(name: str, functions: tuple[Callable[..., Any], ...]) -> Path:
    """Return the file of the kernel `name`, whose code is that of `functions` and of what they import from us."""
    digest = hashlib.sha256(_machine().encode())
    modules: dict[str, ModuleType] = {}
    for function in functions:
        _gather(sys.modules[function.__module__], modules)
    for module_name in sorted(modules):
        digest.update(module_name.encode() + _source(module_name))
    return directory() / f"{name.removeprefix(_PREFIX)}-{digest.hexdigest()[:20]}.kernel"


def save(path: Path, symbol: str, code: bytes) -> None:
    """Put the machine code where `load` finds it; a reader sees all of it or nothing."""
    body = symbol.encode() + b"\0" + code
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    with os.fdopen(handle, "wb") as file:
        file.write(hashlib.sha256(body).digest() + body)
    os.replace(temporary, path)


def load(path: Path) -> tuple[str, bytes] | None:
    """Return the symbol and its machine code; None when there is none or it is damaged."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    if len(data) < 34 or hashlib.sha256(data[32:]).digest() != data[:32]:
        return None
    symbol, _, code = data[32:].partition(b"\0")
    return symbol.decode(), code


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the right to compile one kernel; another process that wants the same waits here until it is there."""
    with open(path.with_suffix(".lock"), "a", encoding="ascii") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@lru_cache(maxsize=1)
def _machine() -> str:
    from llvmlite import binding

    features = binding.get_host_cpu_features().flatten()
    # The makers of machine code are part of what it is: this package's compiler as well as Numba's.
    makers = _source("tradewright.engine.native.compiling") + _source("tradewright.engine.native.declare")
    return (
        "|".join((str(ABI), version("numba"), sys.platform, binding.get_host_cpu_name(), features))
        + hashlib.sha256(makers).hexdigest()
    )


@cache
def _source(module_name: str) -> bytes:
    module = sys.modules.get(module_name)
    if module is None:
        from importlib.util import find_spec

        spec = find_spec(module_name)
        origin = spec.origin if spec else None
    else:
        origin = module.__file__
    return Path(origin).read_bytes() if origin else b""


def _gather(module: ModuleType, found: dict[str, ModuleType]) -> None:
    """Collect the module and those of ours from which its functions took functions or values by name."""
    if module.__name__ in found or ".native" in module.__name__:
        return
    found[module.__name__] = module
    owners: set[str] = set()
    for value in vars(module).values():
        if isinstance(value, ModuleType):
            owners.add(value.__name__)
        elif isinstance(value, FunctionType) and getattr(value, "__inlined__", False):
            owners.add(value.__module__)
    # A number does not know where it came from, and machine code has it built in: only the import says.
    names = _names_used(module)
    for owner, taken in _IMPORT.findall(_source(module.__name__)):
        if names.intersection(_WORD.findall(taken)):
            owners.add(owner.decode())
    for name in owners:
        if name.startswith("tradewright.engine.") and name in sys.modules:
            _gather(sys.modules[name], found)


def _names_used(module: ModuleType) -> set[bytes]:
    """Return the global names that the module's plain functions and entry points read."""
    names: set[str] = set()
    for value in vars(module).values():
        function = getattr(value, "function", value)
        if isinstance(function, FunctionType) and function.__module__ == module.__name__:
            names.update(function.__code__.co_names)
    return {name.encode() for name in names}
