"""Reading discrepancies and external orders, and answering: one's own only, and an answer once."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.api.reconciliation.conftest import Find, See
from tests.store.orders.desk import Desk

from tradewright.features.orders import discrepancy_document, external_document
from tradewright.features.reconciliation.schemas import Discrepancy, ExternalOrder


async def test_a_discrepancy_is_shown_with_both_numbers_and_a_proposal(
    desk: Desk, client: httpx.AsyncClient, find: Find
) -> None:
    found = await find(await desk.add_account())

    one = (await client.get(f"/discrepancies/{found.discrepancy_id}")).raise_for_status().json()
    page = (await client.get("/discrepancies")).raise_for_status().json()

    assert (one["ours"], one["venue"], one["proposal"], one["state"]) == ("2", "5", "adopt", "open")
    assert page == {"items": [one], "next_cursor": None}
    assert set(discrepancy_document(found)) == set(Discrepancy.model_fields) == set(one)


async def test_lists_are_whole_pages_and_can_be_narrowed(
    desk: Desk, client: httpx.AsyncClient, find: Find
) -> None:
    account, other = await desk.add_account(), await desk.add_account()
    made = [await find(account, symbol=f"S{number}") for number in range(5)]
    await find(account, symbol="S0", state="adopted")
    await find(other)
    seen: list[str] = []
    cursor: str | None = None
    while True:
        query: dict[str, Any] = {"limit": 2, "state": "open", "account_id": str(account)}
        page = (
            await client.get("/discrepancies", params=query | ({"cursor": cursor} if cursor else {}))
        ).json()
        seen += [one["discrepancy_id"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert seen == [str(one.discrepancy_id) for one in reversed(made)]


async def test_an_answer_is_a_signal_that_the_executor_carries_out(
    desk: Desk, client: httpx.AsyncClient, find: Find
) -> None:
    found = await find(await desk.add_account())
    path = f"/discrepancies/{found.discrepancy_id}/resolve"

    asked = asyncio.create_task(client.post(path, json={"remedy": "adopt"}))
    [signal_id] = await desk.decide_next("done")
    answer = await asked

    assert (answer.status_code, answer.json()) == (202, {"signal_id": str(signal_id)})
    [signal] = await desk.signals()
    intent = json.loads(signal["intent"]) if isinstance(signal["intent"], str) else signal["intent"]
    assert intent["action"] == "resolve"
    assert (intent["discrepancy_id"], intent["remedy"]) == (str(found.discrepancy_id), "adopt")


@pytest.mark.parametrize("code", ["discrepancy_not_open", "remedy_impossible"])
async def test_an_answer_that_cannot_be_carried_out_says_why(
    desk: Desk, client: httpx.AsyncClient, find: Find, code: str
) -> None:
    found = await find(await desk.add_account())
    path = f"/discrepancies/{found.discrepancy_id}/resolve"

    asked = asyncio.create_task(client.post(path, json={"remedy": "close"}))
    await desk.decide_next("denied", reason_code=code, reason="It would enlarge the position.")
    answer = await asked

    assert (answer.status_code, answer.json()["code"]) == (409, code)


async def test_what_is_settled_is_not_answered_again(
    desk: Desk, client: httpx.AsyncClient, find: Find
) -> None:
    found = await find(await desk.add_account(), state="adopted")

    answer = await client.post(f"/discrepancies/{found.discrepancy_id}/resolve", json={"remedy": "adopt"})

    assert (answer.status_code, answer.json()["code"]) == (409, "discrepancy_not_open")
    assert await desk.signals() == []


async def test_nobody_sees_or_answers_another_traders_discrepancy(
    desk: Desk, foreign_client: httpx.AsyncClient, find: Find, see: See
) -> None:
    account = await desk.add_account()
    found = await find(account)
    await see(account, "V1")
    path = f"/discrepancies/{found.discrepancy_id}"

    shown = await foreign_client.get(path)
    answered = await foreign_client.post(f"{path}/resolve", json={"remedy": "ignore"})

    assert shown.status_code == answered.status_code == 404
    assert (await foreign_client.get("/discrepancies")).json()["items"] == []
    assert (await foreign_client.get("/orders/external")).json()["items"] == []


async def test_external_orders_are_listed_newest_first_and_can_be_narrowed(
    desk: Desk, client: httpx.AsyncClient, see: See
) -> None:
    account = await desk.add_account()
    resting, done = await see(account, "V1"), await see(account, "V2", state="filled")

    everything = (await client.get("/orders/external")).raise_for_status().json()["items"]
    live = (await client.get("/orders/external", params={"live": True})).json()["items"]

    assert [one["venue_order_id"] for one in everything] == ["V2", "V1"]
    assert [one["venue_order_id"] for one in live] == ["V1"]
    assert set(external_document(done)) == set(ExternalOrder.model_fields) == set(everything[0])
    assert live[0]["external_order_id"] == str(resting.external_order_id)


async def test_an_unknown_discrepancy_is_not_found_and_a_strange_remedy_is_refused(
    client: httpx.AsyncClient,
) -> None:
    missing = await client.post(f"/discrepancies/{uuid4()}/resolve", json={"remedy": "adopt"})
    strange = await client.post(f"/discrepancies/{uuid4()}/resolve", json={"remedy": "forget"})

    assert (missing.status_code, missing.json()["code"]) == (404, "discrepancy_not_found")
    assert strange.status_code == 422
