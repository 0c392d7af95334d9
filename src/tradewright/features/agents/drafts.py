"""An agent as somebody wants it, and whether that makes sense. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from tradewright.domain.trading.alerts import NO_MAPPING, AlertMapping, parse_alert
from tradewright.domain.trading.alerts.mapping_documents import mapping_to_document
from tradewright.domain.trading.documents import policy_to_document
from tradewright.domain.trading.signal import AgentPolicy, Protection
from tradewright.features.agents.errors import AgentInvalid
from tradewright.features.agents.facts import Passphrase, passphrase_to_document
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.ids import AccountId
from tradewright.kernel.money import plain

BROKERS = frozenset({"paper", "alpaca", "binance", "binance_usdm"})
"""Brokers we can send an order to."""
STOP_PERCENT_MAX = Decimal(99)
"""A stop 100 % away is no stop."""
TARGET_PERCENT_MAX = Decimal(1000)
REWARD_MAX = Decimal(100)
PERCENT_MAX = Decimal(100)
_PERCENTS = frozenset(
    {"percent_equity", "percent_buying_power", "percent_position", "risk_percent", "atr_risk"}
)


@dataclass(frozen=True, slots=True)
class KeepPassphrase:
    """Leave the passphrase as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentDraft:
    """What an agent should be. `passphrase` None means that alerts need none."""

    name: str
    account_ids: tuple[AccountId, ...]
    policy: AgentPolicy
    mapping: AlertMapping = NO_MAPPING
    passphrase: str | KeepPassphrase | None = KeepPassphrase()
    note: str = ""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    broker: str
    status: Literal["active", "disconnected", "closed"]


def check_draft(draft: AgentDraft, accounts: Mapping[AccountId, AccountFacts]) -> None:
    """Raise `AgentInvalid` with every fault. `accounts` are the trader's own among those the draft names."""
    faults = [
        *_account_faults(draft.account_ids, accounts),
        *_policy_faults(draft.policy),
        *_trigger_faults(draft.mapping),
    ]
    if faults:
        raise AgentInvalid("The agent's rules have faults.", faults=tuple(faults))


def find_warnings(draft: AgentDraft, *, known_symbols: Iterable[str]) -> tuple[str, ...]:
    """Return what is allowed and yet probably a mistake, as sentences."""
    unknown = sorted(draft.policy.symbols - set(known_symbols))
    return tuple(
        f"{symbol} is not a symbol that the agent's accounts can trade; its alerts will be refused."
        for symbol in unknown
    )


def draft_document(
    draft: AgentDraft, accounts: Mapping[AccountId, AccountFacts], passphrase: Passphrase | None
) -> dict[str, Any]:
    """Return the document of the version that this draft becomes (see `facts`)."""
    return policy_to_document(draft.policy, account_ids=draft.account_ids) | {
        "brokers": {str(account_id): accounts[account_id].broker for account_id in draft.account_ids},
        "mapping": mapping_to_document(draft.mapping),
        "passphrase": passphrase_to_document(passphrase),
    }


def _account_faults(
    account_ids: tuple[AccountId, ...], accounts: Mapping[AccountId, AccountFacts]
) -> Iterable[Fault]:
    for place, account_id in enumerate(account_ids):
        path, value = f"$.account_ids[{place}]", str(account_id)
        facts = accounts.get(account_id)
        if account_id in account_ids[:place]:
            yield Fault(path, "unique", "this account is named twice", value)
        elif facts is None:
            yield Fault(path, "account_known", "you have no such account", value)
        elif facts.status == "closed":
            yield Fault(path, "account_open", "this account is closed", value)
        elif facts.broker not in BROKERS:
            yield Fault(path, "broker_known", f"we cannot send orders to {facts.broker}", value)


def _policy_faults(policy: AgentPolicy) -> Iterable[Fault]:
    sizing, stop, target = policy.sizing, policy.stop_loss, policy.take_profit
    if sizing.mode in _PERCENTS:
        yield from _at_most("$.sizing.value", sizing.value, PERCENT_MAX)
    if sizing.mode in {"risk_percent", "risk_money"} and stop is None and policy.trailing_stop is None:
        message = "sizing by risk needs a stop: the size follows from the distance to it"
        yield Fault("$.stop_loss", "risk_needs_stop", message)
    if policy.trailing_stop is not None and policy.trailing_stop.mode == "percent":
        yield from _at_most("$.trailing_stop.value", policy.trailing_stop.value, STOP_PERCENT_MAX)
    if policy.entry_price is not None and policy.entry_price.mode == "atr":
        yield Fault("$.entry_price.mode", "choice", "an offset is a price, percent, ticks or pips", "atr")
    if stop is not None:
        yield from _stop_faults(stop)
    if target is not None:
        yield from _target_faults(target, has_stop=stop is not None)


def _trigger_faults(mapping: AlertMapping) -> Iterable[Fault]:
    """Yield what an alert made of a trigger's members would be refused for."""
    for trigger, members in mapping.settings.triggers.items():
        try:
            parse_alert(json.dumps(dict(members)).encode())
        except Invalid as invalid:
            for fault in invalid.faults:
                path = f'$.mapping.triggers["{trigger}"]{fault.path[1:]}'
                yield Fault(path, fault.rule, fault.message, fault.value)


def _stop_faults(stop: Protection) -> Iterable[Fault]:
    if stop.mode == "risk_reward":
        message = "a stop is a price or a distance; a multiple of the risk is for targets"
        yield Fault("$.stop_loss.mode", "choice", message, stop.mode)
    if stop.mode == "percent":
        yield from _at_most("$.stop_loss.value", stop.value, STOP_PERCENT_MAX)


def _target_faults(target: Protection, *, has_stop: bool) -> Iterable[Fault]:
    if target.mode == "percent":
        yield from _at_most("$.take_profit.value", target.value, TARGET_PERCENT_MAX)
    if target.mode == "risk_reward":
        yield from _at_most("$.take_profit.value", target.value, REWARD_MAX)
        if not has_stop:
            message = "a target as a multiple of the risk needs a stop_loss"
            yield Fault("$.take_profit.mode", "target_needs_stop", message, target.mode)


def _at_most(path: str, value: Decimal, most: Decimal) -> Iterable[Fault]:
    if value > most:
        yield Fault(path, "range", f"at most {plain(most)}", plain(value))
