"""How an expression's fault is told: where in the text, what was expected, and what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from tradewright.domain.strategy.expression.ast import Span
from tradewright.kernel.errors import Fault, Invalid


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
            faults=(Fault("$", rule, located, value or None),),
            line=span.line,
            column=span.column,
            expected=expected,
            suggestion=suggestion,
        )

    def at(self, path: str) -> Fault:
        """Return the fault as one of the document's, at `path`."""
        return Fault(path, self.rule, self.detail, self.value or None)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like `name`, or an empty text when none is near."""
    matches = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else ""
