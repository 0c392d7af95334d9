"""Backtests that wait for a worker: in this module there is none."""

from __future__ import annotations

import pytest
from tests.api.backtests.asking import ask
from tests.api.browser import Browser

pytestmark = pytest.mark.usefixtures("kept")


async def test_a_queued_backtest_is_cancelled_and_then_deleted(trader: Browser) -> None:
    run = await ask(trader)
    path = f"/backtests/{run['run_id']}"

    early = await trader.delete(path)
    cancelled = await trader.post(f"{path}/cancel")
    deleted = await trader.delete(path)

    assert (early.status_code, early.json()["code"]) == (409, "backtest_under_way")
    assert cancelled.json()["job"]["state"] == "cancelled"
    assert deleted.status_code == 204
    assert (await trader.get(path)).status_code == 404


async def test_an_unfinished_run_is_not_compared(trader: Browser) -> None:
    run = await ask(trader)

    answer = await trader.get("/backtests/compare", params={"run_ids": f"{run['run_id']},{run['run_id']}"})

    assert (answer.status_code, answer.json()["code"]) == (412, "backtest_report_not_ready")
