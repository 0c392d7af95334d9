"""What a sender is told: one small JSON, or problem details (RFC 9457).

5xx only when the alert is not stored: TradingView repeats those, and nothing else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

import msgspec
from starlette.types import Send

from tradewright.features.agents.intake.door import Reception, Stored, TooMany, UnknownAgent
from tradewright.kernel.errors import Fault, Unavailable
from tradewright.kernel.ids import CorrelationId

TYPE_BASE = "https://tradewright.dev/problems/"
"""Names of problems, not addresses; the same that the API uses."""
_encode = msgspec.json.Encoder().encode
_STATUS = {
    "invalid": 422,
    "wrong_broker": 422,
    "body_too_large": 413,
    "signature_missing": 401,
    "signature_mismatch": 401,
    "signature_stale": 401,
    "signature_replayed": 401,
}
"""Status of a refusal by its code; any other refusal is a rule that says no."""
_REFUSED = 403


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, ready to be sent."""

    status: int
    correlation_id: CorrelationId
    document: dict[str, Any]
    media_type: Literal["application/json", "application/problem+json"] = "application/problem+json"
    retry_after_s: int | None = None


def render(reception: Reception, correlation_id: CorrelationId, *, is_too_large: bool) -> Answer:
    """Return the answer for what became of an alert."""
    if isinstance(reception, TooMany):
        return _problem(
            429,
            "limit_reached",
            "This agent is posted to too often.",
            correlation_id,
            retry_after_s=math.ceil(reception.wait_s),
        )
    if isinstance(reception, UnknownAgent):
        if is_too_large:
            return _problem(413, "body_too_large", "The body is larger than 64 KiB.", correlation_id)
        return _problem(404, "not_found", "There is nothing here.", correlation_id)
    return _stored(reception, correlation_id)


def hide_unknown(reception: Reception, correlation_id: CorrelationId) -> Reception | Answer:
    """Return the answer of a wrong signature for an agent that is not there: ids are not to be probed."""
    if isinstance(reception, UnknownAgent):
        detail = "The signature does not fit the body and the agent's signing secret."
        return _problem(401, "signature_mismatch", detail, correlation_id)
    return reception


def agent_not_named(correlation_id: CorrelationId) -> Answer:
    fault = Fault("$.agent_id", "required", "name the agent here or in the header X-Webhook-Agent")
    return _problem(422, "invalid", "The request names no agent.", correlation_id, faults=(fault,))


def too_slow(correlation_id: CorrelationId) -> Answer:
    return _problem(408, "body_too_slow", "The body did not come within 5 s.", correlation_id)


def unavailable(cause: Unavailable, correlation_id: CorrelationId) -> Answer:
    wait_s = cause.data.get("retry_after_s", 2)
    return _problem(
        503, cause.code, "The alert was not stored; send it again.", correlation_id, retry_after_s=wait_s
    )


def encode(answer: Answer) -> bytes:
    """Return the body."""
    return _encode(answer.document)


async def send(send: Send, answer: Answer) -> None:
    """Send the answer."""
    body = encode(answer)
    headers = [
        (b"content-type", answer.media_type.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"x-correlation-id", str(answer.correlation_id).encode()),
        (b"cache-control", b"no-store"),
    ]
    if answer.retry_after_s is not None:
        headers.append((b"retry-after", str(answer.retry_after_s).encode()))
    if answer.status in {408, 413}:
        headers.append((b"connection", b"close"))  # the rest of the body is not read
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _stored(stored: Stored, correlation_id: CorrelationId) -> Answer:
    verdict = stored.verdict
    if verdict.outcome == "refused":
        code = verdict.reason_code or "refused"
        return _problem(
            _STATUS.get(code, _REFUSED),
            code,
            verdict.reason or "",
            correlation_id,
            faults=stored.faults,
            alert_id=verdict.alert_id,
            outcome="refused",
        )
    document: dict[str, Any] = {
        "alert_id": verdict.alert_id,
        "correlation_id": correlation_id,
        "outcome": verdict.outcome,
        "duplicate": verdict.outcome == "duplicate",
    }
    if verdict.outcome == "duplicate":
        document["duplicate_of"] = verdict.duplicate_of
        return Answer(200, correlation_id, document, "application/json")
    return Answer(202, correlation_id, document, "application/json")


def _problem(
    status: int,
    code: str,
    detail: str,
    correlation_id: CorrelationId,
    *,
    faults: tuple[Fault, ...] = (),
    retry_after_s: int | None = None,
    **data: Any,
) -> Answer:
    document = {
        "type": f"{TYPE_BASE}{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "correlation_id": correlation_id,
        "errors": faults,
        **data,
    }
    return Answer(status, correlation_id, document, retry_after_s=retry_after_s)
