"""The check against the vendor's document is itself checked: a fake that is broken on purpose must not pass."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.desk import a_desk
from tests.fakes.openapi import OffSpec, document

DOCUMENT = "alpaca-trading-api.json"


async def a_position() -> dict[str, Any]:
    async with a_desk() as desk:
        await desk.place()
        position: dict[str, Any] = await desk.get("/v2/positions/AAPL")
        return position


@pytest.mark.parametrize("change", [{"qty": 1}, {"side": "up"}, {"asset_id": "none"}, {"symbol": None}])
async def test_a_member_of_another_kind_is_noticed(change: dict[str, Any]) -> None:
    position = await a_position()
    assert document(DOCUMENT).check("GET", "/v2/positions/AAPL", 200, position)

    with pytest.raises(OffSpec):
        document(DOCUMENT).check("GET", "/v2/positions/AAPL", 200, position | change)


async def test_a_missing_member_is_noticed() -> None:
    position = await a_position()
    del position["avg_entry_price"]

    with pytest.raises(OffSpec, match="avg_entry_price"):
        document(DOCUMENT).check("GET", "/v2/positions/AAPL", 200, position)


def test_what_the_document_does_not_know_is_not_held_against_it() -> None:
    assert not document(DOCUMENT).check("GET", "/v2/nowhere", 200, {"any": "thing"})
