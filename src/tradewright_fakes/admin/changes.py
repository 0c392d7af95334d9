"""Settings that the admin door changes: hours, limits, latency, fees, the rules of an instrument, the rights of a key."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from tradewright_fakes.admin.acts import NoSuch
from tradewright_fakes.matching import Instrument
from tradewright_fakes.serving import Venue

_DECIMALS = ("fee_maker", "fee_taker", "fee_rate_in_asset")
_PLAIN = ("latency_ms", "is_limited", "requests_per_minute", "fee_asset", "opens_fake_keys")


def change_settings(venue: Venue, body: dict[str, Any]) -> None:
    """Apply each member of `body`; raises NoSuch for one that nobody knows."""
    for name, value in body.items():
        if name in _DECIMALS:
            setattr(venue.settings, name, Decimal(str(value)))
        elif name in _PLAIN:
            setattr(venue.settings, name, value)
        elif name == "latency_by_key":
            venue.settings.latency_by_key = {str(key): float(ms) for key, ms in value.items()}
        elif name == "hours":
            venue.session.hours = value
            venue.pass_time()
        elif name == "holidays":
            venue.session.holidays = {date.fromisoformat(one) for one in value}
        elif name == "instrument":
            change_instrument(venue, dict(value))
        elif name == "key":
            change_key(venue, dict(value))
        elif name == "flags":
            venue.settings.flags.update(value)
        else:
            raise NoSuch(f"no setting {name!r}")


def change_instrument(venue: Venue, body: dict[str, Any]) -> None:
    """Change (or, with `like`, list) a symbol: tick, step, bounds, status and whatever its venue knows of it."""
    symbol, market = str(body.pop("symbol")), body.pop("market", None)
    chosen = [e for name, e in venue.exchanges.items() if market in (None, name)]
    like = body.pop("like", None)
    if like is not None:
        for exchange in chosen:
            if like in exchange.instruments:
                old = exchange.instrument(like)
                copied = {one.name: getattr(old, one.name) for one in fields(Instrument)}
                named = {"symbol": symbol, "traits": dict(old.traits), "base": body.pop("base", old.base)}
                exchange.instruments[symbol] = Instrument(**{**copied, **named})
    found = [e.instruments[symbol] for e in chosen if symbol in e.instruments]
    if not found:
        raise NoSuch(f"no symbol {symbol!r}")
    known = {one.name for one in fields(Instrument)}
    for instrument in found:
        for name, value in body.items():
            if name not in known:
                instrument.traits[name] = value
            elif isinstance(getattr(instrument, name), Decimal):
                setattr(instrument, name, Decimal(str(value)))
            else:
                setattr(instrument, name, value)


def change_key(venue: Venue, body: dict[str, Any]) -> None:
    """Revoke a key, give it back, or change what it may do."""
    credential = venue.credential(str(body["id"]))
    if credential is None:
        raise NoSuch(f"no key {body['id']!r}")
    credential.permissions.update(body.get("permissions", {}))
    credential.is_revoked = bool(body.get("revoked", credential.is_revoked))
    flags = {name: value for name, value in body.items() if name not in ("id", "permissions", "revoked")}
    for exchange in venue.exchanges.values():
        if credential.account_id in exchange.accounts:
            exchange.accounts[credential.account_id].settings.update(flags)
