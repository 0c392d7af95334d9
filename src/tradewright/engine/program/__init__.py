"""Expressions as a program: an ordered table of operations over columns, run block by block by the same machine code.

A backtest is blocks of a few thousand bars; live trading is the same program with blocks of one bar. No compilation
happens for a new strategy: the kernels are there already, a program only says which of them work on which columns.
"""

from tradewright.engine.program.feeding import rows_of, timeframe_of
from tradewright.engine.program.lowering import Program, ProgramBuilder
from tradewright.engine.program.running import BLOCK, Rules, Run

__all__ = ["BLOCK", "Program", "ProgramBuilder", "Rules", "Run", "rows_of", "timeframe_of"]
