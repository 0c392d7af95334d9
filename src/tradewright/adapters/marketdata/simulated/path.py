"""A random walk that can be asked for any moment: Brownian motion refined by halving, noise by hashing.

The walk is pinned at knots 32,768 minutes apart and refined to single minutes by midpoint displacement
(Lévy's construction): the value between two knots is their mean plus noise, hashed from the midpoint's own
position, with the variance that Brownian motion has there. Each minute is refined the same way into 128
samples. Nothing is stored, so a value costs O(log) hashes and never depends on what was asked before.
"""

from __future__ import annotations

import math
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from statistics import NormalDist

SAMPLES = 128
"""Samples of one minute; one quote each, 0.46875 s apart."""
_TOP = 1 << 15
_HALVES = tuple(1 << n for n in range(6, -1, -1))
# One byte of hash picks one of 256 equally likely normal quantiles, so noise is bounded by about 2.9.
_NORMAL = tuple(NormalDist().inv_cdf((byte + 0.5) / 256) for byte in range(256))
_NORMAL_MAX = _NORMAL[-1]
_KNOTS_CACHED = 16_384
_MINUTES_CACHED = 4


class PricePath:
    """The logarithm of price over base price, of one path; `volatility` is per square root of a day.

    Minutes count from the Unix epoch. Bounded: far knots vary by less than three standard deviations.
    """

    def __init__(self, *, seed: int, name: str, volatility: float) -> None:
        self._key = blake2b(f"{seed}/{name}".encode(), digest_size=32).digest()
        self._sigma = volatility / math.sqrt(1440)  # per square root of a minute
        self._steps = tuple((half, self._sigma * math.sqrt(2 * half / SAMPLES) / 2) for half in _HALVES)
        self.excursion = sum(deviation for _, deviation in self._steps) * _NORMAL_MAX
        """No sample of a minute is further than this above both its ends, or below both."""
        self.knot = lru_cache(maxsize=_KNOTS_CACHED)(self._knot)
        self.samples = lru_cache(maxsize=_MINUTES_CACHED)(self._samples)

    def _knot(self, minute: int) -> float:
        """Return the value at the beginning of `minute`."""
        step = minute & -minute
        if step >= _TOP or step == 0:
            # Independent knots whose differences have the variance of a walk over that time.
            return self._noise(minute) * self._sigma * math.sqrt(_TOP / 2)
        middle = (self.knot(minute - step) + self.knot(minute + step)) / 2
        return middle + self._noise(minute) * self._sigma * math.sqrt(2 * step) / 2

    def _samples(self, minute: int) -> tuple[float, ...]:
        """Return the 128 values of `minute`, the first being its knot; about 20 µs."""
        values = [0.0] * (SAMPLES + 1)
        values[0], values[SAMPLES] = self.knot(minute), self.knot(minute + 1)
        noise = self._bytes("a", minute) + self._bytes("b", minute)
        for half, deviation in self._steps:
            for at in range(half, SAMPLES, 2 * half):
                values[at] = (values[at - half] + values[at + half]) / 2 + deviation * _NORMAL[noise[at]]
        return tuple(values[:SAMPLES])

    def extremes(self, first: int, minutes: int) -> tuple[float, float]:
        """Return the lowest and highest sample of `minutes` minutes from `first`, exactly.

        Only minutes whose ends come near the extreme are refined: `excursion` rules the others out.
        """
        knots = [self.knot(minute) for minute in range(first, first + minutes + 1)]
        spans = [(min(pair), max(pair), first + n) for n, pair in enumerate(pairwise(knots))]
        lowest, highest = math.inf, -math.inf
        for low, _, minute in sorted(spans):
            if low - self.excursion >= lowest:
                break
            lowest = min(lowest, *self._samples(minute))
        for high, minute in sorted(((high, minute) for _, high, minute in spans), reverse=True):
            if high + self.excursion <= highest:
                break
            highest = max(highest, *self._samples(minute))
        return lowest, highest

    def activity(self, minute: int) -> float:
        """Return how busy `minute` is: positive, about 1 on average, a few at most."""
        hour, place = divmod(minute, 60)
        return math.exp(0.6 * _NORMAL[self._bytes("volume", hour)[place]] - 0.18)

    def _noise(self, minute: int) -> float:
        """Return bounded, nearly normal noise of unit variance: the sum of four uniform numbers."""
        digest = blake2b(b"%d" % minute, digest_size=8, key=self._key).digest()
        total = sum(int.from_bytes(digest[n : n + 2], "big") for n in (0, 2, 4, 6))
        return (total / 65_536 - 2.0 + 2 / 65_536) * math.sqrt(3)

    def _bytes(self, purpose: str, number: int) -> bytes:
        return blake2b(f"{purpose}{number}".encode(), digest_size=64, key=self._key).digest()
