"""The rules of agent versions, kept once read: versions never change."""

from __future__ import annotations

from collections.abc import Iterable

from tradewright.domain.trading.signal import AgentPolicy, Signal
from tradewright.features.orders.executor.controls import load_policy
from tradewright.kernel.ids import AgentVersionId, SignalId
from tradewright.platform.db import Database

POLICIES_KEPT = 10_000


class Policies:
    def __init__(self, db: Database) -> None:
        self._db = db
        self._kept: dict[AgentVersionId, AgentPolicy | None] = {}

    async def of(self, signals: Iterable[Signal]) -> dict[SignalId, AgentPolicy | None]:
        """Return the rules of the agent version behind each signal that came through one."""
        policies: dict[SignalId, AgentPolicy | None] = {}
        for signal in signals:
            version = signal.agent_version_id
            if version is None:
                continue
            if version not in self._kept:
                if len(self._kept) >= POLICIES_KEPT:
                    self._kept.clear()
                self._kept[version] = await load_policy(self._db, signal)
            policies[signal.signal_id] = self._kept[version]
        return policies
