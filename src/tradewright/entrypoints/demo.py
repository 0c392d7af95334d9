"""The demo trader of a development home: made once, with an account, an agent and an API key to try things with."""

from __future__ import annotations

import asyncio
import fcntl
import json
import secrets
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from tradewright.domain.trading.signal import AgentPolicy, Sizing
from tradewright.entrypoints.join import demo_file
from tradewright.entrypoints.wiring import Gateway, open_gateway
from tradewright.features.accounts import LEGAL_DOCUMENTS, Acceptance, SignUp, Visit, create_api_key, sign_up
from tradewright.features.agents import AgentDraft, create_agent
from tradewright.features.brokerage import list_accounts
from tradewright.kernel.errors import Conflict, NotReady
from tradewright.kernel.ids import AccountId, CorrelationId, SessionId, new_uuid7
from tradewright.platform.private_files import write_private
from tradewright.platform.settings import Settings

EMAIL = "demo@example.com"
AGENT_NAME = "TradingView demo"


@dataclass(frozen=True, slots=True)
class Demo:
    """How to use the demo trader. `url` is where the product answers."""

    url: str
    email: str
    password: str
    api_key: str
    agent_url: str
    account_id: str


async def ensure_demo(settings: Settings) -> Demo:
    """Return the demo trader of this home, making it when there is none.

    `up` and `tradewright demo` may ask at the same moment: one makes it, the other waits. Raises NotReady in production,
    which has no demo.
    """
    if settings.is_production or settings.demo is False:
        raise NotReady(
            "This installation has no demo trader (production mode, or TRADEWRIGHT_DEMO is false)."
        )
    file = demo_file(settings.home)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("w") as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        if not file.is_file():
            async with open_gateway(settings) as gateway:
                write_private(file, json.dumps(asdict(await _make(gateway)), indent=1))
    # The address may have changed since it was made; the token in the agent's path has not.
    kept = Demo(**json.loads(file.read_text()))
    path = kept.agent_url.split("/", 3)[3]
    return replace(kept, url=settings.public_url, agent_url=f"{settings.public_url}/{path}")


async def _make(gateway: Gateway) -> Demo:
    visit = Visit(
        db=gateway.db,
        bus=gateway.bus,
        vault=gateway.vault,
        clock=gateway.clock,
        settings=gateway.settings,
        correlation_id=CorrelationId(new_uuid7()),
        user_agent="tradewright demo",
        welcome=gateway.welcome,
    )
    password = secrets.token_urlsafe(12)
    accepted = tuple(Acceptance(one.document, one.version) for one in LEGAL_DOCUMENTS)
    wish = SignUp(EMAIL, password, accepted, display_name="Demo trader", is_demo=True)
    try:
        trader, _ = await sign_up(visit, wish)
    except Conflict:
        # The database has one whose password this home has lost; nobody needs it, so there will be another.
        trader, _ = await sign_up(visit, replace(wish, email=EMAIL.replace("@", f"-{secrets.token_hex(3)}@")))
    cx = visit.as_trader(trader.user_id, SessionId(new_uuid7()))
    _, api_key = await create_api_key(cx, name="Demo", scopes=("read", "trade", "risk"))
    [account, *_] = await list_accounts(cx, gateway.quotes.mark)
    account_id = AccountId(account.account.account_id)
    agent = await create_agent(
        cx,
        AgentDraft(
            name=AGENT_NAME,
            account_ids=(account_id,),
            policy=AgentPolicy(sizing=Sizing("notional", Decimal(1000))),
            passphrase=None,
            note="Buys for 1,000 USD unless the alert says how much.",
        ),
    )
    return Demo(
        url=gateway.settings.public_url,
        email=trader.email,
        password=password,
        api_key=api_key,
        agent_url=agent["url"],
        account_id=str(account_id),
    )
