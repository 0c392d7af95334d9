"""What was wrong with a request, place by place, in the reader's words: JSON path, rule, what would be right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.types import Scope

from tradewright.entrypoints.api import problems
from tradewright.entrypoints.api.asgi import Answer
from tradewright.kernel.errors import Fault, Invalid

FAULTS_MAX = 50
VALUE_LENGTH_MAX = 200
PATH_LENGTH_MAX = 300
"""Characters; names of fields that are not ours are as long as the sender likes."""
SECRET_NAMES = ("pass", "secret", "token", "key", "credential")
"""A value under such a name is not repeated, not even to the one who sent it: answers end up in logs."""


class RequestNotValid(Invalid):
    """Fields of the request break rules; `errors` has each with its place."""

    code = "request_invalid"


def problem_of(error: RequestValidationError, scope: Scope) -> Answer:
    """Return the answer for a request that does not fit its route's schema."""
    errors = error.errors()
    if any(one["type"] == "json_invalid" for one in errors):
        return problems.http_problem(scope, status=400, detail="The body is not valid JSON.")
    faults = tuple(_fault(one) for one in errors[:FAULTS_MAX])
    count = len(errors)
    detail = "One field is not valid." if count == 1 else f"{count} fields are not valid."
    return problems.problem_of(RequestNotValid(detail, faults=faults), scope)


def _fault(error: Mapping[str, Any]) -> Fault:
    place: Sequence[str | int] = error["loc"]
    is_secret = any(
        isinstance(part, str) and any(word in part.lower() for word in SECRET_NAMES) for part in place
    )
    value = error.get("input")
    is_shown = not is_secret and isinstance(value, str | int | float | bool)
    return Fault(
        path=_path(place),
        rule=error["type"],
        message=_message(error),
        value=str(value)[:VALUE_LENGTH_MAX] if is_shown else None,
    )


def _path(place: Sequence[str | int]) -> str:
    """Return a JSON path: `$.sl.value` for the body, `$.query.limit` and the like for the rest."""
    parts = place[1:] if place and place[0] == "body" else place
    path = "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return path[:PATH_LENGTH_MAX]


def _message(error: Mapping[str, Any]) -> str:
    """Return a sentence that says what would be right."""
    context = error.get("ctx") or {}
    match error["type"]:
        case "missing":
            return "This field is required."
        case "extra_forbidden":
            return "There is no such field; remove it."
        case "literal_error" | "enum":
            return f"Must be {context.get('expected', 'one of the documented values')}."
        case "value_error":
            return f"This is {context.get('error', 'not valid')}." if _reads_on(context) else error["msg"]
        case _:
            message = str(error["msg"])
            return message if message.endswith(".") else f"{message}."


def _reads_on(context: Mapping[str, Any]) -> bool:
    return str(context.get("error", "")).startswith("not ")
