"""From `my_strategy.py:ClassName` to the class, with errors a person can act on."""

from __future__ import annotations

import importlib.util
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from tradewright.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from tradewright.engine.coded.strategy import Strategy


def load_strategy(reference: str) -> type[Strategy]:
    """Return the strategy class that `file.py:ClassName` names; the class may be left out when the file has one only.

    The file is the user's own program and runs with all its rights. Raises Invalid, saying what is wrong and where.
    """
    from tradewright.engine.coded.strategy import Strategy

    file, _, wanted = reference.partition(".py:")
    path = Path(file if file.endswith(".py") else file + ".py")
    if not path.is_file():
        raise _invalid("file", f"there is no file {path}", str(path))
    name = f"_coded_{path.stem}_{abs(hash(str(path.resolve())))}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise _invalid("file", f"{path} is not a Python file", str(path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as cause:  # policy: whatever a user's file raises is told to the user, with its line
        line = traceback.extract_tb(cause.__traceback__)[-1].lineno
        raise _invalid("runs", f"{path}, line {line}: {type(cause).__name__}: {cause}", str(path)) from cause
    found = {
        key: value
        for key, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, Strategy) and value.__module__ == name
    }
    if wanted:
        if wanted not in found:
            known = ", ".join(found) or "no strategy"
            raise _invalid("class", f"{path} has no strategy class {wanted}; it has {known}", wanted)
        return found[wanted]
    if len(found) != 1:
        raise _invalid(
            "class", f"{path} has {len(found)} strategy classes: name one, as {path}:ClassName", str(path)
        )
    return next(iter(found.values()))


def _invalid(rule: str, message: str, value: str) -> Invalid:
    return Invalid(message, faults=(Fault("$.strategy", rule, message, value),))
