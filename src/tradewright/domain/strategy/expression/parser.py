"""Tokens → tree, by precedence climbing. The renderer is its exact inverse."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import cast

from tradewright.domain.strategy.expression.ast import (
    Argument,
    Binary,
    BinaryOperator,
    Boolean,
    Call,
    Expr,
    History,
    Na,
    Name,
    Number,
    Output,
    Span,
    Ternary,
    Text,
    Unary,
)
from tradewright.domain.strategy.expression.faults import InvalidExpression
from tradewright.domain.strategy.expression.lexer import Token, tokens
from tradewright.kernel.money import parse_decimal

DEPTH_MAX = 64
"""Deepest nesting: every walk over a tree recurses, and Python's own limit is far above this."""
NODES_MAX = 2_000
ARGUMENTS_MAX = 32

KEYWORDS = frozenset({"and", "or", "not", "true", "false", "na"})
NAMESPACES = frozenset({"ta", "math"})
RESERVED = frozenset({"and", "or", "not", "true", "false", "na"})
"""Words that are no names, wherever they stand."""
"""Pine's prefixes: `ta.ema(…)` is `ema(…)`."""
BINARY_LEVELS: dict[str, int] = {
    "or": 1, "and": 2, "==": 4, "!=": 4, "<": 5, "<=": 5, ">": 5, ">=": 5, "+": 6, "-": 6, "*": 7, "/": 7, "%": 7,
}  # fmt: skip
NOT_LEVEL = 3
_ESCAPED = re.compile(r"\\(.)")


def parse(text: str) -> Expr:
    """Return the tree of `text`. Raises InvalidExpression with line, column and what was expected."""
    parser = _Parser(tokens(text))
    expr = parser.expression(1)
    parser.expect_end()
    return expr


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._nodes = 0

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._token
        self._at += 1
        return token

    def _is(self, text: str) -> bool:
        return self._token.text == text and self._token.kind in ("mark", "name")

    def _take(self, text: str) -> bool:
        taken = self._is(text)
        self._at += taken
        return taken

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise self._surprise(f"'{text}'")

    def _surprise(self, expected: str) -> InvalidExpression:
        token = self._token
        suggestion = "==" if token.text == "=" else ""
        return InvalidExpression(
            "syntax",
            f"expected {expected}, found {token}",
            token.span,
            value=token.text,
            expected=expected,
            suggestion=suggestion,
        )

    def expect_end(self) -> None:
        if self._token.kind != "end":
            raise self._surprise("an operator or the end")

    def _count(self, depth: int, span: Span) -> None:
        self._nodes += 1
        if depth > DEPTH_MAX:
            raise InvalidExpression("too_deep", f"nested deeper than {DEPTH_MAX}", span)
        if self._nodes > NODES_MAX:
            raise InvalidExpression("too_large", f"more than {NODES_MAX} parts", span)

    def expression(self, depth: int) -> Expr:
        """ternary := or ['?' expression ':' expression]"""
        self._count(depth, self._token.span)
        test = self._binary(1, depth)
        span = self._token.span
        if not self._take("?"):
            return test
        then = self.expression(depth + 1)
        self._expect(":")
        return Ternary(test, then, self.expression(depth + 1), span)

    def _binary(self, least: int, depth: int) -> Expr:
        if least <= NOT_LEVEL and self._is("not"):
            span = self._next().span
            self._count(depth, span)
            left: Expr = Unary("not", self._binary(NOT_LEVEL, depth + 1), span)
        else:
            left = self._unary(depth)
        while (level := self._level()) >= least:
            token = self._next()
            self._count(depth, token.span)
            right = self._binary(level + 1, depth + 1)
            left = Binary(cast(BinaryOperator, token.text), left, right, token.span)
            depth += 1
        return left

    def _level(self) -> int:
        token = self._token
        return BINARY_LEVELS.get(token.text, 0) if token.kind in ("mark", "name") else 0

    def _unary(self, depth: int) -> Expr:
        span = self._token.span
        self._count(depth, span)
        if self._take("-"):
            return Unary("-", self._unary(depth + 1), span)
        if self._take("+"):
            return self._unary(depth + 1)
        return self._postfix(depth)

    def _postfix(self, depth: int) -> Expr:
        expr = self._primary(depth)
        while True:
            span = self._token.span
            if self._take("["):
                self._count(depth, span)
                expr = History(expr, self.expression(depth + 1), span)
                self._expect("]")
            elif self._take("."):
                self._count(depth, span)
                expr = Output(expr, self._identifier("an output's name"), span)
            else:
                return expr
            depth += 1

    def _identifier(self, what: str) -> str:
        if self._token.kind != "name" or self._token.text in KEYWORDS:
            raise self._surprise(what)
        return self._next().text

    def _primary(self, depth: int) -> Expr:
        token = self._token
        if token.kind == "number":
            return self._number(self._next())
        if token.kind == "text":
            return Text(_ESCAPED.sub(r"\1", self._next().text[1:-1]), token.span)
        if self._take("("):
            inner = self.expression(depth + 1)
            self._expect(")")
            return inner
        if token.kind != "name" or token.text in ("and", "or", "not"):
            raise self._surprise("a value")
        self._next()
        if token.text in ("true", "false"):
            return Boolean(token.text == "true", token.span)
        while token.text in NAMESPACES:
            self._expect(".")
            token = Token("name", self._identifier("a function's name"), token.span)
            if token.text in RESERVED:
                raise self._surprise("a function's name")
        if self._is("("):
            return self._call(token, depth)
        return Na(token.span) if token.text == "na" else Name(token.text, token.span)

    def _number(self, token: Token) -> Number:
        try:
            value = parse_decimal(token.text)
        except ValueError:
            raise InvalidExpression(
                "number", "this number is out of range", token.span, value=token.text
            ) from None
        is_float = any(mark in token.text for mark in ".eE")
        return Number(value or Decimal(0), is_float, token.span)

    def _call(self, token: Token, depth: int) -> Call:
        self._expect("(")
        arguments: list[Argument] = []
        while not self._take(")"):
            if arguments:
                self._expect(",")
            name = None
            following = self._tokens[self._at + 1 : self._at + 2]
            if (
                self._token.kind == "name"
                and following
                and following[0].text == "="
                and following[0].kind == "mark"
            ):
                name = self._identifier("an argument's name")
                self._next()
            elif arguments and arguments[-1].name is not None:
                raise InvalidExpression(
                    "argument_order", "a positional argument follows a named one", self._token.span
                )
            if len(arguments) == ARGUMENTS_MAX:
                raise InvalidExpression("too_large", f"more than {ARGUMENTS_MAX} arguments", self._token.span)
            arguments.append(Argument(self.expression(depth + 1), name))
        return Call(token.text, tuple(arguments), token.span)
