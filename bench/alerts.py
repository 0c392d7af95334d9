"""Alert to venue, everything real: PostgreSQL with fsync on, NATS JetStream, HTTP, the executor, paper and fake venues.

    .venv/bin/python bench/alerts.py [--parts throughput,fakes,isolation,floors,stages] [--rates 100,400] [--seconds 10]

Prints a table for each part and a JSON line with everything. Measured for every alert: the sender's time to the answer
(`ack`, from when the alert was due, so a stall counts against every alert it delays), and from the gateway's receipt to the
venue's (`alert→venue`: the paper venue's row, a fake's own journal) and to the committed fill (`alert→fill`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

import asyncpg
from floors import floors  # type: ignore[import-not-found]  # beside this file, run as a script
from isolation import isolation  # type: ignore[import-not-found]
from measuring import percentile, settled  # type: ignore[import-not-found]
from product import Product, run_load  # type: ignore[import-not-found]
from stages import Stages, sampled  # type: ignore[import-not-found]
from traders import Seat, open_paper, shots_of  # type: ignore[import-not-found]
from venues import TRADED, FakeVenue, running  # type: ignore[import-not-found]

PARTS: Final = ("throughput", "fakes", "isolation", "floors", "stages")
ENVIRONMENT: Final = {"TRADEWRIGHT_DEMO": "false", "TRADEWRIGHT_REHEARSAL_VENUES": "true"}
SUSTAINED_P99_MS: Final = 100.0
DRAIN_MAX_S: Final = 1.0
"""A rate is sustained when 99 of 100 alerts are at the venue within 100 ms and nothing has piled up at the end."""
WARM_UPS_MAX: Final = 6
SHARES: Final = (0.5, 0.95, 0.99)
FAKE_TRADERS, FAKE_ACCOUNTS = 4, 10


async def measure(
    product: Product, seats: list[Seat], rate: float, seconds: float, fake: FakeVenue | None = None
) -> dict[str, Any]:
    """Run one rate and return its row."""
    database = await asyncpg.connect(product.database_url())
    since = await database.fetchval("select now()")
    before = product.cpu_seconds()
    lanes = [{"shots": shots_of(seats), "rate": rate}]
    plan = {"host": "127.0.0.1", "port": product.port, "lanes": lanes, "seconds": seconds}
    result = await run_load(plan | {"run": f"r{rate:g}-{time.time_ns()}"})
    drained = await settled(database)
    used = {kind: total - before.get(kind, 0.0) for kind, total in product.cpu_seconds().items()}
    rows = await _orders(database, since)
    arrivals = await fake.arrivals() if fake is not None else await _paper_arrivals(database, since)
    reasons = await database.fetch(
        """select state, reason_code, count(*) from app.signal where received_at >= $1 and state <> 'ordered'
            group by 1, 2""",
        since,
    )
    doubled = await database.fetchval(
        """select count(*) from (select 1 from app.trade_order where created_at >= $1
                                  group by user_id, signal_id, leg having count(*) > 1) d""",
        since,
    )
    await database.close()
    acknowledged = set(result["acknowledged_ids"])
    arrived = {str(row["alert_id"]) for row in rows if row["client_order_id"] in arrivals}
    venue = [
        (arrivals[row["client_order_id"]] - row["received"]) * 1000
        for row in rows
        if row["client_order_id"] in arrivals
    ]
    fill = [(row["filled"] - row["received"]) * 1000 for row in rows if row["filled"] is not None]
    p99 = percentile(venue, 0.99)
    return {
        "rate": rate,
        "sent": result["sent"],
        "acked": len(acknowledged),
        "failed": result["failed"],
        "arrived": len(acknowledged & arrived),
        "lost": len(acknowledged - arrived),
        "duplicated": doubled,
        "is_sustained": p99 < SUSTAINED_P99_MS and drained < DRAIN_MAX_S and acknowledged == arrived,
        "ack_ms": _shares(result["latencies_ms"]),
        "venue_ms": _shares(venue),
        "fill_ms": _shares(fill),
        "drain_s": round(drained, 2),
        "cpu_ms_per_alert": {
            kind: round(total * 1000 / max(len(arrived), 1), 2) for kind, total in sorted(used.items())
        },
        "not_ordered": [[row["state"], row["reason_code"], row["count"]] for row in reasons],
    }


async def _orders(database: asyncpg.Connection, since: Any) -> list[asyncpg.Record]:
    """Each alert with its order; no alert of the benches makes more than one."""
    return await database.fetch(
        """select a.alert_id, extract(epoch from a.received_at)::float8 as received, o.client_order_id,
                  (select extract(epoch from min(e.recorded_at))::float8 from app.execution e
                    where e.user_id = o.user_id and e.order_id = o.order_id) as filled
             from app.alert a
             join app.signal s on s.user_id = a.user_id and s.alert_id = a.alert_id
             left join app.trade_order o on o.user_id = s.user_id and o.signal_id = s.signal_id
            where a.received_at >= $1 and a.outcome = 'accepted'""",
        since,
    )


async def _paper_arrivals(database: asyncpg.Connection, since: Any) -> dict[str, float]:
    rows = await database.fetch(
        """select client_order_id, extract(epoch from min(received_at))::float8 as at from app.paper_order
            where received_at >= $1 group by client_order_id""",
        since,
    )
    return {row["client_order_id"]: row["at"] for row in rows}


def _shares(values: list[float]) -> list[float]:
    return [round(percentile(values, share), 1) for share in SHARES]


async def throughput(product: Product, rates: list[float], seconds: float) -> list[dict[str, Any]]:
    """Run each rate on 200 agents of 50 paper accounts."""
    seats = await open_paper(product.base)
    await _warm_up(product, seats, 80)
    return [await measure(product, seats, rate, seconds) for rate in rates]


async def at_fake(
    product: Product, fake: FakeVenue, rates: list[float], seconds: float, latency_ms: int
) -> list[dict[str, Any]]:
    """Run each rate on 40 linked accounts of 4 traders; every request takes `latency_ms`."""
    desks = [
        await fake.open_desk(product.base, f"l{latency_ms}t{number}", accounts=FAKE_ACCOUNTS)
        for number in range(FAKE_TRADERS)
    ]
    await fake.set_latency([key for desk in desks for key, _ in desk], latency_ms)
    seats = [seat for desk in desks for _, seat in desk]
    await _warm_up(product, seats, 20, fake)
    return [await measure(product, seats, rate, seconds, fake) for rate in rates]


async def _warm_up(product: Product, seats: list[Seat], rate: float, fake: FakeVenue | None = None) -> None:
    """What is not reported: connections that open, first statements and pages, until each alert of each agent made an order;
    and statistics, which a database has after its first minutes.
    """
    for _ in range(WARM_UPS_MAX):
        row = await measure(product, seats, rate, len(shots_of(seats)) / rate, fake)
        if not row["lost"]:
            break
    database = await asyncpg.connect(product.database_url())
    await database.execute("analyze")
    await database.close()


async def stages(rate: float, seconds: float) -> dict[str, Any]:
    """Run one rate with sampled processes; return milliseconds of processor time an alert by stage, the largest first."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Product(environment=ENVIRONMENT | sampled(Path(folder))) as product,
    ):
        product.start(within_s=120)
        seats = await open_paper(product.base)
        await _warm_up(product, seats, 80)
        watch = Stages(product, Path(folder))
        watch.begin()
        row = await measure(product, seats, rate, seconds)
        spent = watch.end()
    per_alert = {name: round(total * 1000 / max(row["arrived"], 1), 3) for name, total in spent.items()}
    ordered = dict(sorted(per_alert.items(), key=lambda one: -one[1]))
    return {"rate": rate, "arrived": row["arrived"], "drain_s": row["drain_s"], "ms_per_alert": ordered}


