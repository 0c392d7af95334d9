"""Which points to try next: in order, at random, and around those that lead. The guided ways are in `guided`.

Whoever asks gets points not tried before that meet the constraints over inputs; none at all when the space is used up.
Everything follows from the seed and from what was told, so a search can be replayed.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol

import numpy as np

from tradewright.engine.optimise.plateau import ground_of, reach_of
from tradewright.engine.optimise.space import Point
from tradewright.engine.optimise.types import Space

ENUMERATED_MAX: Final = 200_000
"""Largest space whose last untried points are looked for one by one, once drawing finds no more."""
DRAWS_MAX: Final = 100
"""Draws for one point before giving up on luck."""
LEADERS: Final = 5
"""How many leading trials have their surroundings looked at together."""
AROUND: Final = 12
"""Points looked at around a leader: enough to tell a plateau from a spike in up to six inputs."""
Allows = Callable[[Point], bool]


class Asker(Protocol):
    """One way of searching."""

    def ask(self, count: int) -> list[Point]:
        """Return up to `count` new points."""

    def tell(self, points: Sequence[Point], objectives: Sequence[float | None]) -> None:
        """Learn how points fared; None: not to be chosen."""


class GridAsker:
    """Every point in order, the last dimension fastest."""

    def __init__(self, space: Space, allows: Allows) -> None:
        self._points: Iterator[Point] = filter(
            allows, itertools.product(*(range(len(one.values)) for one in space.dimensions))
        )

    def ask(self, count: int) -> list[Point]:
        return list(itertools.islice(self._points, count))

    def tell(self, points: Sequence[Point], objectives: Sequence[float | None]) -> None:
        """Whatever they were, the next point is the next."""


class RandomAsker:
    """Points drawn evenly, none twice."""

    def __init__(self, space: Space, allows: Allows, *, seed: int) -> None:
        self._counts = [len(one.values) for one in space.dimensions]
        self._size, self._allows = space.size, allows
        self._draw = np.random.default_rng(seed)
        self._known: set[Point] = set()
        self._left: list[Point] | None = None

    def ask(self, count: int) -> list[Point]:
        found: list[Point] = []
        for _ in range(count * DRAWS_MAX):
            if len(found) == count or self._left is not None:
                break
            point = tuple(int(place) for place in self._draw.integers(0, self._counts))
            if point not in self._known and self._allows(point):
                self._known.add(point)
                found.append(point)
        if len(found) < count and self._size <= ENUMERATED_MAX:
            if self._left is None:
                every = itertools.product(*(range(n) for n in self._counts))
                self._left = [point for point in every if point not in self._known and self._allows(point)]
                self._draw.shuffle(self._left)
            while self._left and len(found) < count:
                point = self._left.pop()
                if point not in self._known:
                    self._known.add(point)
                    found.append(point)
        return found

    def tell(self, points: Sequence[Point], objectives: Sequence[float | None]) -> None:
        """Remember them, so that none is drawn again."""
        self._known.update(points)


class NeighbourAsker:
    """Untried points around the trials that lead so far: what tells a plateau from a spike in a space thinly searched."""

    def __init__(self, space: Space, allows: Allows, *, seed: int) -> None:
        self._space, self._allows = space, allows
        self._draw = np.random.default_rng(seed)
        self._reach = reach_of(space)
        self._points: list[Point] = []
        self._objectives: list[float | None] = []
        self._known: set[Point] = set()

    def ask(self, count: int) -> list[Point]:
        found: list[Point] = []
        ground = ground_of(self._space, self._points, self._objectives)
        for place in ground.leaders(LEADERS):
            wanted = AROUND - int(ground.neighbours[place])
            for point in self._around(self._points[place]):
                if wanted <= 0 or len(found) == count:
                    break
                if point not in self._known and self._allows(point):
                    self._known.add(point)
                    found.append(point)
                    wanted -= 1
        return found

    def tell(self, points: Sequence[Point], objectives: Sequence[float | None]) -> None:
        self._points.extend(points)
        self._objectives.extend(objectives)
        self._known.update(points)

    def _around(self, centre: Point) -> Iterator[Point]:
        """Along each input to the edge of its reach and half way, then anywhere in the box."""
        for share in (2, 1):
            for axis, reach in enumerate(self._reach):
                steps = (reach + share - 1) // share
                for side in (-steps, steps) if steps else ():
                    yield from self._inside((*centre[:axis], centre[axis] + side, *centre[axis + 1 :]))
        low = np.array(self._reach)
        for _ in range(DRAWS_MAX):
            apart = self._draw.integers(-low, low + 1)
            yield from self._inside(tuple(int(c + a) for c, a in zip(centre, apart, strict=True)))

    def _inside(self, point: Point) -> Iterator[Point]:
        if all(0 <= at < len(one.values) for at, one in zip(point, self._space.dimensions, strict=True)):
            yield point
