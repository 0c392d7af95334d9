"""Brute force: how many failed sign-ins are free, and how long to wait after that. Pure.

Two subjects are counted: the pair of e-mail address and source address (a person guessing at one account) and the
source address alone (one machine trying many accounts). Counting the e-mail address alone would let anyone lock
anyone out, so it is not done. Of a source's sign-ups every one counts. Subjects are hashes: the table holds no address.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

PAIR_FREE = 5
"""Failures a pair has before it must wait."""
PAIR_MEMORY = timedelta(hours=24)
PAIR_WAIT = timedelta(minutes=15)
"""Wait after the first PAIR_FREE failures; doubles with each further PAIR_FREE, up to PAIR_WAIT_MAX."""
PAIR_WAIT_MAX = timedelta(hours=8)
SOURCE_FREE = 50
SOURCE_MEMORY = timedelta(minutes=15)
SIGN_UPS_FREE = 100
"""Sign-ups a source may try within SOURCE_MEMORY: an office behind one address, and no machine that asks one e-mail
address after the other whether it is taken, or fills the database."""


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed attempts that fell into the minute `window_start`."""

    window_start: datetime
    failures: int


def pair_subject(email_key: str, remote_ip: str) -> bytes:
    return hashlib.sha256(f"pair\n{email_key}\n{remote_ip}".encode()).digest()


def source_subject(remote_ip: str) -> bytes:
    return hashlib.sha256(f"source\n{remote_ip}".encode()).digest()


def sign_up_subject(remote_ip: str) -> bytes:
    return hashlib.sha256(f"sign-up\n{remote_ip}".encode()).digest()


def window_of(now: datetime) -> datetime:
    """Return the minute that an attempt at `now` is counted in."""
    return now.replace(second=0, microsecond=0)


def wait_for_pair(history: Sequence[Failures], *, now: datetime) -> int:
    """Return the seconds until this pair may try again; 0 when it may try now."""
    recent = [one for one in history if one.window_start > now - PAIR_MEMORY]
    strikes = sum(one.failures for one in recent) // PAIR_FREE
    if not strikes:
        return 0
    wait = min(PAIR_WAIT * 2 ** min(strikes - 1, 10), PAIR_WAIT_MAX)
    return _seconds_until(max(one.window_start for one in recent) + wait, now=now)


def wait_for_source(history: Sequence[Failures], *, now: datetime, free: int = SOURCE_FREE) -> int:
    """Return the seconds until this source address may try again; 0 when it may try now."""
    recent = [one for one in history if one.window_start > now - SOURCE_MEMORY]
    if sum(one.failures for one in recent) < free:
        return 0
    return _seconds_until(min(one.window_start for one in recent) + SOURCE_MEMORY, now=now)


def _seconds_until(moment: datetime, *, now: datetime) -> int:
    return max(0, math.ceil((moment - now).total_seconds()))
