"""How strategies are told to the outside: by the API and by events alike. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tradewright.domain.strategy.analysis import Analysis, analyse
from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.domain.strategy.expression.faults import ExpressionFault
from tradewright.features.strategies.language import Reading
from tradewright.features.strategies.store import Strategy, Version, VersionLine
from tradewright.kernel.errors import Fault, Invalid

Document = dict[str, Any]


def strategy_document(strategy: Strategy) -> Document:
    """Return the strategy as the API answers it and `strategy.changed` carries it."""
    return {
        "strategy_id": str(strategy.strategy_id),
        "name": strategy.name,
        "description": strategy.description,
        "market": strategy.market,
        "timeframe": strategy.timeframe,
        "direction": strategy.direction,
        "version_number": strategy.version_number,
        "definition_hash": strategy.definition_hash,
        "trials": strategy.trials,
        "created_at": iso(strategy.created_at),
        "updated_at": iso(strategy.updated_at),
    }


def detail_document(strategy: Strategy, version: Version) -> Document:
    return {
        **strategy_document(strategy),
        "document": numbers(version.document),
        "notes": version.notes,
        "evidence": numbers(version.evidence),
    }


def version_document(strategy: Strategy, version: Version) -> Document:
    return {
        "strategy_id": str(strategy.strategy_id),
        "number": version.number,
        "notes": version.notes,
        "definition_hash": version.definition_hash,
        "document": numbers(version.document),
        "evidence": numbers(version.evidence),
        "created_at": iso(version.created_at),
    }


def line_document(strategy: Strategy, line: VersionLine) -> Document:
    return {
        "strategy_id": str(strategy.strategy_id),
        "number": line.number,
        "notes": line.notes,
        "definition_hash": line.definition_hash,
        "has_evidence": line.has_evidence,
        "created_at": iso(line.created_at),
    }


def reading_document(reading: Reading) -> Document:
    """Return what there is to say of a draft that was understood."""
    return {
        **_NOTHING,
        "is_valid": True,
        "document": numbers(reading.document),
        "text": reading.text,
        "definition_hash": reading.definition_hash,
        **analysis_document(analyse(reading.resolved)),
    }


def analysis_document(analysis: Analysis) -> Document:
    """Return what is known of a definition without running it."""
    return {
        "findings": [
            {
                "code": one.code,
                "severity": one.severity,
                "path": one.path,
                "message": one.message,
                "hint": one.hint,
            }
            for one in analysis.findings
        ],
        "warmup_bars": analysis.warmup_bars,
        "cost": analysis.cost,
    }


def expression_document(canonical: str) -> Document:
    return {**_NOTHING, "is_valid": True, "expression": canonical}


def faults_document(error: Invalid) -> Document:
    """Return what is wrong. An error about one place says in its data where in the text, and what was meant."""
    return {**_NOTHING, "is_valid": False, "faults": located_faults(error)}


def located_faults(error: Invalid) -> list[Document]:
    """Return every fault with its place in the document and, within an expression, in its text."""
    faults = error.faults or (Fault("$", error.code, error.detail),)
    about = error.data if len(faults) == 1 else {}
    return [_fault(fault, about) for fault in faults]


_NOTHING: Document = {
    "faults": [],
    "findings": [],
    "warmup_bars": None,
    "cost": None,
    "document": None,
    "text": None,
    "definition_hash": None,
    "expression": None,
}


def _fault(fault: Fault, about: Mapping[str, Any]) -> Document:
    told = {name: about.get(name) or None for name in ("line", "column", "expected", "suggestion")}
    if isinstance(fault, ExpressionFault):
        told = {
            "line": fault.line,
            "column": fault.column,
            "expected": fault.expected or None,
            "suggestion": fault.suggestion or None,
        }
    return {
        "path": fault.path,
        "rule": fault.rule,
        "message": fault.message,
        "value": fault.value,
        **told,
    }


def indicator_document(indicator: Indicator) -> Document:
    """Return a library indicator with what a caller may write."""
    return {
        "name": indicator.name,
        "title": indicator.title,
        "description": indicator.description,
        "category": indicator.category,
        "type": indicator.type,
        "inputs": [
            {"name": one.name, "default": one.default, "is_fixed": one.fixed, "kind": one.kind}
            for one in indicator.inputs
        ],
        "params": [_param(param) for param in indicator.params],
        "outputs": [{"name": one.name, "kind": one.kind} for one in indicator.outputs],
        "formula": None if indicator.formula is None else dict(indicator.formula),
        "signature": f"{indicator.name}({', '.join(one.name for one in indicator.arguments)})",
        "pine": indicator.pine,
        "source": indicator.source,
        "overlay": indicator.overlay,
        "examples": list(indicator.examples),
    }


def _param(param: Param) -> Document:
    return {
        "name": param.name,
        "title": param.title or param.name.replace("_", " ").capitalize(),
        "kind": param.kind,
        "default": param.default,
        "least": param.least,
        "most": param.most,
        "step": param.step,
        "options": list(param.options),
    }


def numbers(value: Any) -> Any:
    """Return a document with JSON numbers where it holds decimals: a definition is told as its author would write it."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dict():
            return {key: numbers(item) for key, item in value.items()}
        case list() | tuple():
            return [numbers(item) for item in value]
        case _:
            return value


def iso(moment: datetime) -> str:
    """Return an aware time as ISO 8601 in UTC, ending in `Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
