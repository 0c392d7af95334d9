"""The page on rehearsing names every door and every fault there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tradewright_fakes.admin import admin_routes
from tradewright_fakes.alpaca.serve import AlpacaSkin
from tradewright_fakes.faults import EVENT_KINDS, REQUEST_KINDS
from tradewright_fakes.serving import Venue

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "rehearse-on-a-fake-venue.md").read_text(
    encoding="utf-8"
)
NAMED = set(re.findall(r"`([a-z_]+)`", PAGE))
DOORS = [route.path.rpartition("/")[2] for route in admin_routes(Venue(AlpacaSkin(), seed=1))]


@pytest.mark.parametrize("kind", [*REQUEST_KINDS, *EVENT_KINDS])
def test_each_fault_is_named(kind: str) -> None:
    assert kind in NAMED


@pytest.mark.parametrize("door", [one for one in DOORS if one != "fault"])
def test_each_door_is_named(door: str) -> None:
    assert door in NAMED
