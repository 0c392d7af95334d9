"""What `up` says once the product answers: where it is, how to sign in, and a first alert to send."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from tradewright.entrypoints.demo import Demo, ensure_demo
from tradewright.entrypoints.up import Running
from tradewright.platform.telemetry import logger

log = logger(__name__)


async def announce(running: Running) -> None:
    """Make the demo trader at the first start where there may be one, and print how to begin."""
    settings = running.settings
    has_demo = not settings.is_production and settings.demo is not False
    demo = await ensure_demo(settings) if has_demo else None
    print_banner(settings.public_url, demo)


def print_banner(url: str, demo: Demo | None) -> None:
    """Print the address and, for a demo, the sign-in and a curl that can be pasted as it stands."""
    console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    facts = Table.grid(padding=(0, 2))
    facts.add_row("Open", f"[bold]{url}[/bold]")
    if demo is not None:
        facts.add_row("E-mail", demo.email)
        facts.add_row("Password", demo.password)
        facts.add_row("Agent URL", demo.agent_url)
    console.print(Panel(facts, title="Tradewright is running", expand=False))
    if demo is not None:
        console.print(
            "Send a first alert (paste into another terminal, watch the order fill in the browser):\n"
        )
        sys.stdout.write(f"{first_alert(demo)}\n\n")
    console.print("Ctrl-C stops it; what was acknowledged is kept.")
    sys.stdout.flush()


def first_alert(demo: Demo) -> str:
    """Return a curl command that sends the demo agent an alert."""
    return f"""curl -X POST '{demo.agent_url}' -d '{{"ticker":"BTCUSD","action":"buy","quantity":"0.05"}}'"""
