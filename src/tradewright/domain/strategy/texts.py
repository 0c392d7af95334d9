"""Text ↔ document: YAML and JSON with every number kept by its own digits, nothing executed, nothing aliased."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.money import plain

TEXT_MAX = 256 * 1024
"""Longest document in characters; the fullest of ours has 6 KiB."""
NODES_MAX = 20_000
DEPTH_MAX = 64
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


class InvalidText(Invalid):
    """The text is no YAML and no JSON; `line` and `column` count from 1."""

    code = "invalid_text"

    def __init__(self, message: str, *, line: int = 1, column: int = 1) -> None:
        told = f"line {line}, column {column}: {message}"
        super().__init__(told, faults=(Fault("$", "text", told),), line=line, column=column)
        self.message = message


def load_text(text: str) -> Any:
    """Return the document in `text`, YAML or JSON. Raises InvalidText.

    `yes`, `on` and `09:30` stay texts: only true, false, null and numbers are anything else.
    """
    node = compose(text)
    return None if node is None else _Builder().build(node, 1)


def compose(text: str) -> Any:
    """Return the tree of `text` with every node's place, None for an empty text. Raises InvalidText."""
    if len(text) > TEXT_MAX:
        raise InvalidText(f"a definition has at most {TEXT_MAX} characters")
    if "\x00" in text:
        raise InvalidText("a definition is text")
    import yaml  # here, because only authors' texts need it: it adds 20 ms to a program's start

    try:
        # JSON may be indented with tabs, YAML not; inside JSON's texts there are none.
        return yaml.compose(
            text.replace("\t", " ") if text.lstrip()[:1] == "{" else text, Loader=yaml.SafeLoader
        )
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = error.problem or "unreadable"
        raise InvalidText(
            message, line=mark.line + 1 if mark else 1, column=mark.column + 1 if mark else 1
        ) from None
    except yaml.YAMLError as error:
        raise InvalidText(str(error).splitlines()[0]) from None
    except RecursionError:
        raise InvalidText(f"nested deeper than {DEPTH_MAX}") from None


class _Builder:
    """YAML nodes → plain values. The tree is ours to walk, so no tag can construct anything."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def build(self, node: Any, depth: int) -> Any:
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        if id(node) in self._seen:
            raise InvalidText("anchors and aliases are not read", line=line, column=column)
        self._seen.add(id(node))
        if len(self._seen) > NODES_MAX or depth > DEPTH_MAX:
            raise InvalidText("too large or too deep for a definition", line=line, column=column)
        if node.id == "scalar":
            return node.value if node.style in ("'", '"', "|", ">") else _plain(node.value)
        if node.id == "sequence":
            return [self.build(item, depth + 1) for item in node.value]
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            # A key is always a text: `12:` names something called 12.
            key = key_node.value if key_node.id == "scalar" else None
            place = key_node.start_mark
            if key is None:
                raise InvalidText("a key is a text", line=place.line + 1, column=place.column + 1)
            if key in found:
                raise InvalidText(f"'{key}' stands here twice", line=place.line + 1, column=place.column + 1)
            found[key] = self.build(value_node, depth + 1)
        return found


def _plain(text: str) -> Any:
    if text in ("null", "~", ""):
        return None
    if text in ("true", "false"):
        return text == "true"
    return Decimal(text) if len(text) <= 64 and _NUMBER.fullmatch(text) else text


def json_text(document: Any, *, indent: int | None = None) -> str:
    """Return the document as JSON, keys in their order, every Decimal by its digits."""
    return _json(document, indent, 0)


def _json(value: Any, indent: int | None, depth: int) -> str:
    if isinstance(value, dict):
        parts = [
            f"{json.dumps(key, ensure_ascii=False)}: {_json(item, indent, depth + 1)}"
            for key, item in value.items()
        ]
        return _bracketed("{", parts, "}", indent, depth)
    if isinstance(value, list | tuple):
        return _bracketed("[", [_json(item, indent, depth + 1) for item in value], "]", indent, depth)
    if isinstance(value, Decimal):
        return plain(value)
    return json.dumps(value, ensure_ascii=False)


def _bracketed(opening: str, parts: list[str], closing: str, indent: int | None, depth: int) -> str:
    if indent is None or not parts:
        return f"{opening}{', '.join(parts)}{closing}"
    pad = "\n" + " " * indent * (depth + 1)
    return f"{opening}{pad}{f',{pad}'.join(parts)}\n{' ' * indent * depth}{closing}"


def yaml_text(document: Any) -> str:
    """Return the document as YAML for people, which `load_text` reads back as the same document."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes Decimals by their digits, and quotes what would read back as something else."""

    def write_decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
        return dumper.represent_scalar("tag:yaml.org,2002:float", plain(value))

    def write_text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
        style = '"' if not isinstance(_plain(value), str) else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(Decimal, write_decimal)
    Dumper.add_representer(str, write_text)
    return yaml.dump(document, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110)
