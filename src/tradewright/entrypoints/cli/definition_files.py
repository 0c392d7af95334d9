"""A strategy's file, YAML or JSON, read with no server; what is wrong is shown at its line, with a caret under it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tradewright.domain.strategy.places import Located, Places
from tradewright.kernel.errors import Invalid

if TYPE_CHECKING:
    from tradewright.domain.strategy.resolved import Resolved

SUFFIXES = (".yaml", ".yml", ".json")
STDIN = "-"
FAULTS_SHOWN = 20
WIDTH_MAX = 100
"""Characters of a source line that are shown; JSON on one line is longer than any terminal."""


@dataclass(frozen=True, slots=True)
class DefinitionFile:
    """A definition that was understood, and the text it was read from. `name` is how messages call it."""

    name: str
    text: str
    resolved: Resolved


class InvalidDefinitionFile(Invalid):
    """The file holds no strategy: every fault with its place; as a text, each with its source line and a caret."""

    code = "invalid_definition"

    def __init__(self, name: str, text: str, located: list[Located]) -> None:
        super().__init__(_shown(name, text, located), faults=tuple(one.fault for one in located))
        self.located = tuple(located)


def is_definition_file(reference: str) -> bool:
    """Return whether a word of the command line means a file of a definition, be it there or not."""
    return reference == STDIN or Path(reference).suffix.lower() in SUFFIXES


def read_definition_file(reference: str) -> DefinitionFile:
    """Return what a file (`-`: standard input) says. Raises InvalidDefinitionFile, or Invalid when it is unreadable."""
    from tradewright.domain.strategy.documents import parse_definition
    from tradewright.domain.strategy.resolve import resolve
    from tradewright.domain.strategy.texts import load_text
    from tradewright.engine.indicators import LIBRARY

    name = "standard input" if reference == STDIN else reference
    text = _text(reference, name)
    try:
        return DefinitionFile(name, text, resolve(parse_definition(load_text(text)), LIBRARY))
    except Invalid as error:
        raise InvalidDefinitionFile(name, text, Places(text).locate(error)) from error


def _text(reference: str, name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if reference == STDIN else Path(reference).read_bytes()
        return data.decode("utf-8-sig")
    except FileNotFoundError:
        raise Invalid(f"There is no file {name}.") from None
    except UnicodeDecodeError as error:
        raise Invalid(f"{name} is no UTF-8 text (byte {error.start}).") from None


def _shown(name: str, text: str, located: list[Located]) -> str:
    lines = text.splitlines()
    blocks = [_block(name, lines, one) for one in located[:FAULTS_SHOWN]]
    more = len(located) - FAULTS_SHOWN
    if more > 0:
        blocks.append(f"… and {more} more.")
    count = "1 fault" if len(located) == 1 else f"{len(located)} faults"
    return "\n".join([*blocks, f"{count} in {name}."])


def _block(name: str, lines: list[str], one: Located) -> str:
    line, column = one.place.line, one.place.column
    head = f"{name}:{line}:{column}: {one.fault.path}: {one.message}"
    if one.expected and one.expected not in one.message:
        head += f" (expected {one.expected})"
    if line > len(lines):
        return head
    # Tabs would put the caret elsewhere than the terminal puts the fault.
    source = lines[line - 1].replace("\t", " ")
    begin = max(0, column - WIDTH_MAX // 2) if len(source) > WIDTH_MAX else 0
    margin = f"{line:>5} | "
    part = source[begin : begin + WIDTH_MAX]
    return f"{head}\n{margin}{part}\n{' ' * (len(margin) - 2)}| {' ' * (column - 1 - begin)}^"
