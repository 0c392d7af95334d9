"""Writes web/src/gen/report.ts: the report document's types and the figures' titles, from the same registry as the
report's reference page. A test fails when it differs.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from tradewright.engine.report import report_schema
from tradewright.engine.report.figure import group_of

FILE: Final = Path(__file__).parents[1] / "web" / "src" / "gen" / "report.ts"
HEAD = "// Made by scripts/gen_report_client.py from src/tradewright/engine/report/; never edited by hand.\n"
SCALARS: Final = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}


def render() -> str:
    """Return the whole file."""
    groups = {
        group: {
            each.name: {"title": each.title, "unit": each.unit, "formula": each.formula}
            for each in group_of(group)
        }
        for group in ("summary", "risk", "ratios")
    }
    return (
        f"{HEAD}\nexport type Report = {render_type(report_schema(), '')};\n\n"
        "/** What each figure is, in the order they are told; formulas as the reference page prints them. */\n"
        f"export const figures = {json.dumps(groups, indent=2, ensure_ascii=False)} as const;\n"
    )


def render_type(schema: dict[str, Any], indent: str) -> str:
    """Return a JSON Schema of the kinds that the report uses as a TypeScript type."""
    if "anyOf" in schema:
        return " | ".join(render_type(each, indent) for each in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return " | ".join(json.dumps(each) for each in schema.get("enum", [schema.get("const")]))
    kind = schema["type"]
    if isinstance(kind, list):
        return " | ".join(render_type({**schema, "type": each}, indent) for each in kind)
    if kind == "array":
        return f"ReadonlyArray<{render_type(schema['items'], indent)}>"
    if kind != "object":
        return SCALARS[kind]
    if "properties" not in schema:
        held = schema.get("additionalProperties")
        return f"Readonly<Record<string, {render_type(held, indent) if held else 'unknown'}>>"
    inner = indent + "  "
    lines = (
        f"{inner}readonly {name}: {render_type(each, inner)};\n"
        for name, each in schema["properties"].items()
    )
    return f"{{\n{''.join(lines)}{indent}}}"


if __name__ == "__main__":
    FILE.write_text(render(), encoding="utf-8")
