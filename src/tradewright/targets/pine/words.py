"""Words of Pine: names that are free to use, texts and numbers as literals."""

from __future__ import annotations

import re
from decimal import Decimal

from tradewright.kernel.money import plain

_RESERVED_TEXT = """
and or not if else for to by in while switch true false na var varip import export method type enum as const simple
input series int float bool string color line label box table array matrix map linefill polyline chart break continue
strategy indicator library ta math str request ticker syminfo timeframe barstate session time timestamp log runtime
alert alertcondition plot plotshape plotchar plotarrow plotbar plotcandle hline fill bgcolor barcolor barmerge
currency dayofweek display dividends earnings splits extend font format location order position scale shape size text
xloc yloc adjustment backadjustment settlement_as_close footprint volume_row open high low close volume hl2 hlc3 ohlc4
hlcc4 ask bid bar_index last_bar_index last_bar_time time_close time_tradingday timenow year month weekofyear
dayofmonth hour minute second nz fixnan max_bars_back n
"""
"""Keywords, types, namespaces, and built-in variables and functions without a namespace."""
RESERVED = frozenset(_RESERVED_TEXT.split())
_UNFIT = re.compile(r"\W", re.ASCII)


class Names:
    """Gives each thing one name that nothing else in the script has."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wanted: str) -> str:
        """Return `wanted`, or the nearest free name to it, and keep it from others."""
        base = _UNFIT.sub("_", wanted)
        if not base or base[0].isdigit():
            base = f"x_{base}"
        if base in RESERVED:
            base += "_"
        name, count = base, 1
        while name in self._taken:
            count += 1
            name = f"{base}_{count}"
        self._taken.add(name)
        return name

    def number(self, stem: str) -> str:
        """Return a free name `stem_1`, `stem_2` … for a value that the author gave no name."""
        count = 1
        while f"{stem}_{count}" in self._taken:
            count += 1
        self._taken.add(f"{stem}_{count}")
        return f"{stem}_{count}"


def quoted(text: str) -> str:
    """Return a Pine string literal: on one line, with `"` and `\\` escaped."""
    flat = " ".join(text.split())
    return '"' + flat.replace("\\", "\\\\").replace('"', '\\"') + '"'


def literal(value: Decimal | int, *, is_float: bool = False) -> str:
    """Return a number as Pine writes it: no exponent, and a point where it is a float."""
    written = plain(Decimal(value))
    return f"{written}.0" if is_float and "." not in written else written


def comment(text: str) -> list[str]:
    """Return `text` as comment lines, at most about 110 characters each."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        current = "//"
        for word in paragraph.split():
            if len(current) + len(word) > 110:
                lines.append(current)
                current = "//"
            current += f" {word}"
        if current != "//":
            lines.append(current)
    return lines
