"""A process beside the worker that computes, so that the worker's loop stays alive and what computes can be killed.

It starts in `main`, talks over the socket it was given, does one task after the other, and ends itself when the worker
is gone, however the worker ended.
"""

from __future__ import annotations

import asyncio
import os
import queue
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from typing import Any, Final, NamedTuple, TypeVar

from tradewright.kernel.errors import TradewrightError

T = TypeVar("T")
NICENESS: Final = 10
"""Quotes and orders on the same machine come first."""


class Progress(NamedTuple):
    """How far a task is, from 0 to 1; with `checkpoint`, another worker could go on from here."""

    share: float
    note: str
    checkpoint: dict[str, Any] | None = None


class _Question(NamedTuple):
    content: Any


class _Answer(NamedTuple):
    content: Any


class Channel:
    """What a task in the child says while it computes; its first argument. For the task's own thread only."""

    def __init__(self, connection: Connection, answers: queue.SimpleQueue[Any]) -> None:
        self._connection = connection
        self._answers = answers

    def report(self, share: float, note: str = "", checkpoint: dict[str, Any] | None = None) -> None:
        """Tell how far the task is. Cheap enough for a few hundred times a second; the worker passes on a few."""
        self._connection.send(Progress(share, note, checkpoint))

    def ask(self, question: Any) -> Any:
        """Return what the worker answers; picklable both ways. The worker has the database, the task has not."""
        self._connection.send(_Question(question))
        return self._answers.get()


class _Failed(NamedTuple):
    error: TradewrightError | None
    trace: str


class _Result(NamedTuple):
    value: Any


class ChildDied(RuntimeError):
    """The computing process ended in the middle: killed, out of memory, or a fault in machine code."""


class ChildBroke(RuntimeError):
    """The task raised what nobody expected; its traceback is the message."""


async def answers_nothing(question: Any) -> Any:
    """Answer for a task that asks nothing."""
    raise ChildBroke(f"nobody was to answer {type(question).__name__}")


class Child:
    """One computing process, started when first needed and kept for the next task."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None

    async def compute(
        self,
        on_progress: Callable[[Progress], None],
        function: Callable[..., T],
        *args: Any,
        answer: Callable[[Any], Awaitable[Any]] = answers_nothing,
    ) -> T:
        """Return `function(channel, *args)` of the child; what it asks, `answer` answers. Cancelling kills it.

        Raises the function's own `TradewrightError`, else `ChildBroke`, or `ChildDied`; and what `answer` raises.
        """
        is_over = False
        connection = self._connection or self._start()
        try:
            await asyncio.to_thread(connection.send, (function, args))
            while True:
                said = await asyncio.to_thread(connection.recv)
                if isinstance(said, Progress):
                    on_progress(said)
                    continue
                if isinstance(said, _Question):
                    answered = _Answer(await answer(said.content))
                    await asyncio.to_thread(connection.send, answered)
                    continue
                is_over = True
                if isinstance(said, _Result):
                    value: T = said.value
                    return value
                raise said.error or ChildBroke(said.trace)
        except (EOFError, OSError) as cause:
            if is_over:
                raise
            raise ChildDied("the computing process died") from cause
        finally:
            if not is_over:
                self.kill()

    def kill(self) -> None:
        """End the process at once; the next task starts another. Harmless when there is none."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if process is not None:
            process.kill()
            process.wait()
        # Only now: a thread that still reads from it must see its end first.
        if connection is not None:
            connection.close()

    def _start(self) -> Connection:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", f"from {__name__} import main; main({theirs.fileno()})"],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        self._connection = Connection(ours.detach())
        return self._connection


def main(descriptor: int) -> None:
    """Do the tasks that come over this socket until it closes."""
    os.nice(NICENESS)
    connection = Connection(descriptor)
    tasks: queue.SimpleQueue[tuple[Callable[..., Any], tuple[Any, ...]]] = queue.SimpleQueue()
    answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
    channel = Channel(connection, answers)
    threading.Thread(target=_listen, args=(connection, tasks, answers), daemon=True).start()
    while True:
        function, args = tasks.get()
        said: _Result | _Failed
        try:
            said = _Result(function(channel, *args))
        except TradewrightError as error:
            said = _Failed(error, "")
        except Exception:  # noqa: BLE001 - policy: whatever it was is the worker's to tell, and the next task is another
            said = _Failed(None, traceback.format_exc(limit=20))
        connection.send(said)


def _listen(connection: Connection, tasks: queue.SimpleQueue[Any], answers: queue.SimpleQueue[Any]) -> None:
    """Take tasks and answers in; without the worker there is nobody to compute for, whatever is under way."""
    while True:
        try:
            said = connection.recv()
            if isinstance(said, _Answer):
                answers.put(said.content)
            else:
                tasks.put(said)
        except (EOFError, OSError):
            os._exit(0)
        except Exception:  # noqa: BLE001 - policy: a task that cannot be read fails like one that raised
            tasks.put((_fail, (traceback.format_exc(limit=5),)))


def _fail(_: Channel, trace: str) -> None:
    raise RuntimeError(trace)
