"""Where each market is asked, and that a rehearsal never leaves its fake venue."""

from __future__ import annotations

from dataclasses import astuple

import pytest

from tradewright.adapters.brokers.binance.addresses import Market, addresses_of
from tradewright.domain.trading.ports.linking import VenueEnvironment


@pytest.mark.parametrize("market", ["spot", "usdm"])
@pytest.mark.parametrize("environment", ["live", "paper"])
def test_real_venues_are_asked_in_secret_and_play_money_has_no_permissions(
    market: Market, environment: VenueEnvironment
) -> None:
    addresses = addresses_of(market, environment)

    assert addresses.rest.startswith("https://")
    assert addresses.user_stream.startswith("wss://")
    assert addresses.quote_stream.startswith("wss://")
    assert (addresses.permissions is None) == (environment == "paper")


def test_live_and_play_money_share_no_address() -> None:
    for market in ("spot", "usdm"):
        live, paper = addresses_of(market, "live"), addresses_of(market, "paper")
        assert set(astuple(live)).isdisjoint(astuple(paper))


@pytest.mark.parametrize("market", ["spot", "usdm"])
def test_a_rehearsal_stays_where_it_is_told_to(market: Market) -> None:
    addresses = addresses_of(market, "rehearsal", "http://127.0.0.1:8710/")

    for address in astuple(addresses):
        assert "//127.0.0.1:8710" in address
    assert addresses.user_stream.startswith("ws://")


def test_a_rehearsal_without_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="rehearsal"):
        addresses_of("spot", "rehearsal")
