"""The tables of the HTML page, each a real table with its caption."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from tradewright.engine.report.figure import FIGURES, Group
from tradewright.engine.report.shown import by_unit, duration, exact, moment, number, paired
from tradewright.engine.report.tables import MONTH_NAMES

Document = Mapping[str, Any]
GROUP_TITLES = {
    "entry_tag": "By entry",
    "exit_reason": "By exit",
    "weekday": "By weekday of entry",
    "hour": "By hour of entry",
    "month": "By month of entry",
    "holding": "By time held",
}
TRADES_SHOWN = 5000
"""More rows than this make a browser slow; the CSV has all."""
HEAT_FULL = 10.0
"""Monthly return in percent at which a cell has its full colour."""


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, kind: str = "") -> str:
    """Return a table whose cells are HTML already; the first column heads its row."""
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(_cell(cell) for cell in row[1:])}</tr>' for row in rows
    )
    return (
        f'<div class="scroll"><table class="{kind}"><caption>{caption}</caption><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(content: str) -> str:
    return f"<td>{content}</td>"


def toned(text: str, value: Any) -> str:
    """Return a figure coloured by its sign; the sign itself stays readable."""
    tone = "" if value in (None, "0") else "down" if str(value).startswith("-") else "up"
    return f'<span class="{tone}">{text}</span>' if tone else text


def summary(document: Document) -> str:
    """Return the all/long/short table."""
    rows = []
    for title, name, twin in paired("summary"):
        cells = [_title(title, name)]
        for side in ("all", "long", "short"):
            found = document["summary"][side]
            why = document["undefined"].get(f"summary.{side}.{name}", "")
            text = by_unit(found[name], FIGURES[name].unit)
            if name in ("net_profit", "open_profit"):
                text = toned(text, found[name])
            if twin is not None and found[twin] is not None:
                text += f" <small>{by_unit(found[twin], 'percent')}</small>"
            cells.append(f'<span title="{escape(why)}">{text}</span>' if why else text)
        rows.append(cells)
    return table("All, long and short trades", ["Figure", "All", "Long", "Short"], rows)


def _title(title: str, name: str) -> str:
    return f'<abbr title="{escape(FIGURES[name].formula)}">{escape(title)}</abbr>'


def whole(document: Document, group: Group, caption: str) -> str:
    """Return the figures of the whole run, with the reason where there is none."""
    rows = []
    found = document[group]
    for title, name, twin in paired(group):
        why = document["undefined"].get(f"{group}.{name}")
        text = by_unit(found[name], FIGURES[name].unit)
        if twin is not None and found[twin] is not None:
            text += f" <small>{by_unit(found[twin], 'percent')}</small>"
        rows.append([_title(title, name), f"<small>{escape(why)}</small>" if why else text])
    return table(caption, ["Figure", "Value"], rows)


def heat_map(document: Document) -> str:
    """Return monthly returns, a row for each year, with the year's own return."""
    annual = {row["period"]: row["return_percent"] for row in document["annual"]}
    months = {row["period"]: row["return_percent"] for row in document["monthly"]}
    rows = []
    for year, total in annual.items():
        cells = [year]
        cells.extend(_heat(months.get(f"{year}-{month:02d}")) for month in range(1, 13))
        cells.append(toned(number(total, 1), total))
        rows.append(cells)
    heads = ["Year", *(name[:3] for name in MONTH_NAMES), "Year %"]
    return table("Monthly return in percent, open profit included", heads, rows, kind="heat")


def _heat(value: str | None) -> str:
    if value is None:
        return ""
    share = min(100.0, abs(float(value)) / HEAT_FULL * 100.0)
    if not share:
        return number(value, 1)
    tone = "down" if value.startswith("-") else "up"
    return f'<span class="heat-{tone}" style="--share:{share:.0f}%">{number(value, 1)}</span>'


def drawdowns(document: Document) -> str:
    """Return the deepest drawdowns with their anatomy."""
    rows = [
        [
            str(index),
            number(row["depth_percent"], 2) + "\u202f%",
            number(row["depth"], 2),
            moment(row["start"]),
            moment(row["trough"]),
            moment(row["recovery"]) if row["recovery"] else "not yet",
            duration(row["seconds"]),
            duration(row["fall_seconds"]),
            duration(row["recovery_seconds"]),
        ]
        for index, row in enumerate(document["drawdowns"], 1)
    ]
    heads = ["#", "Depth", "Money", "Peak", "Trough", "Recovered", "Lasted", "Falling", "Recovering"]
    return table("Deepest drawdowns, at the closes", heads, rows)


