"""One self-contained page: no request leaves it, in light or dark as the reader's system has it, made to be printed too."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from tradewright.engine.report import html_tables as parts
from tradewright.engine.report.chart import equity_chart
from tradewright.engine.report.shown import headline, moment, number, sourced

ROOM = Path(__file__).parent
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def render_html(document: Mapping[str, Any]) -> str:
    """Return the page of a report document; every text of the author's own is escaped."""
    known = document["provenance"]
    name = known["name"] or "Backtest"
    market = f"{known['symbol']} · {known['timeframe']}"
    sections = [
        ("Equity", _equity(document)),
        ("By month", parts.heat_map(document)),
        ("Result", parts.summary(document)),
        ("Risk and ratios", _pair(document)),
        ("Drawdowns", parts.drawdowns(document) if document["drawdowns"] else ""),
        ("Where the profit came from", _grid(parts.groups(document), "flow")),
        ("How sure", _grid([parts.luck(document), parts.costs(document)])),
        ("Refused", parts.refusals(document)),
        ("Trades", parts.trades(document) if document["trades"] or document["open_trades"] else ""),
    ]
    body = "".join(f"<section><h2>{title}</h2>{content}</section>" for title, content in sections if content)
    quiet = (
        ""
        if document["trades"]
        else '<p class="none">No trade was closed, so most figures have no value.</p>'
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="color-scheme" content="light dark">
<title>{escape(name)} · {escape(market)}</title>
<style>{_asset("page.css")}</style>
</head>
<body>
<header>
<p class="kind">Backtest report</p>
<h1>{escape(name)}</h1>
<p class="soft">{escape(market)} · {moment(known["from"])} – {moment(known["to"])} UTC</p>
</header>
<main>
<div class="top"><dl class="headline">{_cards(document)}</dl>{_provenance(document)}</div>
{quiet}{body}
</main>
<footer>Past results do not tell future ones. Each formula stands behind its figure's name.</footer>
<script>{_asset("page.js")}</script>
</body>
</html>
"""


@lru_cache(maxsize=4)
def _asset(name: str) -> str:
    return (ROOM / name).read_text(encoding="utf-8")


def _cards(document: Mapping[str, Any]) -> str:
    told = []
    for title, text, value in headline(document):
        coloured = parts.toned(text, value) if title in ("Net profit", "Return on initial capital") else text
        told.append(f"<div><dt>{escape(title)}</dt><dd>{coloured}</dd></div>")
    return "".join(told)


def _provenance(document: Mapping[str, Any]) -> str:
    rows = "".join(f"<dt>{label}</dt><dd>{escape(text)}</dd>" for label, text in sourced(document))
    return f'<dl class="provenance" aria-label="Provenance">{rows}</dl>'


def _equity(document: Mapping[str, Any]) -> str:
    capital = number(document["provenance"]["initial_capital"], 2)
    legend = (
        '<p class="legend"><span class="key equity">Equity</span><span class="key held">Buy and hold</span>'
        f'<span class="key fall">Drawdown</span><span class="soft">from {capital}</span></p>'
    )
    return legend + equity_chart(document["equity"])


def _pair(document: Mapping[str, Any]) -> str:
    return _grid([parts.whole(document, "risk", "Risk"), parts.whole(document, "ratios", "Ratios")])


def _grid(tables: list[str], kind: str = "grid") -> str:
    return f'<div class="{kind}">{"".join(tables)}</div>' if any(tables) else ""
