"""A product that runs nothing but its servers: prints one JSON line when they are up, stops on SIGTERM.

python -m tests.embedded.host HOME
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from tradewright.platform.embedded import EmbeddedServers


async def main(home: Path) -> None:
    over = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
    async with EmbeddedServers(home) as servers:
        found, postgres, nats = servers.endpoints, servers.postgres, servers.nats
        assert found and found.database_url and found.nats_url and postgres and nats
        facts = {
            "user": os.geteuid(),
            "pids": [postgres.pid, nats.pid],
            "database_url": found.database_url.reveal(),
            "nats_url": found.nats_url.reveal(),
        }
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()
        await over.wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
