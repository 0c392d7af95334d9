"""Stopping and being killed, with alerts on their way: what was acknowledged is there afterwards, once."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.cli.product import Product

pytestmark = pytest.mark.crash

ACKNOWLEDGED_FIRST = 25
STOP_WITHIN_S = 20.0
"""The drain's 10 s, and the servers' own stop on a busy machine."""
RESTART_WITHIN_S = 30.0
"""A few seconds alone; other tests share the processors."""


class Sender:
    """Posts alerts one after the other from a thread, keeping the ids of those that were acknowledged."""

    def __init__(self, agent_url: str, *, series: str) -> None:
        self.acknowledged: list[str] = []
        self._url = agent_url
        self._series = series
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._post)

    def _post(self) -> None:
        with httpx.Client(timeout=20) as client:
            for number in range(1, 500):
                body = f"ticker=EURUSD action=buy quantity=1000 id={self._series}-{number}"
                try:
                    answer = client.post(self._url, content=body.encode())
                except httpx.TransportError:
                    break
                if answer.status_code != 202:
                    break
                self.acknowledged.append(answer.json()["alert_id"])
                if len(self.acknowledged) == ACKNOWLEDGED_FIRST:
                    self._enough.set()
        self._enough.set()

    def start(self) -> None:
        """Begin; returns once the first alerts are acknowledged and more are on their way."""
        self._thread.start()
        assert self._enough.wait(60)
        assert len(self.acknowledged) >= ACKNOWLEDGED_FIRST

    def finish(self) -> list[str]:
        self._thread.join(60)
        assert not self._thread.is_alive()
        return self.acknowledged


def everything(api: httpx.Client, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = api.get(path, params={"limit": 200} | ({"cursor": cursor} if cursor else {}))
        document = page.raise_for_status().json()
        items += document["items"]
        cursor = document["next_cursor"]
        if cursor is None:
            return items


def orders_when_done(demo: dict[str, str], alert_ids: list[str]) -> dict[str, list[str]]:
    """Return the states of each alert's orders, once no signal or order of them is still on its way."""
    headers = {"Authorization": f"Bearer {demo['api_key']}"}
    deadline = time.monotonic() + 60
    with httpx.Client(base_url=f"{demo['url']}/api/unify/v1", headers=headers, timeout=20) as api:
        while True:
            alerts = {one["alert_id"]: one for one in everything(api, "/alerts")}
            orders = everything(api, "/orders")
            states: dict[str, list[str]] = {}
            for alert_id in alert_ids:
                signals = {one["signal_id"] for one in alerts[alert_id]["signals"]}
                states[alert_id] = [one["state"] for one in orders if one["signal_id"] in signals]
            if all(found and set(found) <= {"filled"} for found in states.values()):
                return states
            assert time.monotonic() < deadline, states
            time.sleep(0.2)


@pytest.mark.timeout(300)
def test_terminated_and_killed_under_load_it_loses_and_repeats_nothing(tmp_path: Path) -> None:
    with Product(tmp_path / "home", webhook_rate_per_minute="100000") as product:
        demo = product.tell("demo", "--json").document
        terminated = Sender(demo["agent_url"], series="terminated")
        terminated.start()

        began = time.monotonic()
        code = product.terminate(within_s=STOP_WITHIN_S)

        assert code == 0, product.said()
        assert time.monotonic() - began < STOP_WITHIN_S
        first = terminated.finish()

        product.start()
        killed = Sender(demo["agent_url"], series="killed")
        killed.start()
        product.kill()
        second = killed.finish()

        assert product.start() < RESTART_WITHIN_S
        states = orders_when_done(demo, first + second)
        assert all(found == ["filled"] for found in states.values())
        assert product.terminate(within_s=STOP_WITHIN_S) == 0, product.said()
