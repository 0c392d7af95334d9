"""The two webhook endpoints as plain ASGI: this is the hot path, and a body of any type must get a clean answer.

POST /api/tv-webhook/{token}              the token in the path is the authentication
POST /api/unify/v1/webhook/{broker}       signed; the agent is named by X-Webhook-Agent or in the envelope
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tradewright.features.agents.intake import answers
from tradewright.features.agents.intake.assess import Delivery
from tradewright.features.agents.intake.body import (
    READ_PATIENCE_S,
    Gone,
    TooLarge,
    TooSlow,
    header,
    read_body,
)
from tradewright.features.agents.intake.door import Door, Reception
from tradewright.features.agents.intake.items import optional_uuid
from tradewright.kernel.clock import Clock
from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import AgentId, CorrelationId, new_uuid7

_decode_loose = msgspec.json.Decoder().decode


def webhook_routes(
    door: Callable[[], Door], clock: Clock, *, patience_s: float = READ_PATIENCE_S
) -> list[Route]:
    """Return the routes to mount at the root of the application.

    `door` is asked at each request, so that routes can be made before the door is open. A body that takes
    longer than `patience_s` is given up.
    """
    return [
        Route(
            "/api/tv-webhook/{token}",
            _TokenWebhook(door, clock, patience_s),
            methods=["POST"],
            name="tv-webhook",
        ),
        Route(
            "/api/unify/v1/webhook/{broker}",
            _SignedWebhook(door, clock, patience_s),
            methods=["POST"],
            name="signed-webhook",
        ),
    ]


class _Webhook:
    """Reads the request, has it received, and answers. How an agent is found is the subclass's matter."""

    def __init__(self, door: Callable[[], Door], clock: Clock, patience_s: float) -> None:
        self._door = door
        self._clock = clock
        self._patience_s = patience_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        correlation_id = scope.get("state", {}).get("correlation_id") or CorrelationId(new_uuid7())
        body = await read_body(scope, receive, patience_s=self._patience_s)
        if isinstance(body, Gone):
            return
        if isinstance(body, TooSlow):
            await answers.send(send, answers.too_slow(correlation_id))
            return
        try:
            reception = await self.receive(
                scope, None if isinstance(body, TooLarge) else body, correlation_id
            )
        except Unavailable as cause:
            await answers.send(send, answers.unavailable(cause, correlation_id))
            return
        if isinstance(reception, answers.Answer):
            await answers.send(send, reception)
        else:
            await answers.send(
                send, answers.render(reception, correlation_id, is_too_large=isinstance(body, TooLarge))
            )

    async def receive(
        self, scope: Scope, body: bytes | None, correlation_id: CorrelationId
    ) -> Reception | answers.Answer:
        raise AssertionError("each webhook says how it finds its agent")

    def delivery(
        self, scope: Scope, body: bytes | None, correlation_id: CorrelationId, **more: Any
    ) -> Delivery:
        client = scope.get("client")
        return Delivery(
            body=body,
            content_type=header(scope, b"content-type") or "",
            remote_ip=client[0] if client else None,
            received_at=self._clock.now(),
            correlation_id=correlation_id,
            **more,
        )


class _TokenWebhook(_Webhook):
    async def receive(
        self, scope: Scope, body: bytes | None, correlation_id: CorrelationId
    ) -> Reception | answers.Answer:
        delivery = self.delivery(scope, body, correlation_id, route="tv")
        return await self._door().receive_by_token(scope["path_params"]["token"], delivery)


class _SignedWebhook(_Webhook):
    async def receive(
        self, scope: Scope, body: bytes | None, correlation_id: CorrelationId
    ) -> Reception | answers.Answer:
        agent_id = optional_uuid(header(scope, b"x-webhook-agent")) or _agent_in_envelope(body)
        if agent_id is None:
            return answers.agent_not_named(correlation_id)
        delivery = self.delivery(
            scope,
            body,
            correlation_id,
            route="unify",
            broker=scope["path_params"]["broker"],
            signature=header(scope, b"x-webhook-signature"),
        )
        reception = await self._door().receive_signed(AgentId(agent_id), delivery)
        return answers.hide_unknown(reception, correlation_id)


def _agent_in_envelope(body: bytes | None) -> Any:
    """Return the agent an unproven body names: only a hint whose secret to try."""
    try:
        envelope = _decode_loose(body or b"")
    except (msgspec.DecodeError, RecursionError):
        return None
    return optional_uuid(envelope.get("agent_id")) if isinstance(envelope, dict) else None
