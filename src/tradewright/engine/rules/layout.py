"""Where a plan keeps what: whole numbers from its beginning, then the rules' own memory as float64.

Cells named `*_COLUMN` hold the place of a column in the program; every condition has one (a constant where there is none),
levels that are absent have `NONE`.
"""

from __future__ import annotations

from typing import Final

NONE: Final = -1

# The plan's head.
MEMORY: Final = 0
"""Where the float64 memory begins, in bytes from the plan's beginning."""
FLAT_COLUMN: Final = 1
ROOM: Final = 2
"""Orders that one bar's close may add for each entry that is open or pending."""
STEP, FINISH, ENTRY_ORDER, CLOSE_ORDER, EXIT_ORDER = 3, 4, 5, 6, 7
"""Addresses of the broker's entry points: its machine code is made once, not again within every front end's."""
LONG: Final = 8
"""The first cell of the long side; the short side follows."""

# A side, from its first cell.
CLOSE_COLUMN: Final = 0
BARS_COLUMN: Final = 1
ENTER_COLUMN: Final = 2
PYRAMIDING: Final = 3
COOLDOWN_COLUMN: Final = 4
RISK_COLUMN: Final = 5
STOPS: Final = 6
STOP_COLUMNS: Final = 7
"""Two pairs: scale, offset."""
TRAIL_COLUMN: Final = 11
"""Activation's scale and offset, then the distance's; NONE without a trailing stop."""
KEEPS_RISK: Final = 15
EXITS: Final = 16
EXITS_AT: Final = 17
WATCHED: Final = 18
"""Columns that move the bracket's levels from bar to bar: while none has changed, it is not issued again."""
WATCHED_AT: Final = 19
ENTRY_ID: Final = 20
STATE: Final = 21
"""First float64 of the side's memory: the risk at entry, fills when the bracket was last issued, the watched values."""
SCRATCH_WHOLES, SCRATCH_PRICES = 7, 9
"""The memory begins with the arguments of an exit: seven whole numbers, nine prices."""
SIDE_CELLS: Final = 22

# An exit, from its first cell.
EXIT_ID: Final = 0
LIMIT_KIND: Final = 1
LIMIT_COLUMNS: Final = 2
"""A level's scale and offset; of a multiple of the risk, the ratio."""
PORTION_COLUMN: Final = 4
EXIT_CELLS: Final = 5
LIMIT_NONE, LIMIT_LEVEL, LIMIT_RISK = 0, 1, 2
