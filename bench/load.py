"""An open-loop sender of alerts: keeps its schedule whatever the server does, and times each answer from when it was due.

Runs as a process of its own so that it does not share an interpreter with what it measures. Raw HTTP/1.1 over kept-alive
connections: the sender must cost far less than the product.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict, dataclass, field
from itertools import chain


@dataclass
class Shot:
    """What came of one run: `latencies_ms` are from the due moment to the full answer, in order of completion."""

    sent: int = 0
    acknowledged: int = 0
    failed: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    latencies_ms: list[float] = field(default_factory=list)
    acknowledged_ids: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True)
class Lane:
    """`rate` alerts a second, taken in turn from `shots`: each a path and a body, where @ID@ becomes the alert's own id."""

    shots: list[tuple[str, str]]
    rate: float


async def shoot(host: str, port: int, lanes: list[Lane], *, seconds: float, run: str, begin: int = 0) -> Shot:
    """Send every lane at its own steady rate for `seconds`, each from its shot number `begin` on."""
    shot = Shot()
    idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
    loop = asyncio.get_running_loop()

    async def send(lane: int, number: int, due: float) -> None:
        shots = lanes[lane].shots
        path, body_text = shots[(begin + number) % len(shots)]
        body = body_text.replace("@ID@", f"{run}-{lane}-{number}").encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode()
        try:
            reader, writer = idle.pop() if idle else await asyncio.open_connection(host, port)
            writer.write(head + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            status = answer[9:12].decode()
            length = 0
            for line in answer.split(b"\r\n"):
                if line.lower().startswith(b"content-length:"):
                    length = int(line[15:])
            content = await reader.readexactly(length)
            idle.append((reader, writer))
        except (OSError, asyncio.IncompleteReadError):
            shot.failed += 1
            return
        shot.statuses[status] = shot.statuses.get(status, 0) + 1
        if status == "202":
            shot.acknowledged += 1
            shot.latencies_ms.append((loop.time() - due) * 1000)
            shot.acknowledged_ids.append(json.loads(content)["alert_id"])

    began = loop.time()
    tasks = []
    schedule = sorted(
        chain.from_iterable(
            ((number / lane.rate, index, number) for number in range(int(lane.rate * seconds)))
            for index, lane in enumerate(lanes)
        )
    )
    for after_s, lane, number in schedule:
        due = began + after_s
        delay = due - loop.time()
        if delay > 0:
            await asyncio.sleep(delay)
        tasks.append(asyncio.create_task(send(lane, number, due)))
        shot.sent += 1
    await asyncio.wait(tasks, timeout=30)
    shot.seconds = loop.time() - began
    for _, writer in idle:
        writer.close()
    return shot


def main() -> None:
    """Read a plan as JSON on standard input, carry it out, print the result as JSON."""
    import uvloop

    plan = json.load(sys.stdin)
    lanes = [Lane([(path, body) for path, body in lane["shots"]], lane["rate"]) for lane in plan.pop("lanes")]
    shot = uvloop.run(shoot(lanes=lanes, **plan))
    json.dump(asdict(shot), sys.stdout)


if __name__ == "__main__":
    main()
