"""Every subject there is, by function. docs/ARCHITECTURE.md says what travels on each."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote as _percent
from urllib.parse import unquote
from uuid import UUID

from tradewright.kernel.ids import UserId

WAKE_OUTBOX: Final = "tw.wake.outbox"
ALL_WAKES: Final = "tw.wake.shard.*"
GATHER_METRICS: Final = "tw.metrics.gather"
SIGNAL_DONE: Final = "tw.signal.done"
SNAPSHOT: Final = "tw.md.snapshot"
ALL_QUOTES: Final = "tw.md.quote.*"
ALL_BARS: Final = "tw.md.bar.*"
ALL_LIVE: Final = "tw.live.*"
ALL_SESSION_ENDS: Final = "tw.session.end.*"
ALL_EVENTS: Final = "tw.events.>"
ALL_ACCOUNTS: Final = "tw.account.*"
ALL_RISK: Final = "tw.risk.*"
ALL_REHEARSALS: Final = "tw.rehearse.*"
ALL_MARKETS: Final = "tw.market.*"
EVENT_STREAM: Final = "TW_EVENTS"
ALL_JOBS: Final = "tw.jobs.*"
ALL_JOB_CANCELS: Final = "tw.job.cancel.*"
JOB_STREAM: Final = "TW_JOBS"


def wake_shard(shard: int) -> str:
    """Return the subject that wakes the executor of one shard."""
    return f"tw.wake.shard.{shard}"


def rehearse(shard: int) -> str:
    """Return the subject on which the executor of one shard is asked what would become of an order."""
    return f"tw.rehearse.{shard}"


def risk(shard: int) -> str:
    """Return the subject on which the executor of one shard is asked how much of a user's limits is used."""
    return f"tw.risk.{shard}"


def market(shard: int) -> str:
    """Return the subject on which the executor of one shard is asked for bars and quotes of a linked account's venue."""
    return f"tw.market.{shard}"


def metrics_reply(asked: UUID) -> str:
    """Return the subject on which one gathering of metrics hears its answers."""
    return f"tw.metrics.reply.{asked}"


def shard_of_wake(subject: str) -> int:
    """Return the shard that `wake_shard` put into a subject."""
    return int(subject.rpartition(".")[2])


def quote(symbol: str) -> str:
    """Return the subject of one symbol's quotes."""
    return f"tw.md.quote.{_token(symbol)}"


def bar(symbol: str) -> str:
    """Return the subject of one symbol's closed bars."""
    return f"tw.md.bar.{_token(symbol)}"


def live(user_id: UserId) -> str:
    """Return the subject of one user's latest state."""
    return f"tw.live.{user_id}"


def session_end(user_id: UserId) -> str:
    """Return the subject that tells gateways of one user's session that was signed out or revoked."""
    return f"tw.session.end.{user_id}"


def events(user_id: UserId) -> str:
    """Return the subject of one user's events."""
    return f"tw.events.{user_id}"


def account(user_id: UserId) -> str:
    """Return the subject that tells the executor of one user that an account is to be connected, or let go."""
    return f"tw.account.{user_id}"


def job(kind: str) -> str:
    """Return the subject that wakes one worker for a job of this kind."""
    return f"tw.jobs.{kind}"


def job_cancel(job_id: UUID) -> str:
    """Return the subject that tells the worker of one job to stop."""
    return f"tw.job.cancel.{job_id}"


def job_of(subject: str) -> UUID:
    """Return the job that `job_cancel` put into a subject."""
    return UUID(subject.rpartition(".")[2])


def symbol_of(subject: str) -> str:
    """Return the symbol that `quote` or `bar` put into a subject."""
    return unquote(subject.rpartition(".")[2])


def user_of(subject: str) -> UserId:
    """Return the user that `live`, `events`, `account` or `session_end` put into a subject."""
    return UserId(UUID(subject.rpartition(".")[2]))


def _token(text: str) -> str:
    """Return `text` as one part of a subject: dots separate parts, `*` and `>` match them (`BRK.B` →
    `BRK%2EB`).
    """
    return _percent(text, safe="!@$&()+,;=:/").replace(".", "%2E")
