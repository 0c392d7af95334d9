"""Pages made from code say what the code says now, and leave nothing out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from scripts import (
    gen_alerts_doc,
    gen_cli_doc,
    gen_errors_doc,
    gen_events_doc,
    gen_indicator_docs,
    gen_metrics_doc,
    gen_orders_doc,
    gen_report_client,
)

from tradewright.domain.trading.alerts.names import SPELLINGS

REPOSITORY = Path(__file__).parents[2]
SOURCES = sorted((REPOSITORY / "src" / "tradewright").rglob("*.py"))
AGENTS = REPOSITORY / "src" / "tradewright" / "features" / "agents"


@pytest.mark.parametrize(
    ("page", "render"),
    [
        (gen_alerts_doc.PAGE, gen_alerts_doc.render_page),
        (gen_cli_doc.PAGE, gen_cli_doc.render_page),
        (gen_errors_doc.PAGE, gen_errors_doc.render_page),
        (gen_events_doc.PAGE, gen_events_doc.render_page),
        (gen_indicator_docs.PAGE, gen_indicator_docs.render_page),
        (gen_metrics_doc.PAGE, gen_metrics_doc.render_page),
        (gen_orders_doc.PAGE, gen_orders_doc.render_page),
        (gen_report_client.FILE, gen_report_client.render),
    ],
    ids=lambda one: one.name if isinstance(one, Path) else "",
)
def test_a_page_is_made_from_the_present_code(page: Path, render: Callable[[], str]) -> None:
    assert page.read_text(encoding="utf-8") == render(), "run `make gen` and commit the page"


def test_every_field_an_alert_may_carry_is_explained() -> None:
    assert set(gen_alerts_doc.FIELDS) == set(SPELLINGS)


def test_the_template_is_the_one_that_the_browser_app_offers() -> None:
    words = (REPOSITORY / "web/src/features/agents/components/agent-words.ts").read_text(encoding="utf-8")
    [offered] = re.findall(r"`(\{\s*\"ticker\"[^`]*)`", words)

    assert json.loads(gen_alerts_doc.EXAMPLES[0][2]) == json.loads(offered)


def test_every_status_has_its_advice() -> None:
    statuses = {entry.status for entry in gen_errors_doc.entries()}
    statuses |= {status for status, _ in gen_errors_doc.WEBHOOK.values()}

    assert statuses <= set(gen_errors_doc.ADVICE)


def test_every_reason_for_refusing_an_alert_is_explained() -> None:
    python = "\n".join(path.read_text(encoding="utf-8") for path in AGENTS.rglob("intake/*.py"))
    sql = "\n".join(
        path.read_text(encoding="utf-8") for path in (REPOSITORY / "migrations/sql").glob("*.up.sql")
    )
    codes = set(re.findall(r'Refusal\(\s*"([a-z_]+)"', python))
    codes |= set(re.findall(r'"(signature_[a-z]+)"', python))
    codes |= set(re.findall(r"reason_code := '([a-z_]+[a-z])'", sql))

    assert len(codes) > 8
    assert codes <= set(gen_errors_doc.WEBHOOK)


def test_every_event_type_of_the_code_is_on_the_page_and_none_else() -> None:
    types: set[str] = set()
    for path in SOURCES:
        types |= set(
            re.findall(
                r'(?<!action=)"([a-z_]+\.(?:changed|decided|booked|received|noted|switched))"',
                path.read_text(encoding="utf-8"),
            )
        )
    for path in (REPOSITORY / "migrations/sql").glob("*.up.sql"):
        types |= set(re.findall(r"'type', '([a-z_]+\.[a-z]+)'", path.read_text(encoding="utf-8")))

    assert types == set(gen_events_doc.EVENTS)


def test_an_events_example_has_the_fields_of_the_apis_document() -> None:
    document = json.loads((gen_events_doc.REFERENCE / "openapi.json").read_text(encoding="utf-8"))
    schemas = document["components"]["schemas"]
    examples = json.loads(gen_events_doc.EXAMPLES.read_text(encoding="utf-8"))

    for name, (_, schema) in gen_events_doc.EVENTS.items():
        if schema is not None:
            # An agent's URL is a secret, and travels only to who asks for it.
            hidden = {"url"} if schema == "Agent" else set()
            assert set(examples[name]) == set(schemas[schema]["properties"]) - hidden, name
