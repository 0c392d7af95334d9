"""Where in an alert's own text a path lies: line and column, for whoever edits the message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tradewright.domain.trading.alerts.decode import is_json

DEPTH_MAX = 40
"""Deeper bodies are refused anyway; their faults lie at the top."""
_MARK = re.compile(r'\s*(?P<mark>"(?:[^"\\]|\\.)*+"?|[{}\[\]:,]|[^\s{}\[\]:,"]+)', re.DOTALL)
_LAST = re.compile(r'(?:\.(?P<name>[^.\[\]"]+)|\["(?P<quoted>[^"]+)"\]|\[(?P<place>\d+)\])\Z')
_COMMAND = re.compile(r"\w{1,40}\s*\(")
_WORDS = {"license": 0, "command": 1, "symbol": 2}
"""Where PineConnector's parts stand, counted in commas."""
_SAID_AT = re.compile(r"line (\d+), column (\d+)")
_CHARACTER = re.compile(r"at character (\d+)")


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column of a text, both from 1."""

    line: int
    column: int


class Places:
    """The places of one body. What is not there, such as a missing member, lies where its parent does."""

    def __init__(self, body: str) -> None:
        # As the decoder does: white space around the body is no part of it, but counts in its lines.
        self._text = body
        self._start = len(body) - len(body.lstrip("\ufeff \t\r\n"))
        self._is_json = bool(body.strip("\ufeff \t\r\n")) and is_json(body[self._start :])
        self._offsets = dict(_walk(body, self._start)) if self._is_json else {}

    def of(self, path: str) -> Place:
        """Return where the value at `path` begins, or its nearest parent."""
        while path not in ("", "$"):
            offset = self._offsets.get(path) if self._is_json else _find(self._text, path, self._start)
            if offset is not None:
                return self._place(offset)
            last = _LAST.search(path)
            path = path[: last.start()] if last else "$"
        return self._place(self._start)

    def of_fault(self, path: str, message: str) -> Place:
        """Return where a fault lies: at its path, or where its own words say that reading stopped."""
        if path == "$" and (said := _SAID_AT.search(message)):
            # Told of the stripped body: its first line may begin further right, or further down, in the whole one.
            line, column = int(said[1]), int(said[2])
            start = self._place(self._start)
            return Place(start.line + line - 1, column + (start.column - 1 if line == 1 else 0))
        if path == "$" and (said := _CHARACTER.search(message)):
            return self._place(self._start + int(said[1]))
        return self.of(path)

    def _place(self, offset: int) -> Place:
        before = self._text[:offset]
        return Place(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def _walk(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Yield (path, offset) of every value of a JSON text, as far as it can be followed."""
    stack: list[tuple[str, bool, int]] = []  # path, whether it is an object, items so far
    path, key = "$", None
    is_key = False
    position = start
    while found := _MARK.match(text, position):
        mark, offset = found["mark"], found.start("mark")
        position = found.end()
        if mark in ("}", "]"):
            if not stack:
                return
            path = stack.pop()[0]
            is_key = False
        elif mark == ",":
            if stack:
                path, is_object, items = stack[-1]
                stack[-1] = (path, is_object, items + 1)
                is_key = is_object
        elif mark == ":":
            is_key = False
        elif is_key:
            key = mark.strip('"')
        else:
            if stack:
                path, is_object, items = stack[-1]
                path = f"{path}.{key}" if is_object else f"{path}[{items}]"
            yield path, offset
            if is_quoted_name(path):
                yield _quoted(path), offset
            if mark in ("{", "["):
                if len(stack) == DEPTH_MAX:
                    return
                stack.append((path, mark == "{", 0))
                is_key = mark == "{"


def is_quoted_name(path: str) -> bool:
    """Return whether the last member's name is one that a mapping writes in quotes."""
    return re.search(r"\.[^.\[\]]*[^\w.\[\]-][^.\[\]]*\Z", path) is not None


def _quoted(path: str) -> str:
    head, _, name = path.rpartition(".")
    return f'{head}["{name}"]'


def _find(text: str, path: str, start: int) -> int | None:
    """Return the offset of a member of a text that is no JSON: after its `key=`, or where its format puts it."""
    last = _LAST.search(path)
    if last is None:
        return None
    name = last["name"] or last["quoted"]
    if path.startswith("$.commands["):
        return _find_in_command(text, path, name, start)
    if name is None:
        return None
    found = re.compile(rf"(?<![\w.-]){re.escape(name)}[ \t]*=[ \t]*", re.IGNORECASE).search(text, start)
    if found is not None:
        return found.end()
    if name in _WORDS and text.count(",", start) >= _WORDS[name]:
        for _ in range(_WORDS[name]):
            start = text.index(",", start) + 1
        return start + len(text[start:]) - len(text[start:].lstrip())
    if name == "action":
        return start
    if name in ("ticker", "symbol", "quantity"):
        words = list(re.finditer(r"\S+", text[start:]))
        place = 2 if name == "quantity" else 1
        return start + words[place].start() if len(words) > place else None
    return None


def _find_in_command(text: str, path: str, name: str | None, start: int) -> int | None:
    """Return the offset of an Alertatron command, or of an argument of it."""
    number = re.match(r"\$\.commands\[(\d+)\]", path)
    inside = text.find("{", start) + 1
    commands = list(_COMMAND.finditer(text, inside))
    if number is None or int(number[1]) >= len(commands):
        return None
    command = commands[int(number[1])]
    if name in (None, "command"):
        return command.start()
    end = text.find(")", command.end())
    argument = re.compile(rf"\b{re.escape(str(name))}\s*=\s*").search(text, command.end(), max(end, 0))
    return argument.end() if argument else None
