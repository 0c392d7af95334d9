"""Holds replies against a vendor's own OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec

VENDOR = Path(__file__).parents[1] / "data" / "vendor"


GAPS = {"Exchange": "CRYPTO"}
"""Values that the vendor sends and its document lacks: coins trade at "CRYPTO" (its own SDK, alpaca-py, knows it)."""


class OffSpec(AssertionError):
    """A reply is not what the vendor's document says."""


class Document:
    """One OpenAPI 3.0 document."""

    def __init__(self, name: str) -> None:
        raw: dict[str, Any] = msgspec.json.decode((VENDOR / name).read_bytes())
        self._schemas = {name: _modern(one) for name, one in raw["components"]["schemas"].items()}
        for schema, missing in GAPS.items():
            if schema in self._schemas:
                self._schemas[schema]["enum"].append(missing)
        self._operations = [
            (re.compile(_pattern(path)), method, _schemas_of(operation))
            for path, operations in raw["paths"].items()
            for method, operation in operations.items()
            if isinstance(operation, dict)
        ]
        self._validators: dict[str, Any] = {}

    def check(self, method: str, path: str, status: int, body: Any) -> bool:
        """Raise OffSpec when the document knows this reply and it differs; False when the document says nothing of it."""
        for pattern, known_method, schemas in self._operations:
            schema = schemas.get(str(status))
            if known_method != method.lower() or not pattern.fullmatch(path) or schema is None:
                continue
            faults = [
                f"{one.instance_path}: {one.message}" for one in self._validator(schema).iter_errors(body)
            ]
            if faults:
                raise OffSpec(f"{method} {path} {status}: {faults[:5]}")
            return True
        return False

    def _validator(self, schema: Mapping[str, Any]) -> Any:
        key = msgspec.json.encode(schema).decode()
        if key not in self._validators:
            whole = {**_modern(schema), "components": {"schemas": self._schemas}}
            self._validators[key] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return self._validators[key]


@cache
def document(name: str) -> Document:
    return Document(name)


def _pattern(path: str) -> str:
    escaped = re.escape(path).replace(r"\{", "{").replace(r"\}", "}")
    return re.sub(r"\{[^}]+\}", "[^/]+", escaped)


def _schemas_of(operation: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for status, reply in operation.get("responses", {}).items():
        content = reply.get("content", {}).get("application/json") if isinstance(reply, dict) else None
        if content and "schema" in content:
            found[str(status)] = content["schema"]
    return found


def _modern(schema: Any) -> Any:
    """OpenAPI 3.0's `nullable` as JSON Schema says it."""
    if isinstance(schema, list):
        return [_modern(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        name: _modern(one) for name, one in schema.items() if name not in ("nullable", "example", "examples")
    }
    if "oneOf" in made:
        made["anyOf"] = made.pop(
            "oneOf"
        )  # the vendor's alternatives overlap: no reply could be just one of them
    if schema.get("nullable") is True:
        if isinstance(made.get("type"), str):
            made["type"] = [made["type"], "null"]
        if "enum" in made:
            made["enum"] = [*made["enum"], None]
        if "$ref" in made:
            made = {"anyOf": [{"$ref": made["$ref"]}, {"type": "null"}]}
    return made
