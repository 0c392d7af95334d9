"""Writes docs/reference/alerts.md: what an alert may say. Spellings come from the parser's own table, and every example is
read by the parser. A test fails when the page is stale.
"""

from __future__ import annotations

import json
from pathlib import Path

from tradewright.domain.trading.alerts import identify, parse_alert
from tradewright.domain.trading.alerts.names import SPELLINGS
from tradewright.domain.trading.documents import intent_to_json

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "alerts.md"
FIELDS: dict[str, str] = {
    "symbol": "What to trade: `BTCUSD`. `BINANCE:BTCUSDT`, `EUR/USD` and `ETH-USD` are brought to our spelling; a perpetual keeps its `.P`.",
    "action": "`buy`, `sell` (or `long`, `short`), `exit` (`close`, `flat`), `exit_long`, `exit_short`, `reverse`, `add`, `target`, `breakeven`, "
    "`cancel`, `flatten`.",
    "quantity": "How much, above zero. Without it the agent's rule decides; on an exit, everything held.",
    "quantity_mode": "`fixed` (units, the default), `lots`, `notional`, `percent_equity`, `percent_buying_power`, `percent_position`, `risk_percent`, "
    "`risk_money`, `atr_risk`. An exit takes units, lots or `percent_position`.",
    "target_position": "For `target`: the signed size to hold afterwards.",
    "order_type": "`market` (the default), `limit`, `stop`, `stop_limit`, `trailing_stop`.",
    "limit_price": "Needed by limit orders, unless `price_from` gives it.",
    "stop_price": "Needed by stop orders.",
    "price_from": 'The limit from the quote of the moment: `bid`, `ask`, `mid`, `last`, or `{"source":…,"offset":"-0.1","mode":"percent"}`.',
    "trail": 'How far a `trailing_stop` order follows: `"1%"`, a distance in price, or `{"mode":…,"value":…}`.',
    "trail_price": "The same as a distance in price.",
    "trail_percent": "The same in percent.",
    "stop_loss": 'A price (`64000`), a distance (`"2%"`), or `{"mode":…,"value":…}` with `price`, `percent`, `ticks`, `pips` or `atr`, or TradersPost\'s '
    "objects.",
    "stop_loss_price": "The stop as a price.",
    "stop_loss_percent": "The stop as percent away from the entry.",
    "stop_loss_ticks": "The stop as ticks away from the entry.",
    "stop_loss_pips": "The stop as pips away from the entry.",
    "stop_loss_atr": "The stop as a multiple of the average true range.",
    "take_profit": "As `stop_loss`, and also `risk_reward`: a multiple of the stop's distance.",
    "take_profit_price": "The target as a price.",
    "take_profit_percent": "The target as percent away from the entry.",
    "take_profit_ticks": "The target as ticks away from the entry.",
    "take_profit_pips": "The target as pips away from the entry.",
    "take_profit_atr": "The target as a multiple of the average true range.",
    "take_profit_rr": "The target as a multiple of the stop's distance.",
    "trailing_stop": 'A protective stop that follows: `"1%"`, or `{"mode":…,"value":…,"activation":…}`.',
    "sentiment": "The side wanted afterwards: `long`, `short` or `flat`. A sell that should end `flat` opens nothing.",
    "position": "The same by the sign of a size ({{strategy.position_size}}).",
    "prev_sentiment": "The side held before ({{strategy.prev_market_position}}).",
    "prev_size": "The size held before; in a reversal it is taken off the quantity, which TradingView gives as old + new.",
    "price": "The price the sender saw: a reference, never a limit.",
    "time_in_force": "`gtc` (the default), `day`, `ioc`, `fok`, `gtd`.",
    "expires_at": "Until when an order is good; makes it `gtd`.",
    "reduce_only": "`true`: may only make a position smaller.",
    "post_only": "`true`: may only rest, never take.",
    "extended_hours": "`true`: also outside regular trading hours.",
    "delay": "Seconds to wait before anything is done, at most a day.",
    "cancel_after": "Seconds after which what has not filled is cancelled.",
    "cancel_first": "`true`: resting entries of the symbol are cancelled, and awaited, before this opens anything. Exits and reversals do so anyway.",
    "order_id": "Which order to cancel; without it, `cancel` means all open ones of the symbol.",
    "tag": "Your own note, at most 200 characters.",
    "strategy": "Whose count `sequence` is; our Pine puts the strategy's id there.",
    "sequence": "The number of the strategy's order event, counted by the script: alerts of one bar share it, a number left out is an alert that never came.",
    "id": "Your own id of this alert, at most 200 characters: the surest sign of a repeat.",
    "age_max": "Seconds after its firing when nothing is to be done any more (3Commas' `max_lag`).",
    "fired": "When it was sent ({{timenow}}): ISO 8601, or seconds or milliseconds since 1970.",
    "time": "A lone time is taken for the bar's; beside a bar time, for the moment of firing.",
    "bar_time": "The bar it speaks of.",
    "secret": "The agent's passphrase, where it has one. Never stored, never shown.",
}
EXAMPLES: tuple[tuple[str, str, str], ...] = (
    (
        "Our template",
        "TradingView's alert message for a strategy, as the agent's page offers it. The agent's rule decides the size.",
        '{"ticker":"{{ticker}}","action":"{{strategy.order.action}}","sentiment":"{{strategy.market_position}}","price":"{{close}}","timenow":"{{timenow}}"}',
    ),
    ("Flat JSON", "With a size of its own and the time it fired.", '{"ticker":"BTCUSD","action":"buy","quantity":"0.05","timenow":"2026-03-02T12:00:00Z"}'),
    ("With protection", "Stop 2 % below the entry, target twice that far above.", '{"ticker":"ETHUSD","action":"buy","quantity":0.5,"sl":"2%","tp":{"mode":"risk_reward","value":2}}'),
    ("Sized by risk", "As much as loses 1 % of equity at the stop.", '{"symbol":"NVDA","side":"buy","qty_mode":"risk_percent","qty":1,"stopLoss":{"type":"stop","stopPrice":140}}'),
    ("From our Pine", "What a script of our Pine target sends: its own size, the stop and target it set, and its count of order events.", '{"ticker":"ETHUSDT","action":"buy","sentiment":"long","quantity":"0.25","price":"2650.1","stop_loss":"2597.1","take_profit":"2756.1","bar_time":"1735689600000","strategy_id":"ema-cross","sequence":"17","tag":"Long","id":"ema-cross 1735689600000 17 Long"}'),
    ("A limit order", "Buys at 1.08 or better, today only.", '{"ticker":"FX:EURUSD","action":"buy","quantity":10000,"orderType":"limit","limitPrice":1.08,"tif":"day"}'),
    ("A reversal", "TradingView says 3 for 1 long closed and 2 short opened; we read a new position of 2.", '{"ticker":"SOLUSD","action":"sell","contracts":3,"market_position":"short","prev_market_position":"long","prev_market_position_size":1}'),
    ("Leaving a position", "No quantity: everything held.", '{"ticker":"BTCUSD","action":"exit"}'),
    ("The unify.v1 envelope", "What to do stands under `intent`; for the signed webhook `agent_id` may name the agent.", '{"version":"unify.v1","id":"7f3a","timenow":"2026-03-02T12:00:00Z","intent":{"symbol":"AAPL","side":"sell","type":"market","qty":"3"}}'),
    ("key=value text", "Separated by blanks, commas, semicolons, ampersands or lines.", "ticker=BTCUSD action=buy quantity=0.05 sl=2% comment='from my phone'"),
    ("As one would say it", "An action, a symbol, perhaps a size, then any field.", "buy BTCUSD 0.05 sl=2% tp=4%"),
    ("PineConnector", "As it is; what the old keys `risk=`, `sl=` and `tp=` count in is a setting of the agent.", "60123456789,buy,EURUSD,vol_lots=0.1,sl_pips=25,tp_pips=50"),
    ("3Commas signal bot", "As it is.", '{"secret":"token","max_lag":"300","timestamp":"2026-03-02T12:00:00Z","trigger_price":"64000","tv_instrument":"BTCUSDT","action":"buy","bot_uuid":"uuid","strategy_info":{"market_position":"long","market_position_size":"1","prev_market_position":"flat","prev_market_position_size":"0"},"order":{"amount":"1","currency_type":"base"}}'),
    ("Alertatron", "A script becomes one signal: its entry, with the protection that follows.", "MyKeys(BTCUSDT) { market(side=buy, amount=10%); stopOrTakeProfit(tp=@68000, sl=@61000, position=0, reduceOnly=true); } #bot"),
    ("WunderTrading", "A bare code; the pair stands in it.", "ENTER-LONG_Bybit_BTCUSDT_Name_15M_8e34479cfe49027eda195457"),
    ("PickMyTrade", "0 stands for what is not set.", '{"symbol":"NQM5","date":"2026-03-02T12:00:00Z","data":"buy","quantity":"2","price":"18500","tp":0,"sl":0,"percentage_sl":"1","order_type":"MKT","token":"URe9","platform":"RITHMIC"}'),
    ("OpenAlgo", "With `position_size` it is a target.", '{"apikey":"key","strategy":"Long","symbol":"SBIN","exchange":"NSE","action":"BUY","quantity":"5","position_size":"5","pricetype":"MARKET","product":"MIS"}'),
    ("OKX signal bot", "Both sections of its specification.", '{"action":"ENTER_LONG","instrument":"BTC-USDT-SWAP","signalToken":"token","timestamp":"2026-03-02T12:00:00Z","maxLag":"60","investmentType":"percentage_balance","amount":"50"}'),
    ("Stop everything", "Cancels all orders and closes all positions of the agent's accounts.", '{"action":"flatten"}'),
)  # fmt: skip
"""(name, what it shows, the body). The first holds placeholders, which TradingView fills in."""
HEAD = """\
# Alerts

Made by `make gen` from the parser's table of names and from examples that the parser really reads.

Messages of 3Commas, Alertatron, Capitalise.ai, OKX, OpenAlgo, PickMyTrade, PineConnector, TradersPost and WunderTrading are read as they are, recognised by
their shape ([bring your alerts](../how-to/bring-your-alerts.md)).

An alert is the body of `POST /api/tv-webhook/{token}` (the agent's URL) or of `POST /api/unify/v1/webhook/{broker}` (signed), 64 KiB at most: one JSON
object, form encoding, or `key=value` text in UTF-8. It is answered with `202` once it is on disk, and refused with every fault located
([errors](errors.md)).

## Fields

Case, `_`, `-`, `.` and blanks in a key do not matter. Numbers may be JSON numbers or strings; each digit counts. A field that is
empty, null or NaN counts as absent, a key that is not in this table is ignored, and two spellings of one field that disagree are a fault.

| field | spellings | meaning |
|---|---|---|
"""
REPEATS = """\
## When an alert is a repeat

Decided per agent, by the strongest sign the message carries ([decision 6](../decisions/0006-when-is-an-alert-a-repeat.md)). A repeat is answered with `200`,
`"duplicate": true` and `duplicate_of`, stored, and makes no order.

| the body has | a repeat is | for | an opposite alert in between |
|---|---|---|---|
| an id | the same id | 7 days | changes nothing |
| the time it fired | the same content | 24 h | changes nothing |
| only its bar's time | the same content | 24 h | makes it new |
| neither | the same content | 60 s | makes it new |

## When an alert was missed

An alert with `strategy` and `sequence` is one of a count; each strategy and symbol of an agent has its own. Its number is held against the last one, and
what it says stands as `numbering` with the alert, in its event and in its timeline. What arrived was not missed, whatever the rules say of it: refused alerts
count too, but not repeats, tests, and those without the agent's passphrase.

| numbering | the number is | so |
|---|---|---|
| `first` | the first of its count | |
| `next` | one more than the last | nothing was missed |
| `same` | the last one again | another alert of the same bar |
| `gap` | higher than that | `missed_before` alerts never came; the trader is told at once, and on the agent's page for a week |
| `late` | lower, of an earlier bar | it was overtaken; it counts as missed no longer |
| `restart` | not higher, of a later bar, or more than 1,000 higher | the count began anew, as it does when the alert is made anew in TradingView |

Without `bar_time` a lower number is `late` when it was missing, otherwise a `restart`.

## Signing

The signed webhook wants `X-Webhook-Signature: t=<unix seconds>,v1=<hex>`, where the hex is HMAC-SHA256 of `<t>.<body>` under the agent's signing secret
(`GET /agents/{id}/signing-secret`), and names the agent by `X-Webhook-Agent` or the envelope's `agent_id`. A signature serves once, within 300 s.

    t=$(date +%s)
    v1=$(printf '%s.%s' "$t" "$body" | openssl dgst -sha256 -hmac "$secret" -r | cut -d' ' -f1)
    curl -X POST "$url/api/unify/v1/webhook/paper" -H "X-Webhook-Agent: $agent_id" -H "X-Webhook-Signature: t=$t,v1=$v1" -d "$body"

"""


def render_page() -> str:
    """Return the whole page."""
    rows = [
        f"| {name} | {' '.join(f'`{one}`' for one in SPELLINGS[name].split())} | {meaning} |"
        for name, meaning in FIELDS.items()
    ]
    examples = "\n".join(render_example(*one) for one in EXAMPLES)
    return f"{HEAD}{chr(10).join(rows)}\n\n{REPEATS}## Examples\n\n{examples}"


def render_example(name: str, text: str, body: str) -> str:
    """Return an example with what the parser makes of it."""
    shown = f"### {name}\n\n{text}\n\n    {body}\n"
    if "{{" in body:
        return shown
    alert = parse_alert(body.encode())
    read = json.dumps(intent_to_json(alert.intent), ensure_ascii=False)
    return f"{shown}\nRead as `{alert.format}`: `{read}`. A repeat is told by: {identify(alert).kind}.\n"


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
    print(f"wrote {PAGE.name}")
