"""The keys alerts use, in every spelling we accept, and which of them are secrets."""

from __future__ import annotations

SPELLINGS: dict[str, str] = {
    "symbol": "ticker symbol instrument pair",
    "action": "action side signal",
    "quantity": "quantity qty contracts size",
    "quantity_mode": "quantitytype quantitymode qtymode qtytype sizing sizingmode",
    "target_position": "targetposition targetquantity",
    "order_type": "ordertype type",
    "limit_price": "limitprice limit",
    "stop_price": "stopprice",
    "price_from": "pricefrom limitfrom",
    "trail": "trail",
    "trail_price": "trailamount trailprice",
    "trail_percent": "trailpercent",
    "stop_loss": "stoploss sl",
    "stop_loss_price": "stoplossprice slprice",
    "stop_loss_percent": "stoplosspercent slpercent slpct",
    "stop_loss_ticks": "stoplossticks slticks",
    "stop_loss_pips": "stoplosspips slpips",
    "stop_loss_atr": "stoplossatr slatr",
    "take_profit": "takeprofit tp",
    "take_profit_price": "takeprofitprice tpprice",
    "take_profit_percent": "takeprofitpercent tppercent tppct",
    "take_profit_ticks": "takeprofitticks tpticks",
    "take_profit_pips": "takeprofitpips tppips",
    "take_profit_atr": "takeprofitatr tpatr",
    "take_profit_rr": "takeprofitrr tprr riskreward",
    "trailing_stop": "trailingstop tsl",
    "sentiment": "sentiment marketposition",
    "position": "position positionsize",
    "prev_sentiment": "prevsentiment prevmarketposition",
    "prev_size": "prevsize prevmarketpositionsize prevposition",
    "price": "price signalprice referenceprice close",
    "time_in_force": "timeinforce tif",
    "expires_at": "expiresat goodtill",
    "reduce_only": "reduceonly",
    "post_only": "postonly",
    "extended_hours": "extendedhours",
    "delay": "delay delays delayseconds",
    "cancel_after": "cancelafter cancelafters",
    "cancel_first": "cancel cancelfirst",
    "order_id": "orderid cancelorderid",
    "tag": "tag comment",
    "strategy": "strategyid",
    "sequence": "sequence",
    "id": "id alertid signalid idempotencykey alerttimestamp",
    "age_max": "maxlag agemax agemaxs",
    "fired": "timenow firedat sentat timestamp ts",
    "time": "time",
    "bar_time": "bartime date bar",
    "secret": "secret passphrase token apikey password passwd license licence licenseid licenceid "
    "authtoken accesstoken webhooksecret signaltoken emailtoken",
}
_NAMES = {spelling: name for name, spellings in SPELLINGS.items() for spelling in spellings.split()}
_SQUEEZED = str.maketrans("", "", "_- .")


def name_of(key: str) -> str | None:
    """Return the field that `key` spells, or None for one we do not read. Case, `_`, `-`, `.` and spaces do
    not matter.
    """
    return _NAMES.get(key) or _NAMES.get(key.translate(_SQUEEZED).lower())


def is_secret(key: str) -> bool:
    """Return whether the value under `key` must never be stored or shown."""
    return name_of(key) == "secret"
