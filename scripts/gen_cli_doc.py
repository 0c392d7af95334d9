"""Writes docs/reference/cli.md from the commands themselves. A test fails when it is stale."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from tradewright.entrypoints.cli.app import app

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "cli.md"
HEAD = """\
# The command line

Made from `src/tradewright/entrypoints/cli/` by `make gen`; edit that code, not this page.

Words go to standard output, problems and logs to standard error. With `--json` standard output is exactly one JSON document.
Completion for your shell: `tradewright --install-completion`.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | it could not be done, or `doctor` found something wrong; the sentence says why |
| 2 | wrong use, or wrong settings: every problem is named |
| 3 | a server that is needed does not answer |
| 4 | the API refused; the sentence is its reason, and with `--json` its whole problem document |

"""


def render_page() -> str:
    """Return the whole page."""
    root = typer.main.get_command(app)
    return HEAD + "\n".join(_render(path, command) for path, command in _leaves("tradewright", root))


def _leaves(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    # By shape: which Click the commands are made of is typer's own matter.
    children = getattr(command, "commands", None)
    if children is None:
        yield path, command
        return
    for name, child in children.items():
        yield from _leaves(f"{path} {name}", child)


def _render(path: str, command: Any) -> str:
    shown = [one for one in command.params if not getattr(one, "hidden", False) and one.name != "help"]
    arguments = [one for one in shown if one.param_type_name == "argument"]
    options = [one for one in shown if one.param_type_name != "argument"]
    usage = " ".join([path, *(_usage(one) for one in arguments), *(["[OPTIONS]"] if options else [])])
    lines = [f"## `{path}`", "", f"    {usage}", "", " ".join((command.help or "").split())]
    if shown:
        lines += ["", "| | |", "|---|---|"]
        lines += [f"| `{_name(one)}` | {_help(one)} |" for one in [*arguments, *options]]
    return "\n".join(lines) + "\n"


def _usage(one: Any) -> str:
    name = one.name.upper() + ("..." if one.nargs == -1 else "")
    return name if one.required else f"[{name}]"


def _name(one: Any) -> str:
    if one.param_type_name == "argument":
        return str(one.name.upper())
    return ", ".join(one.opts)


def _help(one: Any) -> str:
    text = " ".join(str(one.help or "").split())
    default = one.default
    if isinstance(default, str | int) and not isinstance(default, bool):
        text += f" Default: `{default}`."
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
    print(f"wrote {PAGE.name}")
