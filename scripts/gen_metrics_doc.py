"""Writes docs/reference/metrics.md from the registered metrics. A test fails when it is stale."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from prometheus_client import REGISTRY
from prometheus_client.metrics import MetricWrapperBase

import tradewright
from tradewright.platform.telemetry.metrics import PREFIX

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "metrics.md"
HEAD = """\
# Metrics

Made from the code by `make gen`; edit the metric's own text, not this page.

`GET /metrics` on any gateway answers in Prometheus's text format with what every process of the product has measured since it started;
the label `process` says which one. Keep the address inside your network: it asks for no key. Beside ours, it has the usual
`process_*` and `python_*`.

| metric | kind | labels | meaning |
|---|---|---|---|
"""


def metrics() -> list[MetricWrapperBase]:
    """Return every metric of ours, by name, whichever role measures it."""
    for module in pkgutil.walk_packages(tradewright.__path__, "tradewright."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found = {
        one for one in REGISTRY._collector_to_names if isinstance(one, MetricWrapperBase)
    }  # prometheus_client tells names and samples in public, and labels nowhere else
    return sorted((one for one in found if _name(one).startswith(PREFIX)), key=_name)


def render_page() -> str:
    """Return the whole page."""
    return HEAD + "".join(
        f"| `{_name(one)}` | {one._type} | {', '.join(one._labelnames) or '–'} | {one._documentation} |\n"
        for one in metrics()
    )


def _name(metric: MetricWrapperBase) -> str:
    return f"{metric._name}{'_total' if metric._type == 'counter' else ''}"


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
    print(f"wrote {PAGE.name}")
