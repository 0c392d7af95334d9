"""What can be said about a strategy without running it: warm-up, cost, risks of repainting, what is unused or impossible."""

from tradewright.domain.strategy.analysis.analyse import Analysis, analyse
from tradewright.domain.strategy.analysis.finding import Finding, Severity

__all__ = ["Analysis", "Finding", "Severity", "analyse"]
