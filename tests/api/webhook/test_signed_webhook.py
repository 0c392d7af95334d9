"""`POST /api/unify/v1/webhook/{broker}`: signed, fresh, once, and for an account at that broker."""

from __future__ import annotations

import json

import httpx
from tests.store.agents.desk import AgentHandle, Desk, HandClock

from tradewright.features.agents.intake.signature import sign
from tradewright.features.agents.verbs.read_agents import show_signing_secret
from tradewright.kernel.ids import new_uuid7

PATH = "/api/unify/v1/webhook/paper"


def an_envelope(**members: object) -> bytes:
    intent = {"symbol": "BTCUSD", "action": "buy", "quantity": "1"}
    return json.dumps({"version": "unify.v1", "source": "test", "intent": intent} | members).encode()


async def signed_headers(desk: Desk, agent: AgentHandle, body: bytes, clock: HandClock) -> dict[str, str]:
    secret = await show_signing_secret(desk.cx, agent.agent_id)
    signature = sign(body, secret=secret.encode(), signed_at=int(clock.now().timestamp()))
    return {"x-webhook-signature": signature, "x-webhook-agent": str(agent.agent_id)}


async def reasons(desk: Desk, agent: AgentHandle) -> list[str | None]:
    return [alert["reason_code"] for alert in await desk.alerts(agent)]


async def test_a_signed_envelope_is_accepted(desk: Desk, client: httpx.AsyncClient, clock: HandClock) -> None:
    agent, body = await desk.agent(), an_envelope(id="1")

    answer = await client.post(PATH, content=body, headers=await signed_headers(desk, agent, body, clock))

    assert answer.status_code == 202, answer.text
    (alert,) = await desk.alerts(agent)
    assert alert["route"] == "unify"
    assert len(await desk.signals(agent)) == 1


async def test_the_envelope_may_name_the_agent(
    desk: Desk, client: httpx.AsyncClient, clock: HandClock
) -> None:
    agent = await desk.agent()
    body = an_envelope(id="1", agent_id=str(agent.agent_id))
    headers = await signed_headers(desk, agent, body, clock)
    del headers["x-webhook-agent"]

    answer = await client.post(PATH, content=body, headers=headers)

    assert answer.status_code == 202, answer.text


async def test_a_replayed_request_is_refused_and_stored(
    desk: Desk, client: httpx.AsyncClient, clock: HandClock
) -> None:
    agent, body = await desk.agent(), an_envelope(id="1")
    headers = await signed_headers(desk, agent, body, clock)
    await client.post(PATH, content=body, headers=headers)

    replayed = await client.post(PATH, content=body, headers=headers)

    assert (replayed.status_code, replayed.json()["code"]) == (401, "signature_replayed")
    assert await reasons(desk, agent) == [None, "signature_replayed"]
    assert len(await desk.signals(agent)) == 1


async def test_a_stale_signature_is_refused_either_way(
    desk: Desk, client: httpx.AsyncClient, clock: HandClock
) -> None:
    agent, body = await desk.agent(), an_envelope()
    headers = await signed_headers(desk, agent, body, clock)

    answers = []
    for seconds in (301, -602):
        clock.pass_s(seconds)
        answers.append(await client.post(PATH, content=body, headers=headers))
    clock.pass_s(300)
    in_time = await client.post(PATH, content=body, headers=headers)

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(401, "signature_stale")] * 2
    assert in_time.status_code == 202


async def test_a_tampered_body_is_refused(desk: Desk, client: httpx.AsyncClient, clock: HandClock) -> None:
    agent, body = await desk.agent(), an_envelope()
    headers = await signed_headers(desk, agent, body, clock)

    answer = await client.post(PATH, content=body.replace(b'"1"', b'"9"'), headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "signature_mismatch")
    assert await reasons(desk, agent) == ["signature_mismatch"]
    (alert,) = await desk.alerts(agent)
    assert alert["intent"] is None


async def test_a_missing_or_unreadable_signature_is_refused(
    desk: Desk, client: httpx.AsyncClient, clock: HandClock
) -> None:
    agent = await desk.agent()

    for header in (None, "", "v1=00", "t=now,v1=00", f"t={'9' * 40},v1=00", "t=1,v1=xyz", "t=1,t=2,v1=00"):
        headers = {"x-webhook-agent": str(agent.agent_id)} | (
            {} if header is None else {"x-webhook-signature": header}
        )
        answer = await client.post(PATH, content=an_envelope(), headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "signature_missing"), header

    assert await reasons(desk, agent) == ["signature_missing"] * 7


async def test_an_agent_that_is_not_there_looks_like_a_wrong_signature(
    desk: Desk, client: httpx.AsyncClient, clock: HandClock
) -> None:
    agent, body = await desk.agent(), an_envelope()
    headers = await signed_headers(desk, agent, body, clock)

    known = await client.post(PATH, content=body + b" ", headers=headers)
    unknown = await client.post(PATH, content=body, headers=headers | {"x-webhook-agent": str(new_uuid7())})

    assert (unknown.status_code, unknown.json()["code"]) == (401, "signature_mismatch")
    assert known.json()["detail"] == unknown.json()["detail"]


async def test_another_traders_secret_opens_nothing(
    desk: Desk, stranger: Desk, client: httpx.AsyncClient, clock: HandClock
) -> None:
    mine, theirs, body = await desk.agent(), await stranger.agent(), an_envelope()
    headers = await signed_headers(stranger, theirs, body, clock)

    answer = await client.post(PATH, content=body, headers=headers | {"x-webhook-agent": str(mine.agent_id)})

    assert answer.json()["code"] == "signature_mismatch"
    assert await desk.signals(mine) == []


async def test_a_broker_the_agent_has_no_account_at_is_refused(
    desk: Desk, client: httpx.AsyncClient, clock: HandClock
) -> None:
    agent, body = await desk.agent(), an_envelope()

    answer = await client.post(
        "/api/unify/v1/webhook/alpaca", content=body, headers=await signed_headers(desk, agent, body, clock)
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_broker")
    assert await reasons(desk, agent) == ["wrong_broker"]


async def test_a_request_that_names_no_agent_is_invalid(client: httpx.AsyncClient) -> None:
    for body in (an_envelope(), b"", b"[1]", b"\xff", b"[" * 100_000):
        answer = await client.post(PATH, content=body[:60_000])
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["path"] == "$.agent_id"


async def test_forged_signatures_do_not_use_up_the_agents_own_rate(
    desk: Desk, client: httpx.AsyncClient, clock: HandClock
) -> None:
    agent, body = await desk.agent(), an_envelope()
    headers = await signed_headers(desk, agent, body, clock)
    forged = headers | {"x-webhook-signature": "t=1,v1=00"}

    answers = [await client.post(PATH, content=body, headers=forged) for _ in range(40)]
    honest = await client.post(PATH, content=body, headers=headers)

    assert {answer.status_code for answer in answers} == {401, 429}
    assert honest.status_code == 202
    assert len(await desk.alerts(agent)) == 31
