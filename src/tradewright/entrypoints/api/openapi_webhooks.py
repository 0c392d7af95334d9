"""The two webhooks in the OpenAPI document, written by hand: they are plain ASGI (`features.agents.intake.webhook`),
because a body of any type must get a clean answer, so FastAPI knows nothing of them.
"""

from __future__ import annotations

from typing import Any

from tradewright.entrypoints.api.asgi import API_BASE

UNSIGNED = "/api/tv-webhook/{token}"
SIGNED = f"{API_BASE}/webhook/{{broker}}"
BODY_MAX = "At most 64 KiB, within 5 s."

SIGNATURE_SCHEME = {
    "type": "apiKey",
    "in": "header",
    "name": "X-Webhook-Signature",
    "description": 'The header is `t=<unix seconds>,v1=<hex>`, where `v1` is the HMAC-SHA-256 of "t.body" under the '
    "agent's signing secret. `t` may be 300 s from our clock, and a signature is good once. Several `v1` may follow.",
}

_number = {"type": ["string", "number"]}
_text = {"type": "string"}
_members: dict[str, Any] = {
    "action": {
        "type": "string",
        "enum": ["buy", "sell", "long", "short", "exit", "close", "flat", "cancel", "flatten"],
    },
    "quantity": _number,
    "order_type": {"type": "string", "enum": ["market", "limit", "stop", "stop_limit"]},
    "limit_price": _number,
    "stop_price": _number,
    "stop_loss_percent": _number,
    "take_profit_percent": _number,
}

ALERT_BODY = {
    "title": "AlertBody",
    "description": "An alert as one flat object. Keys may be spelled as other bridges spell them; unknown ones are "
    "kept and not read. `id` makes a repeat of it the same alert.",
    "type": "object",
    "required": ["ticker", "action"],
    "properties": {"ticker": _text, **_members, "passphrase": _text, "id": _text, "time": _text},
    "additionalProperties": True,
    "examples": [{"ticker": "BTCUSD", "action": "buy", "quantity": "0.05"}],
}
ALERT_ENVELOPE = {
    "title": "AlertEnvelope",
    "description": "An alert in the envelope `unify.v1`.",
    "type": "object",
    "required": ["version", "intent"],
    "properties": {
        "version": {"type": "string", "const": "unify.v1"},
        "source": _text,
        "intent": {
            "type": "object",
            "required": ["symbol", "action"],
            "properties": {"symbol": _text, **_members},
            "additionalProperties": True,
        },
        "agent_id": {"type": "string", "format": "uuid"},
        "id": _text,
        "ts": {"type": "string", "format": "date-time"},
    },
    "additionalProperties": True,
}
SCHEMAS = {"AlertBody": ALERT_BODY, "AlertEnvelope": ALERT_ENVELOPE}


def paths() -> dict[str, Any]:
    """Return the path items of both webhooks. Refusals are added as to every operation."""
    return {UNSIGNED: {"post": _token_webhook()}, SIGNED: {"post": _signed_webhook()}}


def _token_webhook() -> dict[str, Any]:
    return {
        "tags": ["webhooks"],
        "summary": "Receive an alert; the token in the path says for which agent",
        "description": f"The alert is on disk before it is answered. {BODY_MAX}",
        "operationId": "receive_alert",
        "parameters": [_in_path("token", "The last part of the agent's `url`, and a secret.")],
        "requestBody": _body("AlertBody", "AlertEnvelope", has_text=True),
        "responses": _answers(),
        "security": [],
    }


def _signed_webhook() -> dict[str, Any]:
    agent = {
        "name": "X-Webhook-Agent",
        "in": "header",
        "required": False,
        "description": "Which agent it is for, unless the envelope says so in `agent_id`.",
        "schema": {"type": "string", "format": "uuid"},
    }
    return {
        "tags": ["webhooks"],
        "summary": "Receive a signed alert for the agent's accounts at one broker",
        "description": f"The alert is on disk before it is answered. {BODY_MAX}",
        "operationId": "receive_signed_alert",
        "parameters": [_in_path("broker", "Such as `paper`."), agent],
        "requestBody": _body("AlertEnvelope", "AlertBody", has_text=False),
        "responses": _answers(),
        "security": [{"webhookSignature": []}],
    }


def _in_path(name: str, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string", "minLength": 1},
    }


def _body(*schemas: str, has_text: bool) -> dict[str, Any]:
    content: dict[str, Any] = {
        "application/json": {
            "schema": {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in schemas]}
        }
    }
    if has_text:
        plain = {"type": "string", "examples": ["ticker=BTCUSD action=buy quantity=0.05"]}
        content["text/plain"] = {"schema": plain}
    return {"required": True, "content": content}


def _answers() -> dict[str, Any]:
    return {"202": _answer("Received", "Received"), "200": _answer("ReceivedAgain", "Seen before; done once")}


def _answer(schema: str, description: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}
