"""Health by component: each part says how it is when asked, and the answer is kept for a moment.

health.register("database", check)        # async def check() -> Reading | None; an error means down
[component.to_document() for component in await health.read()]
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from tradewright.kernel.errors import TradewrightError
from tradewright.platform.telemetry.logs import logger

log = logger(__name__)

HealthStatus: TypeAlias = Literal["ok", "degraded", "down"]
KEEP_S: Final = 1.0
"""However many ask, a component is looked at once a second at most."""
TIMEOUT_S: Final = 2.0
_ORDER: Final[tuple[HealthStatus, ...]] = ("ok", "degraded", "down")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a component is; `detail` is a sentence for a person and holds no secret."""

    status: HealthStatus = "ok"
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """A component's last reading and how long ago it was taken."""

    name: str
    status: HealthStatus
    detail: str
    age_s: float

    def to_document(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "status": self.status,
            "detail": self.detail,
            "age_s": round(self.age_s, 3),
        }


Check: TypeAlias = Callable[[], Awaitable[Reading | None]]


class Health:
    """The components of this process."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._checks: dict[str, Check] = {}
        self._kept: dict[str, tuple[Reading, float]] = {}
        self._reading = asyncio.Lock()

    def register(self, name: str, check: Check) -> None:
        """Add a component, or replace its check."""
        self._checks[name] = check
        self._kept.pop(name, None)

    async def read(self) -> list[Component]:
        """Return every component in the order they were registered; takes `TIMEOUT_S` at most."""
        async with self._reading:
            now = self._monotonic()
            stale = [
                name for name in self._checks if name not in self._kept or now - self._kept[name][1] > KEEP_S
            ]
            readings = await asyncio.gather(*(self._look(name) for name in stale))
            taken = self._monotonic()
            self._kept.update((name, (reading, taken)) for name, reading in zip(stale, readings, strict=True))
        return [
            Component(name, reading.status, reading.detail, max(0.0, self._monotonic() - at))
            for name, (reading, at) in ((name, self._kept[name]) for name in self._checks)
        ]

    async def _look(self, name: str) -> Reading:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                return await self._checks[name]() or Reading()
        except TimeoutError:
            return Reading("down", f"did not answer within {TIMEOUT_S:g} s")
        except TradewrightError as error:
            return Reading("down", error.detail)
        except Exception:
            # Policy: a check that breaks must not hide the others. Details go to the log, since these are
            # public.
            log.warning("health.check_failed", component=name, exc_info=True)
            return Reading("down", "the check failed")


def worst(components: Iterable[Component]) -> HealthStatus:
    """Return the status of the whole: that of its worst component."""
    return max((component.status for component in components), key=_ORDER.index, default="ok")
