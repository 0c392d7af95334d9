"""Protective legs, exits and entries that we keep ourselves, because the venue cannot keep them beside what they belong to.

`tend` says what is due now, from the books and the market alone, so it resumes by itself after a crash; `restore` what the
end of an order changes. The executor commits each act before the venue hears of it. A stop rests at the venue as soon as
there is something to protect; a target waits here where the two could both fill, until the market touches it. Whatever
belongs to a position shrinks with it and ends with it.
"""

from tradewright.domain.trading.keeper.acts import CancelLeg, MoveLeg, NewLeg, ReleaseLeg, Tend
from tradewright.domain.trading.keeper.ended import restore
from tradewright.domain.trading.keeper.scene import is_kept_leg, is_sent_for_wish, key_of
from tradewright.domain.trading.keeper.tend import tend

__all__ = [
    "CancelLeg",
    "MoveLeg",
    "NewLeg",
    "ReleaseLeg",
    "Tend",
    "is_kept_leg",
    "is_sent_for_wish",
    "key_of",
    "restore",
    "tend",
]
