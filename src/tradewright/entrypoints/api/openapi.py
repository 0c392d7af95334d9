"""The OpenAPI document: what FastAPI knows of the routes, plus what every route of ours has in common."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from tradewright.entrypoints.api import openapi_webhooks
from tradewright.entrypoints.api.asgi import API_BASE
from tradewright.entrypoints.api.problems import HTTP_CODES, MEDIA_TYPE

METHODS = ("get", "put", "post", "patch", "delete")
WRITES = frozenset({"put", "post", "patch", "delete"})
PUBLIC_PATHS = (
    "/legal",
    "/auth/sign-up",
    "/auth/sign-in",
    "/auth/refresh",
    "/health",
    "/live",
    "/ready",
)
PUBLIC_PREFIXES = tuple(f"{API_BASE}{path}" for path in PUBLIC_PATHS)
# 5xx other than 503 are bugs and are not promised.
COMMON = (400, 401, 403, 404, 405, 408, 409, 412, 413, 415, 422, 429, 503)

PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457 problem details. More members may follow: the values that decided.",
    "required": ["type", "title", "status", "detail", "code", "correlation_id", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "Stable; decide by this."},
        "correlation_id": {"type": ["string", "null"]},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemFault"}},
    },
    "additionalProperties": True,
}
FAULT = {
    "type": "object",
    "title": "ProblemFault",
    "required": ["path", "rule", "message", "value"],
    "properties": {
        "path": {"type": "string", "description": "JSON path of the fault, such as `$.sl.value`."},
        "rule": {"type": "string"},
        "message": {"type": "string", "description": "What would be right."},
        "value": {"type": ["string", "null"]},
    },
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A fresh random text for each new request. Sent again with the same request, it gives the "
    "first one's answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}


def install(app: FastAPI) -> None:
    """Make `app.openapi()` return the finished document, made once."""

    def build() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _finished(
                get_openapi(
                    title=app.title,
                    version=app.version,
                    summary=app.summary,
                    routes=app.routes,
                    separate_input_output_schemas=app.separate_input_output_schemas,
                )
            )
        return app.openapi_schema

    # The documented way to extend it: https://fastapi.tiangolo.com/how-to/extending-openapi/
    app.openapi = build  # type: ignore[method-assign]


def _finished(document: dict[str, Any]) -> dict[str, Any]:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"], schemas["ProblemFault"] = PROBLEM, FAULT
    schemas.update(openapi_webhooks.SCHEMAS)
    document.setdefault("paths", {}).update(openapi_webhooks.paths())
    components["responses"] = {f"Problem{status}": _problem_response(status) for status in COMMON}
    components["parameters"] = {"IdempotencyKey": IDEMPOTENCY_KEY}
    components["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": "tw_access"},
        "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
        "apiKey": {"type": "http", "scheme": "bearer", "description": "An API key: twk_…"},
        "webhookSignature": openapi_webhooks.SIGNATURE_SCHEME,
    }
    for path, method, operation in _operations(document):
        _finish(operation, path, method)
    return document


def _finish(operation: dict[str, Any], path: str, method: str) -> None:
    responses = operation.setdefault("responses", {})
    responses.pop("422", None)
    for status in COMMON:
        responses.setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
    if "security" in operation:
        return  # it says itself who may
    if path.startswith(PUBLIC_PREFIXES):
        operation["security"] = []
        return
    if method in WRITES:
        operation["security"] = [{"session": [], "csrf": []}, {"apiKey": []}]
        operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/IdempotencyKey"})
    else:
        operation["security"] = [{"session": []}, {"apiKey": []}]


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document.get("paths", {}).items():
        for method in METHODS:
            if method in methods:
                yield path, method, methods[method]


def _problem_response(status: int) -> dict[str, Any]:
    words = HTTP_CODES[status][1] if status in HTTP_CODES else HTTPStatus(status).phrase
    return {
        "description": words,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
