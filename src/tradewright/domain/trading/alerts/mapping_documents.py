"""An agent's mapping as a JSON document and back: a part of its version's document, and of the API's AgentInput."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tradewright.domain.trading.alerts.mapping import (
    NO_MAPPING,
    AlertMapping,
    FieldRule,
    parse_path,
    render_path,
)
from tradewright.domain.trading.alerts.settings import FormatSettings

Document = dict[str, Any]
_UNITS = ("risk_unit", "distance_unit", "entry_unit", "deviation_unit")


def mapping_to_document(mapping: AlertMapping) -> Document | None:
    """Return the mapping as JSON; None for one that says nothing."""
    if mapping == NO_MAPPING:
        return None
    settings = mapping.settings
    return {
        "fields": {rule.name: _rule_to_document(rule) for rule in mapping.rules},
        **{name: getattr(settings, name) for name in _UNITS},
        "bot_sides": dict(settings.bot_sides),
        "triggers": {trigger: dict(members) for trigger, members in settings.triggers.items()},
    }


def mapping_from_document(document: Mapping[str, Any] | None) -> AlertMapping:
    """Return the mapping in a document; absent keys say nothing. Raises ValueError for a path that is none."""
    if document is None:
        return NO_MAPPING
    fields = document.get("fields") or {}
    return AlertMapping(
        tuple(_rule_from_document(name, rule) for name, rule in fields.items()),
        FormatSettings(
            **{name: document.get(name) for name in _UNITS},
            bot_sides=document.get("bot_sides") or {},
            triggers=document.get("triggers") or {},
        ),
    )


def _rule_to_document(rule: FieldRule) -> Document:
    return {
        "path": None if rule.path is None else render_path(rule.path),
        "constant": rule.constant,
        "values": dict(rule.values),
        "default": rule.default,
    }


def _rule_from_document(name: str, document: Mapping[str, Any]) -> FieldRule:
    path = document.get("path")
    return FieldRule(
        name,
        None if path is None else parse_path(path),
        document.get("constant"),
        document.get("values") or {},
        document.get("default"),
    )
