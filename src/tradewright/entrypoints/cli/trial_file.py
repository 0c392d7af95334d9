"""Trials of one study kept in a file while it runs, so that it can go on after a kill."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tradewright.engine.optimise import Space, Study, Trial, study_document, trial_document, trial_of
from tradewright.kernel.errors import Fault, Invalid


class TrialFile:
    """A line that says which study over which bars it is, then a line for each trial."""

    def __init__(self, path: Path, study: Study, definition_hash: str, bars_hash: str) -> None:
        self._path = path
        asked = json.dumps([study_document(study), definition_hash, bars_hash], sort_keys=True)
        self._head = {"study": hashlib.sha256(asked.encode()).hexdigest()}

    def load(self, space: Space) -> list[Trial]:
        """Return the trials kept so far. Raises Invalid for a file of another study; a torn last line is dropped."""
        if not self._path.exists():
            self._path.write_text(f"{json.dumps(self._head)}\n", encoding="utf-8")
            return []
        whole = self._path.read_text(encoding="utf-8").split("\n")
        lines = whole[:-1]  # what follows the last line's end is nothing, or was torn by a kill
        rows = [_read(line) for line in lines]
        if not rows or rows[0] != self._head or None in rows:
            raise Invalid(
                f"{self._path} keeps trials of another study: take another file, or ask what was asked then",
                faults=(Fault("--keep", "study", "a new file, or that of this study", str(self._path)),),
            )
        if whole[-1]:
            self._path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return [trial_of(row, space) for row in rows[1:]]

    def add(self, trials: Sequence[Trial]) -> None:
        """Keep trials that were just made."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write("".join(f"{json.dumps(trial_document(trial))}\n" for trial in trials))


def _read(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None
