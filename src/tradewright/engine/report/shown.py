"""How figures look to people: grouped, rounded, with a true minus. Used by the HTML page and the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tradewright.engine.report.figure import FIGURES, Group, Unit, group_of

GROUP = "\u202f"
MINUS = "\u2212"
NONE = "–"
HEADLINE = (
    ("summary.all", "net_profit"),
    ("ratios", "return_total"),
    ("risk", "drawdown_max_percent"),
    ("summary.all", "profit_factor"),
    ("summary.all", "trades_total"),
    ("summary.all", "percent_profitable"),
    ("ratios", "sharpe"),
    ("ratios", "buy_hold_percent"),
)
"""The figures that lead: result, risk, quality, and what doing nothing would have made."""


def number(text: str | int | None, places: int, *, signed: bool = False) -> str:
    """Return a decimal string for eyes: rounded half away from zero, thin-space groups, `–` for None."""
    if text is None:
        return NONE
    value = Decimal(text).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    body = f"{abs(value):,.{places}f}".replace(",", GROUP)
    sign = MINUS if value < 0 else "+" if signed and value > 0 else ""
    return sign + body


def exact(text: str | None) -> str:
    """Return a price or quantity with all its digits."""
    if text is None:
        return NONE
    return number(text, max(0, -int(Decimal(text).as_tuple().exponent)))


def moment(text: str | None) -> str:
    """Return an ISO time as date and minute, UTC."""
    return NONE if text is None else text[:16].replace("T", " ")


def duration(seconds: int | None) -> str:
    """Return a length of time in its two largest units."""
    if seconds is None:
        return NONE
    days, rest = divmod(seconds, 86_400)
    hours, minutes = rest // 3600, rest % 3600 // 60
    if days:
        return f"{days} d {hours} h" if days < 100 else f"{days} d"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def by_unit(value: Any, unit: Unit) -> str:
    """Return one figure of a document for eyes, without its unit's sign but for percent."""
    if value is None:
        return NONE
    if unit == "time":
        return moment(str(value))
    if unit == "seconds":
        return duration(int(value))
    if unit == "percent":
        return number(value, 2) + "\u202f%"
    if unit == "quantity":
        return exact(str(value))
    places = {"money": 2, "ratio": 3, "probability": 4, "bars": 1}.get(unit, 0)
    return number(value, places)


def section(document: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """Return a section of a document by its dotted path."""
    found: Any = document
    for name in path.split("."):
        found = found[name]
    return dict(found)


def headline(document: Mapping[str, Any]) -> list[tuple[str, str, str | int | None]]:
    """Return title, text for eyes and plain value of the leading figures."""
    rows = []
    for path, name in HEADLINE:
        value = section(document, path)[name]
        rows.append((FIGURES[name].title, by_unit(value, FIGURES[name].unit), value))
    return rows


def paired(group: Group) -> list[tuple[str, str, str | None]]:
    """Return title, figure and its twin in percent, one for each line of a table."""
    names = [each.name for each in group_of(group)]
    rows = []
    for name in names:
        twin = f"{name}_percent"
        if not (name.endswith("_percent") and name.removesuffix("_percent") in names):
            unit = " in R" if name == "expectancy_r" else ""
            rows.append((FIGURES[name].title + unit, name, twin if twin in names else None))
    return rows


def sourced(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the provenance as labels and sentences."""
    known = document["provenance"]
    gaps = (
        f"{number(known['gaps'], 0)} ({number(known['missing_bars'], 0)} bars missing)"
        if known["gaps"]
        else "none"
    )
    rows = [
        ("Data", f"{known['source'] or 'unnamed'} · {known['symbol'] or '?'} · {known['timeframe'] or '?'}"),
        ("Range", f"{moment(known['from'])} – {moment(known['to'])} UTC"),
        ("Bars", f"{number(known['bars'], 0)}, of which {number(known['warmup_bars'], 0)} warm-up"),
        ("Gaps", gaps),
        ("Fills", f"{known['fill_mode']}, {known['intrabar'] or 'no lower timeframe'} inside bars"),
        ("Commission", _pair(known["commission"], "none stated")),
        ("Slippage", f"{known['slippage_ticks'] or 0} ticks of {known['tick']}"),
        (
            "Sizing",
            f"{_pair(known['sizing'], 'by the strategy')}; {number(known['initial_capital'], 2)} initial capital",
        ),
        ("Definition", (known["definition_hash"] or "none (coded)")[:16]),
        ("Data hash", known["data_hash"][:16]),
        ("Engine", f"Tradewright {known['engine_version']}"),
    ]
    if known["inputs"]:
        rows.insert(8, ("Inputs", ", ".join(f"{name} {value}" for name, value in known["inputs"].items())))
    if known["run_id"]:
        rows.append(("Run", str(known["run_id"])))
    return rows


def _pair(pair: Mapping[str, Any], otherwise: str) -> str:
    if pair["mode"] is None:
        return otherwise
    words = str(pair["mode"]).replace("_", " ")
    return f"{pair['value']} {words}"
