"""Make all the machine code that this machine lacks, at set-up, on every core, with a progress bar."""

from __future__ import annotations

import multiprocessing
import os
import pkgutil
import sys
from importlib import import_module

import tradewright.engine
from tradewright.domain.strategy.catalogue import Indicator
from tradewright.engine.indicators import LIBRARY
from tradewright.engine.native.declare import ENTRIES
from tradewright.engine.native.loading import address_of, is_ready, operation_address

PREFIX_INDICATOR = "indicator:"


def library() -> dict[str, Indicator]:
    """Return everything that has the form of an indicator: the library and the language's own operators, by name."""
    from tradewright.engine.program.operators import OPERATORS

    return {**LIBRARY, **{one.name: one for one in OPERATORS.values()}}


def missing() -> list[str]:
    """Return what has no machine code on this machine: `indicator:<name>` and the names of entry points."""
    for module in pkgutil.walk_packages(tradewright.engine.__path__, "tradewright.engine."):
        if not module.name.rpartition(".")[2].startswith("__") and ".engine.native." not in module.name:
            import_module(module.name)
    wanted = [name for name, entry in ENTRIES.items() if not is_ready(name, entry.function)]
    for name, indicator in library().items():
        kernel = indicator.kernel
        if kernel is not None and not is_ready(f"{kernel.__module__}.{kernel.__qualname__}", kernel):
            wanted.append(PREFIX_INDICATOR + name)
    return wanted


def make(name: str) -> str:
    """Compile one and keep it on disk; return its name."""
    if name.startswith(PREFIX_INDICATOR):
        operation_address(library()[name.removeprefix(PREFIX_INDICATOR)])
    else:
        import_module(name.rpartition(".")[0])
        address_of(ENTRIES[name])
    return name


def main() -> None:
    """Compile all that is missing, on every core."""
    wanted = missing()
    if not wanted:
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("kernels"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    workers = min(len(wanted), os.cpu_count() or 1)
    # The largest first: the emulator alone takes longer than many indicators.
    wanted.sort(key=lambda name: name.startswith(PREFIX_INDICATOR))
    with (
        Progress(*columns, console=Console(file=sys.stderr)) as progress,
        multiprocessing.get_context("spawn").Pool(workers) as pool,
    ):
        task = progress.add_task("compiled once for this machine", total=len(wanted))
        for _ in pool.imap_unordered(make, wanted):
            progress.advance(task)
