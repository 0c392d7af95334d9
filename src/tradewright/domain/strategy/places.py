"""Where in a definition's text a fault lies: the document's paths, looked up in the YAML or JSON they were read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tradewright.domain.strategy.expression.faults import ExpressionFault
from tradewright.domain.strategy.texts import InvalidText, compose
from tradewright.kernel.errors import Fault, Invalid


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column of a text, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Located:
    """A fault with its place in the text; `message` leaves out what the place says. Texts are empty when unknown."""

    fault: Fault
    place: Place
    message: str
    expected: str = ""
    suggestion: str = ""


class Places:
    """The places of one text. A path that is not there, such as a missing key, lies where its parent does."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        try:
            root = compose(text)
        except InvalidText:
            root = None
        self._nodes = {} if root is None else dict(_walk("$", None, root, set()))

    def locate(self, error: Invalid) -> list[Located]:
        """Return the error's faults, in the order of the text."""
        if isinstance(error, InvalidText):
            place = Place(error.data["line"], error.data["column"])
            return [Located(fault, place, error.message) for fault in error.faults]
        found = [self._located(fault) for fault in error.faults or (Fault("$", error.code, error.detail),)]
        return sorted(found, key=lambda one: (one.place.line, one.place.column))

    def of(self, path: str, *, is_key: bool = False) -> Place:
        """Return where the value at `path` begins; with `is_key`, where its key does."""
        key, value, is_itself = self._find(path)
        is_inside = is_itself or (value is not None and value.id == "scalar")
        node = key if key is not None and (is_key or not is_inside) else value
        return Place(1, 1) if node is None else Place(node.start_mark.line + 1, node.start_mark.column + 1)

    def _located(self, fault: Fault) -> Located:
        if not isinstance(fault, ExpressionFault):
            return Located(fault, self.of(fault.path, is_key=fault.rule == "unknown_key"), fault.message)
        place = self._inside(fault) or self.of(fault.path)
        return Located(fault, place, fault.told, fault.expected, fault.suggestion)

    def _inside(self, fault: ExpressionFault) -> Place | None:
        """Return the place inside an expression's scalar; None when its text is not written out line by line."""
        _, node, _ = self._find(fault.path)
        if node is None or node.id != "scalar":
            return None
        wanted = dict(enumerate(node.value.split("\n"), 1)).get(fault.line, "")
        first = node.start_mark.line
        line = first + fault.line - (0 if node.style == "|" else 1)
        if line >= len(self._lines) or (fault.line > 1 and node.style != "|"):
            return None
        # Escapes and folding write a text otherwise than it reads: then its beginning must do.
        begin = self._lines[line].find(wanted, node.start_mark.column if line == first else 0)
        return None if begin < 0 else Place(line + 1, begin + fault.column)

    def _find(self, path: str) -> tuple[Any, Any, bool]:
        """Return key and value at `path` or at its nearest parent, and whether it is `path` itself."""
        is_itself = True
        while path not in self._nodes:
            if path in ("", "$"):
                return None, None, False
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
            is_itself = False
        return *self._nodes[path], is_itself


def _walk(path: str, key: Any, node: Any, seen: set[int]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    yield path, (key, node)
    if id(node) in seen:  # an alias, which a definition may not have
        return
    seen.add(id(node))
    if node.id == "mapping":
        for key_node, value in node.value:
            yield from _walk(f"{path}.{key_node.value}", key_node, value, seen)
    elif node.id == "sequence":
        for place, item in enumerate(node.value):
            yield from _walk(f"{path}[{place}]", None, item, seen)
