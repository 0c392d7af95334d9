"""3Commas: signal bots (strategy and custom type) and DCA bots.

Source: 3Commas help, "Signal bot: JSON file for Strategy type" (article 9374557) and "… in Custom signal type" (8894481).
"""

from __future__ import annotations

from tradewright.domain.trading.alerts.decode import Members
from tradewright.domain.trading.alerts.translation import Translation, squeeze

_ACTIONS = {
    "buy": "buy",
    "sell": "sell",
    "enterlong": "buy",
    "entershort": "sell",
    "exitlong": "exitlong",
    "exitshort": "exitshort",
}
_UNITS = {
    "base": "fixed",
    "quote": "notional",
    "marginpercent": "percent_buying_power",
    "positionpercent": "percent_position",
}
_STRATEGY = {
    "market_position": "sentiment",
    "prev_market_position": "prev_sentiment",
    "prev_market_position_size": "prev_size",
}
_DEAL_ACTIONS = {"closeatmarketprice": "exit", "closeatmarketpriceall": "exit"}


def is_signal(members: Members) -> bool:
    """Return whether this is a signal bot's message."""
    return "bot_uuid" in members and "secret" in members


def read_signal(alert: Translation) -> None:
    """Translate a signal bot's message."""
    alert.take_all(
        {
            "secret": "secret",
            "timestamp": "fired",
            "max_lag": "age_max",
            "trigger_price": "price",
            "tv_instrument": "symbol",
        }
    )
    alert.idle({"tv_exchange": "The agent's accounts say where this trades."})
    alert.get("bot_uuid")  # the agent's URL says who is meant
    action = _ACTIONS.get(alert.word("action"))
    if action is None:
        alert.fault(
            alert.path("action"),
            "choice",
            f"action must be one of {', '.join(_ACTIONS)}.",
            alert.get("action"),
        )
    else:
        alert.say("action", action, alert.path("action"))
    _read_order(alert)
    if (strategy := alert.inner("strategy_info")) is not None:
        strategy.take_all(_STRATEGY)
        strategy.get("market_position_size")  # follows from the action and the sizes before
        strategy.remark_unread()
    alert.remark_unread()


def _read_order(alert: Translation) -> None:
    order = alert.inner("order")
    if order is None:
        return
    amount = order.take("amount", "quantity")
    unit = order.word("currency_type")
    if amount is not None and unit not in _UNITS:
        order.fault(
            order.path("currency_type"),
            "choice",
            "currency_type must be base, quote, margin_percent or position_percent.",
            order.get("currency_type"),
        )
    elif amount is not None:
        order.say("quantity_mode", _UNITS[unit], order.path("currency_type"))
    if unit == "marginpercent":
        order.remark(order.path("currency_type"), "Taken as percent of the account's buying power.")
    order.take("order_type", "order_type")
    if order.word("order_type") == "limit":
        order.take("price", "limit_price")
    order.remark_unread()


def is_deal(members: Members) -> bool:
    """Return whether this is a DCA bot's message."""
    return members.get("message_type") == "bot" and "email_token" in members


def read_deal(alert: Translation) -> None:
    """Translate a DCA bot's message. Its direction is a property of the bot, which the agent's settings must tell."""
    alert.get("message_type")
    alert.take_all({"email_token": "secret", "delay_seconds": "delay"})
    _read_pair(alert)
    bot, said = alert.get("bot_id"), squeeze(alert.get("action"))
    if said:
        if said not in _DEAL_ACTIONS:
            alert.wrong(
                "action",
                alert.path("action"),
                "unsupported",
                "Of a DCA bot's actions, opening a deal (no action) and close_at_market_price can be done here.",
                alert.get("action"),
            )
        else:
            alert.say("action", _DEAL_ACTIONS[said], alert.path("action"))
    elif (side := alert.settings.bot_sides.get(str(bot))) is None:
        alert.wrong(
            "action",
            alert.path("bot_id"),
            "side_unknown",
            "This message opens a deal without saying buy or sell. Say in the agent's mapping which side this bot takes.",
            bot,
        )
    else:
        alert.say("action", side, alert.path("bot_id"))
    alert.remark_unread()


def _read_pair(alert: Translation) -> None:
    pair = alert.get("pair")
    if isinstance(pair, str) and pair.count("_") == 1:
        quote, base = pair.split("_")  # the other way round than everybody else: USDT_BTC is BTCUSDT
        alert.say("symbol", base + quote, alert.path("pair"))
    else:
        alert.wrong("symbol", alert.path("pair"), "symbol", "pair must be like USDT_BTC.", pair)