def show_rows(title: str, rows: list[dict[str, Any]]) -> None:
    """Print one table of rates."""
    print(f"\n{title}")
    print(
        f"{'rate/s':>7} {'acked':>6} {'arrived':>7} {'lost':>5} {'dup':>4} {'drain s':>7} {'sustained':>9}"
        f"  {'ack p50/p95/p99 ms':>24}  {'alert→venue ms':>24}  {'alert→fill ms':>24}  CPU ms/alert"
    )
    for row in rows:
        times = "  ".join(
            f"{' / '.join(map(str, row[key])):>24}" for key in ("ack_ms", "venue_ms", "fill_ms")
        )
        cpu = sum(row["cpu_ms_per_alert"].values())
        print(
            f"{row['rate']:>7g} {row['acked']:>6} {row['arrived']:>7} {row['lost']:>5} {row['duplicated']:>4} "
            f"{row['drain_s']:>7} {'yes' if row['is_sustained'] else 'no':>9}  {times}  {cpu:.2f}"
        )
        for state, code, count in row["not_ordered"]:
            print(f"{'':>8}{count} {state}: {code}")


def show_isolation(found: dict[str, Any]) -> None:
    """Print one venue's arms."""
    print(
        f"\n{found['venue']}: {found['rate']:g}/s at quick accounts, {found['rate_beside']:g}/s beside; lost {found['lost']}"
        f"; slow / quick neighbours {found['slow_to_quick']}"
    )
    for code, count in found["not_ordered"].items():
        print(f"{'':>8}{count} not ordered: {code}")
    for arm, figures in found["arms"].items():
        print(
            f"  {arm:<13} {figures['orders']:>5} orders  p50 {figures['p50_ms']:>7} ms  p99 {figures['p99_ms']:>7} ms"
            f"  p99 / alone {figures['p99_ratio']}"
        )


