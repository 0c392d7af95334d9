"""How an expression's fault is told: where in the text, what was expected, and what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from tradewright.domain.strategy.expression.ast import Span
from tradewright.kernel.errors import Fault, Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionFault(Fault):
    """A fault inside an expression's text: `line` and `column` count from 1 in it, `told` is the message without them."""

    line: int
    column: int
    told: str
    expected: str = ""
    suggestion: str = ""


class InvalidExpression(Invalid):
    """The text is no expression, or one without meaning. `line` and `column` count from 1."""

    code = "invalid_expression"

    def __init__(
        self,
        rule: str,
        message: str,
        span: Span,
        *,
        value: str = "",
        expected: str = "",
        suggestion: str = "",
    ) -> None:
        told = f"{message}; did you mean {suggestion}?" if suggestion else message
        self.rule, self.message, self.span = rule, told, span
        self.value, self.expected, self.suggestion = value, expected, suggestion
        located = f"line {span.line}, column {span.column}: {told}"
        super().__init__(
            located,
            faults=(self._fault("$", located),),
            line=span.line,
            column=span.column,
            expected=expected,
            suggestion=suggestion,
        )

    def at(self, path: str) -> ExpressionFault:
        """Return the fault as one of the document's, at `path`."""
        return self._fault(path, self.detail)

    def _fault(self, path: str, located: str) -> ExpressionFault:
        return ExpressionFault(
            path, self.rule, located, self.value or None, line=self.span.line, column=self.span.column,
            told=self.message, expected=self.expected, suggestion=self.suggestion,
        )  # fmt: skip


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like `name`, or an empty text when none is near."""
    matches = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else ""
