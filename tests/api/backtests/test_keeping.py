"""What is kept of old backtests: a worker of its own that keeps little."""

from __future__ import annotations

import pytest
from tests.api.backtests.asking import finish
from tests.api.browser import Browser

pytestmark = pytest.mark.usefixtures("kept")


async def test_old_reports_make_room_and_their_headlines_stay(
    trader: Browser, stranger: Browser, forgetting: None
) -> None:
    theirs = await finish(stranger)
    old, new = await finish(trader), await finish(trader)

    shown = (await trader.get(f"/backtests/{old['run_id']}")).json()
    gone = await trader.get(f"/backtests/{old['run_id']}/report")

    assert (shown["has_report"], shown["headline"]) == (False, old["headline"])
    assert (gone.status_code, gone.json()["code"]) == (404, "backtest_report_gone")
    assert (await trader.get(f"/backtests/{new['run_id']}/report")).status_code == 200
    assert (await stranger.get(f"/backtests/{theirs['run_id']}/report")).status_code == 200
