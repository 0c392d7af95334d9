"""What a run came to: figures, tables and one plain document, from which terminal, web page, HTML and CSV are drawn.

`headline` is for sweeps, `build` for people. Each figure is defined once, in `figure.FIGURES`. Nothing here simulates:
it reads a run's result and does not change it.
"""

from tradewright.engine.report.document import Report, build
from tradewright.engine.report.figure import FIGURES, Figure, Undefined
from tradewright.engine.report.headline import Headline, headline
from tradewright.engine.report.html import render_html
from tradewright.engine.report.inputs import Order, Run, Trades
from tradewright.engine.report.provenance import Provenance
from tradewright.engine.report.schema import report_schema
from tradewright.engine.report.sharpe import deflated_sharpe, expected_best_sharpe, probabilistic_sharpe
from tradewright.engine.report.trade_csv import render_csv

__all__ = [
    "FIGURES",
    "Figure",
    "Headline",
    "Order",
    "Provenance",
    "Report",
    "Run",
    "Trades",
    "Undefined",
    "build",
    "deflated_sharpe",
    "expected_best_sharpe",
    "headline",
    "probabilistic_sharpe",
    "render_csv",
    "render_html",
    "report_schema",
]
