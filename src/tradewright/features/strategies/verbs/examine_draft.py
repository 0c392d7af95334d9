"""What there is to say of a draft while it is being written. Stateless: nothing is stored."""

from __future__ import annotations

from tradewright.features.strategies.documents import (
    Document,
    expression_document,
    faults_document,
    reading_document,
)
from tradewright.features.strategies.language import Source, read, read_expression
from tradewright.kernel.errors import Invalid


def examine_draft(source: Source) -> Document:
    """Return what is wrong with a draft, or its canonical form. Never raises `Invalid`."""
    try:
        return reading_document(read(source))
    except Invalid as error:
        return faults_document(error)


def examine_expression(text: str) -> Document:
    """Return what is wrong with an expression, or its canonical form. Never raises `Invalid`."""
    try:
        return expression_document(read_expression(text))
    except Invalid as error:
        return faults_document(error)