def groups(document: Document) -> list[str]:
    """Return one table for each way to group trades."""
    heads = ["", "Trades", "Won", "Profit", "Average", "Profit factor"]
    return [
        table(
            title,
            heads,
            (
                [
                    escape(row["key"]),
                    number(row["trades"], 0),
                    number(row["percent_profitable"], 1) + "\u202f%",
                    toned(number(row["profit"], 2), row["profit"]),
                    number(row["average"], 2),
                    number(row["profit_factor"], 2),
                ]
                for row in document["by"][name]
            ),
        )
        for name, title in GROUP_TITLES.items()
        if document["by"][name]
    ]


def luck(document: Document) -> str:
    """Return the Monte Carlo percentiles; nothing when there were too few trades."""
    found = document["robustness"]["monte_carlo"]
    if found is None:
        return ""
    rows = []
    for key, title in (
        ("trade_order", "Order of trades shuffled"),
        ("skipped_trades", "One trade in ten missed"),
    ):
        for figure, label, sign in (
            ("net_profit", "net profit", ""),
            ("drawdown_percent", "drawdown", "\u202f%"),
        ):
            spread = found[key][figure]
            rows.append([f"{title}: {label}", *(number(spread[p], 2) + sign for p in ("p5", "p50", "p95"))])
    caption = (
        f"Monte Carlo, {number(found['runs'], 0)} runs each, seed {found['seed']}; drawdown at closed trades"
    )
    return table(caption, ["Experiment", "5 %", "50 %", "95 %"], rows)


def costs(document: Document) -> str:
    """Return net profit under other fees and more slippage."""
    found = document["robustness"]["costs"]
    fees = sorted({row["fee_factor"] for row in found["scenarios"]}, key=float)
    rows = []
    for fee in fees:
        cells = [row for row in found["scenarios"] if row["fee_factor"] == fee]
        rows.append(
            [f"Fees × {fee}", *(toned(number(row["net_profit"], 2), row["net_profit"]) for row in cells)]
        )
    heads = [
        "Net profit",
        *(f"+{row} ticks" for row in sorted({row["slippage_ticks"] for row in found["scenarios"]})),
    ]
    return table(f"Cost sensitivity: {escape(found['note'])}", heads, rows)


def refusals(document: Document) -> str:
    """Return rejected and expired orders by reason."""
    rows = [[row["status"], number(row["orders"], 0), escape(row["reason"])] for row in document["refusals"]]
    return table("Orders that did not trade", ["Status", "Orders", "Reason"], rows) if rows else ""


def trades(document: Document) -> str:
    """Return the list of trades, newest last; open ones at the end."""
    every = [*document["trades"], *document["open_trades"]]
    shown = every[-TRADES_SHOWN:]
    words = [
        "Trade",
        "Side",
        "Entry",
        "Price",
        "Exit",
        "Price",
        "Quantity",
        "Profit",
        "%",
        "Total",
        "MFE",
        "MAE",
        "Fees",
        "R",
        "Bars",
    ]
    heads = [(word, "text" if word in ("Side", "Entry", "Exit") else "number") for word in words]
    top = "".join(
        f'<th scope="col" aria-sort="none"><button type="button" data-kind="{kind}">{head}</button></th>'
        for head, kind in heads
    )
    body = "".join(_trade(row) for row in shown)
    note = "" if len(shown) == len(every) else f", the last {len(shown)} of {len(every)}; the CSV has all"
    caption = f"Trades{note}; times UTC"
    return (
        f'<div class="scroll tall"><table class="trades" id="trades"><caption>{caption}</caption>'
        f"<thead><tr>{top}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _trade(row: Mapping[str, Any]) -> str:
    is_open = row["exit_time"] is None
    left = (
        '<td data-v="9999">open</td><td data-v="0">–</td>'
        if is_open
        else f'<td data-v="{row["exit_time"]}">{moment(row["exit_time"])} <small>{escape(row["exit_id"])}</small></td>'
        + _number(row["exit_price"], exact(row["exit_price"]))
    )
    arrow = "▲ long" if row["side"] == "long" else "▼ short"
    return (
        f'<tr><th scope="row" data-v="{row["number"]}">{row["number"]}{" open" if is_open else ""}</th>'
        f'<td data-v="{row["side"]}">{arrow}</td>'
        f'<td data-v="{row["entry_time"]}">{moment(row["entry_time"])} <small>{escape(row["entry_id"])}</small></td>'
        + _number(row["entry_price"], exact(row["entry_price"]))
        + left
        + _number(row["quantity"], exact(row["quantity"]))
        + _number(row["profit"], toned(number(row["profit"], 2, signed=True), row["profit"]))
        + _number(row["profit_percent"], number(row["profit_percent"], 2, signed=True))
        + "".join(
            _number(row[name], number(row[name], 2))
            for name in ("cumulative_profit", "mfe", "mae", "commission", "r")
        )
        + f'<td data-v="{row["bars"]}">{row["bars"]}</td></tr>'
    )


def _number(value: str | None, text: str) -> str:
    return f'<td data-v="{value or 0}">{text}</td>'
