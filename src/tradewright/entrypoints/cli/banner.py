"""What `up` says once the product answers: where it is, how to sign in, and a first alert to send."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.console import Console

from tradewright.entrypoints.up import Running

if TYPE_CHECKING:
    from tradewright.entrypoints.demo import Demo


async def announce(running: Running) -> None:
    """Make the demo trader at the first start where there may be one, and print how to begin."""
    from tradewright.entrypoints.demo import ensure_demo  # late: everything answers before this is needed

    settings = running.settings
    has_demo = not settings.is_production and settings.demo is not False
    print_banner(settings.public_url, await ensure_demo(settings) if has_demo else None)


def print_banner(url: str, demo: Demo | None) -> None:
    """Print the address and, for a demo, the sign-in and a curl that can be pasted as it stands."""
    console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    facts = {"Open": url}
    if demo is not None:
        facts |= {"E-mail": demo.email, "Password": demo.password, "Agent URL": demo.agent_url}
    console.print("\n[bold]Tradewright is running[/bold]\n")
    for name, value in facts.items():
        console.print(f"  [dim]{name:<10}[/dim] {value}")
    if demo is not None:
        console.print("\n  Paste this into another terminal and watch the order fill in the browser:\n")
        sys.stdout.write(f"{first_alert(demo)}\n")
    console.print("\n  Ctrl-C stops it; what was acknowledged is kept.\n")
    sys.stdout.flush()


def first_alert(demo: Demo) -> str:
    """Return a curl command that sends the demo agent an alert."""
    return f"""curl -X POST '{demo.agent_url}' -d '{{"ticker":"BTCUSD","action":"buy","quantity":"0.05"}}'"""