async def main() -> None:
    """Run the plan of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--venues", default=",".join(TRADED), help="whose fakes are run")
    parser.add_argument("--rates", default="100,200,400,700,1000", help="on paper, alerts a second")
    parser.add_argument("--fake-rates", default="50,100", help="at the fakes")
    parser.add_argument("--seconds", type=float, default=10, help="of each rate")
    parser.add_argument("--repeats", type=int, default=2, help="of each arm of the isolation")
    parser.add_argument(
        "--quick", type=float, default=24, help="isolation: alerts a second at quick accounts"
    )
    parser.add_argument("--beside", type=float, default=48, help="isolation: alerts a second beside them")
    parser.add_argument("--stages-rate", type=float, default=400)
    asked = parser.parse_args()
    parts = asked.parts.split(",")
    rates, fake_rates = (
        [float(rate) for rate in text.split(",")] for text in (asked.rates, asked.fake_rates)
    )
    report: dict[str, Any] = {}
    async with AsyncExitStack() as stack:
        fakes = [await stack.enter_async_context(running(broker)) for broker in asked.venues.split(",")]
        product = stack.enter_context(Product(environment=ENVIRONMENT))
        report["cold_s"] = product.start(within_s=120)
        product.stop()
        report["warm_s"] = product.start(within_s=120)
        await asyncio.sleep(5)
        report["idle_mib"] = product.memory_mib()
        print(
            f"start: cold {report['cold_s']:.2f} s, warm {report['warm_s']:.2f} s · idle {report['idle_mib']} MiB"
        )
        if "throughput" in parts:
            report["paper"] = await throughput(product, rates, asked.seconds)
            show_rows("paper", report["paper"])
        if "fakes" in parts:
            report["fakes"] = {}
            for fake in fakes:
                for latency_ms in (0, 100):
                    rows = await at_fake(product, fake, fake_rates, asked.seconds * 2 / 3, latency_ms)
                    report["fakes"][f"{fake.broker} {latency_ms} ms"] = rows
                    show_rows(f"fake {fake.broker}, {latency_ms} ms a request", rows)
        if "isolation" in parts:
            report["isolation"] = []
            for fake in fakes:
                found = await isolation(
                    product, fake, rate=asked.quick, rate_beside=asked.beside,
                    seconds=asked.seconds * 2 / 3, repeats=asked.repeats,
                )  # fmt: skip
                report["isolation"].append(found)
                show_isolation(found)
        if "floors" in parts:
            report["floors"] = await floors(product, fakes)
            print("\nfloors")
            for floor in report["floors"]:
                print(
                    f"  {floor['per_s']:>6}/s  p50 {floor['p50_ms']:>6} ms  p99 {floor['p99_ms']:>7} ms  {floor['floor']}"
                )
    if "stages" in parts:
        report["stages"] = await stages(asked.stages_rate, asked.seconds)
        print(f"\nprocessor time by stage at {asked.stages_rate:g}/s, ms an alert")
        for stage, spent in report["stages"]["ms_per_alert"].items():
            if spent >= 0.005:
                print(f"  {spent:>6.3f}  {stage}")
    print(json.dumps(report))


if __name__ == "__main__":
    # Whoever loses patience with us leaves no servers behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    asyncio.run(main())
