"""Who leaves takes back what waits to open: in the process that decided it, and in the next one."""

from __future__ import annotations

import pytest
from tests.store.executor.conftest import Floor, buy

from tradewright.domain.trading.signal import Intent


@pytest.mark.parametrize("dies_between", [False, True])
async def test_a_flatten_takes_back_an_earlier_entry_that_is_delayed(
    floor: Floor, dies_between: bool
) -> None:
    user_id, [account_id] = await floor.add_trader()
    running = await floor.start_executor()
    await floor.quote()
    delayed = await floor.ask(user_id, account_id, buy("1", delay_s=3))
    await floor.decided(await floor.ask(user_id, account_id, Intent("flatten", None)))
    if dies_between:
        await running.kill()
        await floor.owner.execute("update app.member set pid = 4194303")
        await floor.start_executor()

    await floor.quote()

    assert (await floor.signal_of(delayed, state="ignored"))["reason_code"] == "superseded"
