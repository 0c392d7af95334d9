"""Whether an agent's rules make sense together, told all at once, before they become a version."""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.trading.signal import AgentPolicy, Protection, RiskLimits, Sizing
from tradewright.kernel.errors import Fault

SIGNAL_AGE_S_MAX = 24 * 60 * 60
_HUNDRED = Decimal(100)


def check_policy(policy: AgentPolicy) -> tuple[Fault, ...]:
    """Return every fault of `policy`, located by the API's field names; empty when it is sound."""
    faults = [*_sizing(policy.sizing), *check_limits(policy.limits, path="$.limits")]
    faults += _protection("$.stop_loss", policy.stop_loss) + _protection("$.take_profit", policy.take_profit)
    if policy.sizing.mode == "risk_percent" and policy.stop_loss is None and not policy.sizing_from_alert:
        faults.append(Fault("$.stop_loss", "risk_needs_stop", "Sizing by risk needs a stop-loss."))
    if policy.stop_loss is not None and policy.stop_loss.mode == "risk_reward":
        faults.append(Fault("$.stop_loss.mode", "choice", "A stop-loss is a price or a percent."))
    if not policy.sides:
        faults.append(Fault("$.sides", "empty", "Allow buy, sell or both."))
    if not 1 <= policy.signal_age_max_s <= SIGNAL_AGE_S_MAX:
        message = f"Between 1 and {SIGNAL_AGE_S_MAX} seconds."
        faults.append(Fault("$.signal_age_max_s", "range", message, str(policy.signal_age_max_s)))
    return tuple(faults)


def check_limits(limits: RiskLimits, *, path: str = "$") -> list[Fault]:
    """Return every fault of `limits`: money must be above zero, counts at least zero."""
    faults = []
    for name in ("loss_daily_max", "order_notional_max"):
        money: Decimal | None = getattr(limits, name)
        if money is not None and money <= 0:
            faults.append(Fault(f"{path}.{name}", "positive", "Must be above zero, or absent.", str(money)))
    for name in ("trades_daily_max", "positions_max"):
        count: int | None = getattr(limits, name)
        if count is not None and count < 0:
            faults.append(Fault(f"{path}.{name}", "negative", "Must be zero or more, or absent.", str(count)))
    return faults


def _sizing(sizing: Sizing) -> list[Fault]:
    is_percent = sizing.mode in ("percent_equity", "risk_percent")
    if sizing.value <= 0:
        return [Fault("$.sizing.value", "positive", "Must be above zero.", str(sizing.value))]
    if is_percent and sizing.value > _HUNDRED:
        return [Fault("$.sizing.value", "range", "A percent is at most 100.", str(sizing.value))]
    return []


def _protection(path: str, protection: Protection | None) -> list[Fault]:
    if protection is None or protection.value > 0:
        return []
    return [Fault(f"{path}.value", "positive", "Must be above zero.", str(protection.value))]
