"""Passwords: which are good enough, and argon2id hashing off the event loop.

Hashing costs tens of milliseconds and 19 MiB on purpose; a pool of two threads bounds what a flood of
sign-ins can take from the machine.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tradewright.features.accounts.errors import PasswordWeak
from tradewright.kernel.errors import Fault

LENGTH_MIN = 10
LENGTH_MAX = 200
"""Longer ones are refused, not cut: hashing megabytes is an attack."""

# OWASP Password Storage Cheat Sheet, argon2id with 19 MiB, 2 passes, 1 lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
# Verified when nobody has the e-mail address, so that an unknown address takes as long as a wrong password.
_DUMMY_HASH = _HASHER.hash("nobody has this password")

_COMMON_WORDS = """
    1234567890 12345678910 0123456789 0987654321 1q2w3e4r5t 1q2w3e4r5t6y 123456789a a123456789 1111111111 0000000000
    9999999999 1212121212 1122334455 123123123123 qwertyuiop qwerty1234 qwerty12345 qwerty123456 qwertyuiop123
    asdfghjkl1 asdfghjkl; zxcvbnm123 password12 password123 password1234 password12345 password123456 passw0rd123
    p@ssw0rd123 p@ssword123 passwordpassword mypassword letmein123 letmein1234 welcome123 welcome1234 iloveyou12
    iloveyou123 iloveyou1234 sunshine123 princess123 football123 baseball123 superman123 trustno1234 administrator
    admin12345 admin123456 changeme123 changeme1234 tradewright tradewright1 tradewright123 tradingview tradingview1
    abcdefghij abcdefghijk abcdefghijkl abcd123456 abc1234567 abcd1234567 qazwsxedcrfv qazwsxedc123 1qaz2wsx3edc
    zaq12wsxcde3 michael123 jennifer123 dragon1234 monkey1234 master1234 shadow1234 computer123 internet123
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def check_password(password: str, *, email_key: str) -> None:
    """Raise PasswordWeak, with the rule, unless the password may be used by the owner of `email_key`."""
    rule, message = "", ""
    if len(password) < LENGTH_MIN:
        rule, message = "length_min", f"Use at least {LENGTH_MIN} characters."
    elif len(password) > LENGTH_MAX:
        rule, message = "length_max", f"Use at most {LENGTH_MAX} characters."
    elif password.lower() in _COMMON or len(set(password)) < 4:
        rule, message = "common", "This is one of the first passwords anybody would try. Use another."
    elif password.lower() in {email_key, email_key.partition("@")[0]}:
        rule, message = "email", "Your e-mail address is not a password."
    if rule:
        raise PasswordWeak(
            "The password is not accepted.", faults=(Fault(path="$.password", rule=rule, message=message),)
        )


async def hash_password(password: str) -> str:
    """Return the argon2id hash, in PHC string format. About 20 ms in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.hash, password)


async def verify_password(password: str, *, password_hash: str | None) -> bool:
    """Say whether `password` has this hash; None costs the same time and is always False."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _verify, password, password_hash)


def _verify(password: str, password_hash: str | None) -> bool:
    if len(password) > LENGTH_MAX:
        password, password_hash = "", None
    try:
        _HASHER.verify(password_hash or _DUMMY_HASH, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
