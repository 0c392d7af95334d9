"""What the judge is known to get wrong, each as the smallest change that mends it and the reason why it is wrong.

A difference between our engine and the judge is explained when a judge with these changes agrees with us trade for trade;
one that stays is ours, or not understood yet. The runtime itself is never changed on disk: worker.py applies these on
request, and fails when the text to change is not there exactly as often as said (another version of the runtime).

All but the first and the last are about exits that fill on one bar, and change only which rows of the trade list they close.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Correction:
    """In `method` of the runtime's SimPosition, moved to the left margin: `old`, found `times` times, becomes `new`."""

    name: str
    why: str
    method: str
    changes: tuple[tuple[str, str, int], ...]


_SECOND_SEGMENT = """\
for order in _trail_walk_order(second_segment, rising=not ohlc):
    if order.cancelled or order.filled_by_type is not None:
        continue
    if self._process_trailing_stop(order, ohlc, phase=1) == _trail_pending:
        trail_close_leg.append(order)
"""
_HAS_TARGET = "has_open_trade = self._exit_has_target(order)"
_IS_PENDING = "order.entry_seq is None and order.order_id in self.entry_orders"
_LEVELS = "self.orderbook.iter_levels()"
_BY_ACTIVATION = (
    f"for order in [one for _, level in {_LEVELS} for one in sorted(level, key=lambda o: o.act_seq)]:"
)
_STOP_AFTER_THE_OPEN = """\
sorted(walk, key=lambda o: ((1 if ohlc else -1) * (min if o.sign > 0 else max)([
    level for level in (
        o.trail_stop if o.trail_triggered else None,
        lib.math.round_to_mintick(self.o + o.sign * syminfo.mintick * o.trail_offset)
        if o.trail_triggered or (o.trail_price - self.o) * o.sign >= 0 else None,
    ) if level is not None
] or [o.trail_price]), o.act_seq))"""


def _indented(text: str, spaces: int) -> str:
    return "".join(f"{' ' * spaces}{line}\n" for line in text.splitlines())


CORRECTIONS = (
    Correction(
        name="an exit waits for the entry that it was issued with",
        why="An exit is armed when its entry fills (TradingView's manual, strategy.exit; the runtime's _exit_awaits_entry). "
        "For a gap the runtime asks only whether some entry of that id is open: an exit issued together with an entry that "
        "adds to a position is passed by the gap before its entry has filled. It then fills in the wrong turn and, because "
        "the note of the side that was passed lies under a key that changes with the entry's fill, even a limit is slipped.",
        method="_process_at_bar_open",
        changes=(
            (_HAS_TARGET, f"{_HAS_TARGET} and not ({_IS_PENDING})", 1),
        ),
    ),
    Correction(
        name="gapped exits of one level in the order they became active",
        why="Orders at one level fill in the order they became active, and an exit issued again unchanged keeps its place: "
        "so the runtime says it was measured (_add_order, probes 11 to 13c), and so it walks the bar. For exits that a gap "
        "passes it takes the order of its price index, where each exit goes to the end whenever it is issued again.",
        method="_process_at_bar_open",
        changes=(
            (
                "for order in (self.orderbook.iter_orders() if self.orderbook.price_levels else ()):",
                _BY_ACTIVATION,
                1,
            ),
        ),
    ),
    Correction(
        name="trailing exits in the order of their stops",
        why="The runtime states its own rule in _trail_walk_order: trailing exits fill in the order in which the path "
        "reaches their stops, and those at one level in the order they became active. It sorts before the open moves or "
        "arms them, and walks the bar's last leg in the order of before the second.",
        method="_process_limit_stop_orders",
        changes=(
            ("in _trail_walk_order(walk, rising=ohlc):", f"in {_STOP_AFTER_THE_OPEN}:", 1),
            ("for order in trail_close_leg:", "for order in _trail_walk_order(trail_close_leg, rising=ohlc):", 2),
        ),
    ),
    Correction(
        name="trailing exits of the second leg after the first leg's orders",
        why="The path goes to one extreme, then to the other (TradingView's manual, 'broker emulator'). The runtime lets "
        "trailing exits fill on both legs before any other order fills on the first.",
        method="_process_limit_stop_orders",
        changes=(
            (_indented(_SECOND_SEGMENT, 8), "", 1),
            ("    trail_close_leg: list[Order] = []\n",
             "    trail_close_leg: list[Order] = []\n    second_segment: list[Order] = []\n", 1),
            ("        mc_deferred = self.sign < 0 and self._check_margin_call(self.h, for_short=True)\n",
             "        mc_deferred = self.sign < 0 and self._check_margin_call(self.h, for_short=True)\n"
             + _indented(_SECOND_SEGMENT, 8), 1),
            ("        mc_deferred = self.sign > 0 and self._check_margin_call(self.l, for_short=False)\n",
             "        mc_deferred = self.sign > 0 and self._check_margin_call(self.l, for_short=False)\n"
             + _indented(_SECOND_SEGMENT, 8), 1),
        ),
    ),
    Correction(
        name="orders of a level at their own stop or limit only",
        why="The runtime files a trailing exit under its activation price as well, and where the path reaches it, it fills "
        "the exit's limit, before orders whose levels lie between the two.",
        method="_walk_leg",
        changes=(
            ("                if order in offered:\n",
             "                if order in offered or price not in (order.stop, order.limit):\n", 1),
        ),
    ),
    Correction(
        name="a close at the activation price arms a trailing exit",
        why="A trailing exit is armed where the price reaches its activation (TradingView's manual, 'trailing stops'): the "
        "runtime's own walk of the path takes a touch as reached, its look at the close of the bar that issued the exit "
        "does not.",
        method="_seed_trail_at_issue",
        changes=(
            ("if self.c <= trail_price:", "if self.c < trail_price:", 1),
            ("if self.c >= trail_price:", "if self.c > trail_price:", 1),
        ),
    ),
)  # fmt: skip
