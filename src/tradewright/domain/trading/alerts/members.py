"""Reading what an alert says by our names, collecting every fault with its JSON path instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from tradewright.kernel.errors import Fault
from tradewright.kernel.money import parse_decimal

TEXT_SHOWN_MAX = 60
_YEAR_2000_S, _YEAR_2100_S = 946_684_800, 4_102_444_800
_DAY_S = 86_400
_MISSING = object()

T = TypeVar("T")


class MemberReader:
    """What an alert says under our names, each with its place: `said` maps a name to (path, value).

    `expected` says where a name would stand that is not there; other missing names would stand under `root`.
    """

    def __init__(
        self,
        said: Mapping[str, tuple[str, Any]],
        faults: list[Fault],
        *,
        root: str = "$",
        expected: Mapping[str, str] | None = None,
    ) -> None:
        self.faults = faults
        self._said = said
        self._root = root
        self._expected = expected or {}

    def __contains__(self, name: str) -> bool:
        return name in self._said

    def path_of(self, name: str) -> str:
        """Return where `name` was said, or where it would be."""
        if name in self._said:
            return self._said[name][0]
        return self._expected.get(name) or f"{self._root}.{name}"

    def raw(self, name: str) -> Any:
        """Return the member's value as it was decoded, or None."""
        return self._said[name][1] if name in self._said else None

    def text(self, name: str, *, length_max: int) -> str | None:
        value = self.raw(name)
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > length_max:
            self._reject(name, "text", f"must be text of at most {length_max} characters")
            return None
        return value.strip() or None

    def choice(self, name: str, table: Mapping[str, T]) -> T | None:
        """Return what the member's word stands for in `table`; words are matched without case, `_`, `-` and
        spaces.
        """
        value = self.raw(name)
        if value is None:
            return None
        if isinstance(value, str):
            word = value.strip().lower().replace("_", "").replace("-", "").replace(" ", "")
            if word in table:
                return table[word]
        self._reject(name, "choice", f"must be one of {', '.join(table)}")
        return None

    def positive(self, name: str, *, maximum: Decimal | None = None) -> Decimal | None:
        number = self.number(name)
        if number is None or (number > 0 and (maximum is None or number <= maximum)):
            return number
        up_to = "" if maximum is None else f" and at most {maximum}"
        self._reject(name, "positive", f"must be above zero{up_to}")
        return None

    def number(self, name: str) -> Decimal | None:
        value = self.raw(name)
        if value is None or (isinstance(value, str) and value.strip().lower() in ("nan", "na", "null", "")):
            return None
        number = number_in(value)
        if number is None:
            self._reject(name, "number", "must be a number of sane size")
        return number

    def flag(self, name: str) -> bool:
        value = self.raw(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        words = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}
        if isinstance(value, str) and value.strip().lower() in words:
            return words[value.strip().lower()]
        self._reject(name, "flag", "must be true or false")
        return False

    def seconds(self, name: str) -> int | None:
        """Return whole seconds from 0 to a day; a fault for anything else."""
        number = self.number(name)
        if number is None:
            return None
        if number != int(number) or not 0 <= number <= _DAY_S:
            self._reject(name, "range", f"must be whole seconds, at most {_DAY_S}")
            return None
        return int(number)

    def moment(self, name: str) -> datetime | None:
        """Return the time in the member, or None: an unreadable time makes an alert no less an alert."""
        value = self.raw(name)
        return moment_in(value) if isinstance(value, str) else None

    def fault(self, name: str, rule: str, message: str, value: object = _MISSING) -> None:
        """Note what is wrong with `name`, at its place."""
        shown = None if value is _MISSING else str(value)[:TEXT_SHOWN_MAX]
        self.faults.append(Fault(self.path_of(name), rule, message, shown))

    def _reject(self, name: str, rule: str, requirement: str) -> None:
        path, value = self._said[name]
        self.fault(name, rule, f"{path.rpartition('.')[2]} {requirement}.", value)


def number_in(value: object) -> Decimal | None:
    """Return the number a JSON number or text spells, exactly; None for everything else, booleans
    included.
    """
    if not isinstance(value, str):
        return None
    try:
        return parse_decimal(value)
    except ValueError:
        return None


def moment_in(text: str) -> datetime | None:
    """Return the time `text` spells, aware UTC: ISO 8601, or seconds or milliseconds since 1970 in this
    century.
    """
    text = text.strip()
    if not text or len(text) > 40:
        return None
    if (number := number_in(text)) is not None and number >= _YEAR_2000_S:
        seconds = number / 1000 if number >= _YEAR_2100_S else number
        return datetime.fromtimestamp(float(seconds), UTC) if seconds < _YEAR_2100_S else None
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if 2000 <= moment.year < 2100 else None
