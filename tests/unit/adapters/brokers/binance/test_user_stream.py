"""Keeping a listen key alive, and what the streams' greetings come to."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from tests.unit.adapters.brokers.binance.scripted import CUT, Says, a_desk, no

from tradewright.adapters.brokers.binance.updates import Said
from tradewright.adapters.brokers.binance.user_stream import SpotLine, UsdmLine
from tradewright.adapters.brokers.transport import StreamRefused
from tradewright.domain.trading.ports.broker import BrokerUnavailable, ConnectionChanged, StreamGap


class AStream:
    """Notes that it was asked to dial anew."""

    def __init__(self) -> None:
        self.is_open = True
        self.reopened = asyncio.Event()

    def reopen(self) -> None:
        self.reopened.set()


class AWire:
    """Answers what a script says to each frame that is sent."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.sent: list[dict[str, Any]] = []
        self._answers = list(answers)

    async def send(self, text: str) -> None:
        self.sent.append(json.loads(text))

    async def receive(self) -> str | bytes:
        answer = self._answers.pop(0)
        return json.dumps({**answer, "id": self.sent[-1]["id"]} if "event" not in answer else answer)


def ignore_said(said: list[Said]) -> None:
    """These tests are not about what is said."""


def ignore_connection(event: ConnectionChanged | StreamGap) -> None:
    """Nor about connections."""


async def test_a_listen_key_names_the_stream() -> None:
    async with a_desk("usdm", lambda asked: Says({"listenKey": "abc"})) as desk:
        line = UsdmLine("ws://x/private/ws", desk.api, on_said=ignore_said, on_connection=ignore_connection)
        dial = await line.dial()

        (asked,) = desk.venue.journal
        assert dial.url == "ws://x/private/ws/abc"
        assert (asked.method, asked.path, asked.key) == ("POST", "/fapi/v1/listenKey", "KEY")
        assert "signature" not in asked.params


async def test_a_key_that_is_gone_is_asked_for_anew_and_one_miss_is_borne() -> None:
    answers = [
        Says({}),
        no(-1007, status=408),
        no(-1007, status=408),
        no(-1125, "This listenKey does not exist."),
    ]
    async with a_desk("usdm", lambda asked: answers.pop(0)) as desk:
        line = UsdmLine("ws://x", desk.api, on_said=ignore_said, on_connection=ignore_connection)
        stream = AStream()
        task = asyncio.create_task(line.keep(stream, every_s=0.01))
        async with asyncio.timeout(30):
            await stream.reopened.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

        assert answers == []
        assert {one.method for one in desk.venue.journal} == {"PUT"}


@pytest.mark.parametrize("says", [CUT, Says({}), Says(b"<html>")])
async def test_without_a_listen_key_nobody_dials(says: Says) -> None:
    async with a_desk("usdm", lambda asked: says) as desk:
        line = UsdmLine("ws://x", desk.api, on_said=ignore_said, on_connection=ignore_connection)

        with pytest.raises(BrokerUnavailable):
            await line.dial()


async def test_spot_asks_for_its_events_with_a_signature_and_waits_for_the_answer_among_events() -> None:
    async with a_desk("spot", lambda asked: CUT) as desk:
        line = SpotLine("ws://x", desk.api, on_said=ignore_said, on_connection=ignore_connection)
        wire = AWire({"event": {"e": "balanceUpdate"}}, {"status": 200, "result": {"subscriptionId": 0}})
        await line.greet(wire)

        (sent,) = wire.sent
        assert sent["method"] == "userDataStream.subscribe.signature"
        assert sent["params"]["apiKey"] == "KEY"
        assert {"timestamp", "signature"} <= set(sent["params"])


@pytest.mark.parametrize(("code", "is_revoked"), [(-2015, True), (-1022, True), (-1003, False)])
async def test_a_refused_subscription_tells_whether_the_key_is_to_blame(code: int, is_revoked: bool) -> None:
    async with a_desk("spot", lambda asked: CUT) as desk:
        line = SpotLine("ws://x", desk.api, on_said=ignore_said, on_connection=ignore_connection)
        wire = AWire({"status": 400, "error": {"code": code, "msg": "no"}})

        with pytest.raises(StreamRefused) as refused:
            await line.greet(wire)

    assert refused.value.is_revoked == is_revoked


async def test_a_subscription_refused_for_the_clock_measures_it_before_the_next() -> None:
    async with a_desk("spot", lambda asked: CUT) as desk:
        desk.venue.now_ms += 60_000
        line = SpotLine("ws://x", desk.api, on_said=ignore_said, on_connection=ignore_connection)
        wire = AWire({"status": 400, "error": {"code": -1021, "msg": "late"}})

        with pytest.raises(StreamRefused):
            await line.greet(wire)

        assert abs(desk.api.site.clock.offset.total_seconds() - 60) < 1


async def test_events_arrive_wrapped_and_bare() -> None:
    heard: list[Said] = []
    async with a_desk("spot", lambda asked: CUT) as desk:
        line = SpotLine("ws://x", desk.api, on_said=heard.extend, on_connection=ignore_connection)
        line.hear(json.dumps({"subscriptionId": 0, "event": {"e": "balanceUpdate"}}))
        line.hear(json.dumps({"e": "serverShutdown", "E": 1}))
        line.hear(json.dumps({"id": "9", "status": 200}))

    assert heard == ["money", "reopen"]
