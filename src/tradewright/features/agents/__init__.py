"""Agents and what comes in by them: rules, alerts, the intake that stores them, and timelines.

The intake (`intake/`) turns a webhook request into a committed alert with its signals; the executor takes it
from there. Routes are in `routes.py` and `intake/webhook.py`.
"""

from tradewright.features.agents.documents import agent_document, alert_document
from tradewright.features.agents.drafts import AgentDraft
from tradewright.features.agents.intake.assess import Delivery
from tradewright.features.agents.intake.door import Door, Stored, TooMany, UnknownAgent
from tradewright.features.agents.intake.opening import make_door
from tradewright.features.agents.intake.webhook import webhook_routes
from tradewright.features.agents.verbs.create_agent import create_agent

__all__ = [
    "AgentDraft",
    "Delivery",
    "Door",
    "Stored",
    "TooMany",
    "UnknownAgent",
    "agent_document",
    "alert_document",
    "create_agent",
    "make_door",
    "webhook_routes",
]
