"""Text → tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

from tradewright.domain.strategy.expression.ast import Span
from tradewright.domain.strategy.expression.faults import InvalidExpression

TEXT_MAX = 4_000
"""Longest expression in characters: the longest of ours has 200, and parsing time grows with it."""

TokenKind = Literal["number", "name", "text", "mark", "end"]
_PATTERN = re.compile(
    r"""(?P<space>[ \t\r\n]+|//[^\n]*)
      | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<text>"(?:[^"\\\n]|\\["\\])*"|'(?:[^'\\\n]|\\['\\])*')
      | (?P<mark>==|!=|<=|>=|[<>+\-*/%?:,.()\[\]=])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    kind: TokenKind
    text: str
    span: Span

    def __str__(self) -> str:
        return "the end" if self.kind == "end" else f"'{self.text}'"


def tokens(text: str) -> list[Token]:
    """Return the tokens of `text`, the last of kind `end`. Raises InvalidExpression."""
    if len(text) > TEXT_MAX:
        raise InvalidExpression(
            "too_long", f"an expression has at most {TEXT_MAX} characters", Span(1, 1), value=str(len(text))
        )
    found: list[Token] = []
    position, line, line_start = 0, 1, 0
    while position < len(text):
        span = Span(line, position - line_start + 1)
        match = _PATTERN.match(text, position)
        if match is None:
            raise _unreadable(text[position], span)
        kind, piece = match.lastgroup, match.group()
        if kind == "space":
            if "\n" in piece:
                line += piece.count("\n")
                line_start = position + piece.rindex("\n") + 1
        else:
            found.append(Token(cast(TokenKind, kind), piece, span))
        position = match.end()
    found.append(Token("end", "", Span(line, position - line_start + 1)))
    return found


def _unreadable(character: str, span: Span) -> InvalidExpression:
    if character in "\"'":
        return InvalidExpression("unclosed_text", "this text is never closed", span, expected=character)
    meant = {"&": "and", "|": "or", "!": "not", "^": "pow(x, n)"}.get(character, "")
    return InvalidExpression(
        "unknown_character", f"'{character}' has no meaning here", span, value=character, suggestion=meant
    )
