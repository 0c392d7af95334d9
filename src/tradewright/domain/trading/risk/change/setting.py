"""Cures that lie outside the order: a switch to release, a position to close, a symbol to choose, a quote to await."""

from __future__ import annotations

from dataclasses import replace

from tradewright.domain.trading.risk.change.world import Change, Step, World
from tradewright.domain.trading.risk.decide import Finding
from tradewright.domain.trading.risk.switch import NO_SWITCH
from tradewright.domain.trading.risk.verdict import UNKNOWN

_WHOSE = {"platform": "the platform", "user": "all accounts", "account": "this account", "agent": "the agent"}


def settings(world: World, denied: list[Finding]) -> Step | None:
    """Change what each rule looks at, by the least that makes it pass."""
    changes: list[Change] = []
    for finding in denied:
        step = _setting(world, finding)
        if step is None:
            return None
        world, change = step
        changes.append(change)
    return world, tuple(changes)


def _setting(world: World, finding: Finding) -> tuple[World, Change] | None:
    # Facts may have been exchanged by an earlier change of this round: take those that stand now.
    facts = next(one for one in world.scopes if one.scope == finding.facts.scope)
    limits, proposal = facts.limits, world.proposal
    match finding.rule:
        case "kill_switch":
            words = f"Release the kill switch of {_WHOSE[facts.scope]}."
            until = facts.switch.locked_until
            if until is not None and world.now < until:
                words = f"{words[:-1]}, which is locked until {until:%Y-%m-%d %H:%M} UTC."
            after = world.with_scope(facts, replace(facts, switch=NO_SWITCH))
            return after, Change("kill_switch", "none", words)
        case "positions" if limits.positions_max:
            left = limits.positions_max - 1
            words = f"Close positions in {facts.positions_other - left} other symbols."
            after = world.with_scope(facts, replace(facts, positions_other=left))
            return after, Change("positions", str(left), words)
        case "trades_open" if limits.trades_open_max:
            left = limits.trades_open_max - 1
            words = f"Close or cancel {facts.trades_open - left} open trades."
            after = world.with_scope(facts, replace(facts, trades_open=left))
            return after, Change("trades_open", str(left), words)
        case "symbol_blocked":
            words = f"Wait until what is in doubt about {proposal.symbol} is settled, or settle it yourself."
            return world.with_scope(facts, replace(facts, blocked=None)), Change("blocked", "clear", words)
        case "symbols" if proposal.symbol in limits.symbols_denied:
            kept = limits.symbols_denied - {proposal.symbol}
            words = f"Take {proposal.symbol} off the list of denied symbols."
            after = world.with_scope(facts, replace(facts, limits=replace(limits, symbols_denied=kept)))
            return after, Change("symbols_denied", proposal.symbol, words)
        case "symbols":
            wider = limits.symbols_allowed | {proposal.symbol}
            words = f"Put {proposal.symbol} on the list of allowed symbols, or choose one of it."
            after = world.with_scope(facts, replace(facts, limits=replace(limits, symbols_allowed=wider)))
            return after, Change("symbols_allowed", proposal.symbol, words)
        case "quote_age" if finding.verdict.value != UNKNOWN:
            words = f"Wait for a price of {proposal.symbol} no older than {limits.quote_age_max_s} s."
            return world.with_proposal(replace(proposal, quote_at=world.now)), Change("quote", "fresh", words)
        case _:
            return None
