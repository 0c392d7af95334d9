"""Tradewright: a trading idea all the way to a real fill, and the books on what happened.

Rooms, from the inside out (docs/ARCHITECTURE.md has the picture): `kernel`, `domain`, `platform`, `adapters`
and `features`, `entrypoints`. Imports point inward only; import-linter states it and runs in the checks.
"""

__version__ = "0.1.0"
