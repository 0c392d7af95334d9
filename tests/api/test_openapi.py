"""The OpenAPI document: kept fresh, with names a client can be generated from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NoReturn

from scripts.gen_openapi import TARGET, render

from tradewright.entrypoints.api import openapi_webhooks
from tradewright.entrypoints.api.app import document
from tradewright.features.agents import webhook_routes
from tradewright.kernel.clock import SystemClock


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_the_document_in_the_repository_is_the_one_the_routes_make() -> None:
    assert TARGET.read_text(encoding="utf-8") == render(), "run: python scripts/gen_openapi.py"


def test_operations_are_named_once_and_in_snake_case() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]

    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", name)] == []


def test_every_operation_declares_its_refusals_as_problems() -> None:
    for method, path, operation in operations():
        for status in ("404", "422", "503"):
            content = operation["responses"][status]
            assert "$ref" in content or "content" in content, f"{method} {path} {status}"


def test_fields_of_answers_are_always_there() -> None:
    schemas = document()["components"]["schemas"]
    answered = {name for name in schemas if name.endswith("Out") or name.startswith("Page")}

    loose = {
        name: set(schemas[name]["properties"]) - set(schemas[name].get("required", [])) for name in answered
    }

    assert {name: fields for name, fields in loose.items() if fields} == {}


def test_every_route_is_in_the_document_and_says_who_may() -> None:
    made = document()
    told = {(path, method) for method, path, _ in operations()}
    schemes = {"session", "csrf", "apiKey", "webhookSignature"}

    assert ("/api/tv-webhook/{token}", "post") in told
    assert ("/api/unify/v1/webhook/{broker}", "post") in told
    assert set(made["components"]["securitySchemes"]) == schemes
    for method, path, operation in operations():
        assert {name for way in operation["security"] for name in way} <= schemes, f"{method} {path}"


def no_door() -> NoReturn:
    raise AssertionError("nobody comes in here")


def test_webhooks_are_told_as_they_are_routed() -> None:
    routes = webhook_routes(no_door, SystemClock())
    routed = {route.path for route in routes}

    assert routed == set(openapi_webhooks.paths())
