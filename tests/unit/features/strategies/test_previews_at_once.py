"""A trader's burst of previews waits for itself, not everybody for it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from tradewright.features.strategies.errors import PreviewsExhausted
from tradewright.features.strategies.verbs import preview_draft as module
from tradewright.features.strategies.verbs.preview_draft import AT_ONCE, EACH_AT_ONCE, preview_draft


async def test_a_trader_has_so_many_previews_under_way_and_then_waits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    go_on = Event()

    def slow(*_: Any) -> tuple[dict[str, Any], float]:
        go_on.wait(timeout=30)
        return {"faults": []}, 0.0

    monkeypatch.setattr(module, "_preview", slow)
    mine, theirs = (
        SimpleNamespace(user_id=uuid4(), settings=SimpleNamespace(home=tmp_path)) for _ in range(2)
    )

    def ask(cx: Any) -> asyncio.Task[Any]:
        data = ("test", "X", None)
        return asyncio.create_task(preview_draft(cx, {}, data=data, inputs={}, bars_at_most=100))

    first = [ask(mine) for _ in range(EACH_AT_ONCE)]
    refused = await asyncio.gather(ask(mine), return_exceptions=True)
    left = first.pop()
    left.cancel()
    await asyncio.wait([left])
    other = ask(theirs)
    go_on.set()

    assert [type(one) for one in refused] == [PreviewsExhausted]
    assert len(await asyncio.gather(*first, other)) == EACH_AT_ONCE > AT_ONCE
    assert await ask(mine) == {"faults": []}
