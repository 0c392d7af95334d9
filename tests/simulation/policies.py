"""The agents of every story: one for each answer to an opposite signal, each with rules of its own."""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.trading.signal import AgentPolicy, PriceFrom, Protection, Sizing, Trail

POLICIES: tuple[AgentPolicy, ...] = (
    AgentPolicy(Sizing("fixed", Decimal(1))),
    AgentPolicy(
        Sizing("risk_money", Decimal(3)),
        opposite="close",
        stop_loss=Protection("percent", Decimal(2)),
        take_profit=Protection("risk_reward", Decimal(2)),
        sizing_from_alert=False,
        exit_cancel_after_s=20,
    ),
    AgentPolicy(
        Sizing("notional", Decimal(90)),
        opposite="net",
        trailing_stop=Trail("percent", Decimal(2), Decimal(1)),
        pyramiding_max=2,
        cancel_after_s=30,
    ),
    AgentPolicy(
        Sizing("fixed", Decimal("0.7")),
        opposite="ignore",
        stop_loss=Protection("percent", Decimal(3)),
        entry_price=PriceFrom("mid"),
        sides=frozenset({"buy"}),
        delay_s=2,
    ),
)
