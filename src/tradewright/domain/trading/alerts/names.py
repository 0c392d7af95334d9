"""The keys alerts use, in every spelling we accept, and which of them are secrets."""

from __future__ import annotations

SPELLINGS: dict[str, str] = {
    "symbol": "ticker symbol instrument pair",
    "action": "action side signal",
    "quantity": "quantity qty contracts size",
    "quantity_mode": "quantitytype quantitymode qtymode qtytype sizing sizingmode",
    "order_type": "ordertype type",
    "limit_price": "limitprice limit",
    "stop_price": "stopprice",
    "stop_loss": "stoploss sl",
    "stop_loss_price": "stoplossprice slprice",
    "stop_loss_percent": "stoplosspercent slpercent slpct",
    "take_profit": "takeprofit tp",
    "take_profit_price": "takeprofitprice tpprice",
    "take_profit_percent": "takeprofitpercent tppercent tppct",
    "take_profit_rr": "takeprofitrr tprr riskreward",
    "sentiment": "sentiment marketposition",
    "position": "position positionsize",
    "prev_sentiment": "prevsentiment prevmarketposition",
    "prev_size": "prevsize prevmarketpositionsize prevposition",
    "price": "price signalprice referenceprice close",
    "time_in_force": "timeinforce tif",
    "reduce_only": "reduceonly",
    "order_id": "orderid cancelorderid",
    "tag": "tag comment",
    "strategy": "strategyid",
    "sequence": "sequence",
    "id": "id alertid signalid idempotencykey alerttimestamp",
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
