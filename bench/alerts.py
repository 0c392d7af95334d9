"""Alert to venue, everything real: PostgreSQL with fsync on, NATS JetStream, HTTP, the executor, the paper venue.

    .venv/bin/python bench/alerts.py [--rates 20,100,500] [--seconds 20]

Prints one table and a JSON line. Measured for every alert: the sender's time to the answer (`ack`, from when the alert was
due, so a stall counts against every alert it delays) and, by the database's rows, the time from the gateway's receipt to the
venue's receipt (`alert→venue`) and to the committed fill (`alert→fill`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import platform
import time
from typing import Any

import asyncpg
import httpx
from product import Product, run_load  # type: ignore[import-not-found]  # beside this file, run as a script

ACCOUNTS, AGENTS, USERS = 50, 200, 10
PASSWORD = "bench-passphrase-0451"  # noqa: S105
SYMBOLS = ("BTCUSD", "ETHUSD", "AAPL", "EURUSD")


async def prepare(base: str) -> list[str]:
    """Create the users, accounts and agents through the API as anyone would; return the agents' paths."""
    paths: list[str] = []
    for user in range(USERS):
        async with httpx.AsyncClient(base_url=f"{base}/api/unify/v1", timeout=30) as client:
            legal = (await client.get("/legal")).json()["documents"]
            accepted = [{"document": d["document"], "version": d["version"]} for d in legal]
            answer = await client.post(
                "/auth/sign-up",
                json={"email": f"bench{user}@example.com", "password": PASSWORD, "accepted": accepted},
            )
            answer.raise_for_status()
            client.headers["X-CSRF-Token"] = client.cookies["tw_csrf"]
            accounts = []
            for number in range(ACCOUNTS // USERS):
                created = await client.post(
                    "/accounts",
                    json={
                        "label": f"Paper {number}",
                        "broker": "paper",
                        "config": {"starting_cash": "10000000"},
                    },
                )
                created.raise_for_status()
                accounts.append(created.json()["account_id"])
            for number in range(AGENTS // USERS):
                created = await client.post(
                    "/agents",
                    json={
                        "name": f"Agent {number}",
                        "account_ids": [accounts[number % len(accounts)]],
                        "sizing": {"mode": "fixed", "value": "1"},
                    },
                )
                created.raise_for_status()
                paths.append(created.json()["url"].split("/", 3)[3])
    return [f"/{path}" for path in paths]


def percentile(values: list[float], share: float) -> float:
    """Return the value below which `share` of the sorted values lie (nearest rank)."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def settled(database: asyncpg.Connection, run: str, wanted: int, within_s: float = 60) -> float:
    """Wait until no signal is pending and no order is open; return how long that took."""
    began = time.perf_counter()
    while time.perf_counter() - began < within_s:
        pending = await database.fetchval(
            "select count(*) from app.signal where state in ('pending', 'waiting')"
        )
        open_orders = await database.fetchval(
            "select count(*) from app.trade_order where state in ('submitting', 'unknown')"
        )
        if not pending and not open_orders:
            break
        await asyncio.sleep(0.05)
    return time.perf_counter() - began


async def measure(product: Product, paths: list[str], rate: float, seconds: float) -> dict[str, Any]:
    """Run one rate and return its row."""
    run = f"r{rate:g}-{time.time_ns()}"
    host, port = "127.0.0.1", product.port
    bodies = [
        json.dumps(
            {"id": "@ID@", "ticker": symbol, "action": action, "quantity": quantity, "quantity_type": "fixed"}
        )
        for symbol, quantity in zip(SYMBOLS, ("0.01", "0.1", "1", "1000"), strict=True)
        for action in ("buy", "sell")
    ]
    database = await asyncpg.connect(product.database_url())
    since = await database.fetchval("select now()")
    before = product.cpu_seconds()
    result = await run_load(
        {
            "host": host,
            "port": port,
            "paths": paths,
            "bodies": bodies,
            "rate": rate,
            "seconds": seconds,
            "run": run,
        }
    )
    drained = await settled(database, run, int(str(result["acknowledged"])))
    used = {kind: total - before.get(kind, 0.0) for kind, total in product.cpu_seconds().items()}
    rows = await database.fetch(
        # The first order of each signal: one that turns a position round closes, awaits the fill, and opens.
        """select a.alert_id, extract(epoch from min(p.received_at) - a.received_at) * 1000 as venue_ms,
                  extract(epoch from min(e.recorded_at) - a.received_at) * 1000 as fill_ms
             from app.alert a
             join app.signal s on s.user_id = a.user_id and s.alert_id = a.alert_id
             left join app.trade_order o
                    on o.user_id = s.user_id and o.signal_id = s.signal_id and o.leg in ('entry', 'exit')
             left join app.paper_order p on p.account_id = o.account_id and p.client_order_id = o.client_order_id
             left join app.execution e on e.user_id = o.user_id and e.order_id = o.order_id
            where a.received_at >= $1 and a.outcome = 'accepted'
            group by a.alert_id, a.received_at""",
        since,
    )
    acknowledged = set(result["acknowledged_ids"])
    arrived = {str(row["alert_id"]) for row in rows if row["venue_ms"] is not None}
    duplicated = await database.fetchval(
        """select count(*) from (select client_order_id from app.paper_order where received_at >= $1
                                  group by account_id, client_order_id having count(*) > 1) d""",
        since,
    )
    doubled = await database.fetchval(
        """select count(*) from (select signal_id from app.trade_order where created_at >= $1 and leg = 'entry'
                                  group by user_id, signal_id having count(*) > 1) d""",
        since,
    )
    denied = await database.fetch(
        "select state, reason_code, count(*) from app.signal where received_at >= $1 and state <> 'ordered' group by 1, 2",
        since,
    )
    await database.close()
    ack = [float(value) for value in result["latencies_ms"]]
    venue = [float(row["venue_ms"]) for row in rows if row["venue_ms"] is not None]
    fill = [float(row["fill_ms"]) for row in rows if row["fill_ms"] is not None]
    return {
        "rate": rate,
        "sent": result["sent"],
        "acked": len(acknowledged),
        "statuses": result["statuses"],
        "failed": result["failed"],
        "arrived": len(acknowledged & arrived),
        "lost": len(acknowledged - arrived),
        "duplicated": duplicated + doubled,
        "throughput": round(len(arrived) / (float(str(result["seconds"])) + drained), 1),
        "ack_ms": [round(percentile(ack, share), 1) for share in (0.5, 0.95, 0.99)],
        "venue_ms": [round(percentile(venue, share), 1) for share in (0.5, 0.95, 0.99)],
        "fill_ms": [round(percentile(fill, share), 1) for share in (0.5, 0.95, 0.99)],
        "drain_s": round(drained, 2),
        "cpu_ms_per_alert": {
            kind: round(total * 1000 / max(len(arrived), 1), 2)
            for kind, total in sorted(used.items())
            if total > 0.01
        },
        "not_ordered": [[row["state"], row["reason_code"], row["count"]] for row in denied],
        "memory_mib": product.memory_mib(),
    }


async def main() -> None:
    """Run the plan of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rates", default="20,100,500")
    parser.add_argument("--seconds", type=float, default=20)
    arguments = parser.parse_args()
    with Product(environment={"TRADEWRIGHT_DEMO": "false"}) as product:
        cold = product.start()
        product.stop()
        warm = product.start()
        await asyncio.sleep(5)
        idle = product.memory_mib()
        paths = await prepare(product.base)
        await measure(product, paths, 20, 3)  # a warm-up that is not reported: first statements, first pages
        rows = [
            await measure(product, paths, float(rate), arguments.seconds)
            for rate in arguments.rates.split(",")
        ]
    print(
        f"start: cold {cold:.2f} s, warm {warm:.2f} s · idle {idle['total']} MiB ({idle}) · {platform.machine()}"
    )
    head = f"{'rate/s':>7} {'sent':>6} {'acked':>6} {'arrived':>7} {'lost':>5} {'dup':>4} {'done/s':>7}"
    print(f"{head}  {'ack p50/p95/p99 ms':>22}  {'alert→venue ms':>22}  {'alert→fill ms':>22}")
    for row in rows:
        times = "  ".join(
            f"{' / '.join(map(str, row[key])):>22}" for key in ("ack_ms", "venue_ms", "fill_ms")
        )
        print(
            f"{row['rate']:>7} {row['sent']:>6} {row['acked']:>6} {row['arrived']:>7} {row['lost']:>5} "
            f"{row['duplicated']:>4} {row['throughput']:>7}  {times}"
        )
    print(json.dumps({"cold_s": cold, "warm_s": warm, "idle_mib": idle, "rows": rows}))


if __name__ == "__main__":
    asyncio.run(main())
