"""What can go wrong with agents and alerts; each named by what the caller does next."""

from __future__ import annotations

from tradewright.kernel.errors import Invalid, LimitReached, NotFound


class AgentNotFound(NotFound):
    """This trader has no agent with this id, or it is deleted."""

    code = "agent_not_found"


class AlertNotFound(NotFound):
    """This trader has no alert with this id."""

    code = "alert_not_found"


class VersionNotFound(NotFound):
    """This agent has no version with this number."""

    code = "agent_version_not_found"


class AgentsExhausted(LimitReached):
    """This trader has as many agents as anyone may have."""

    code = "agents_exhausted"


class AgentInvalid(Invalid):
    """The agent's rules contradict each other or name what is not there; every fault is located."""

    code = "agent_invalid"


class OrderNotFound(NotFound):
    """This trader has no order with this id."""

    code = "order_not_found"
