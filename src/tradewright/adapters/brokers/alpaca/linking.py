"""What Alpaca's keys may do: asked by reading the account, told in words."""

from __future__ import annotations

from typing import Final

from tradewright.adapters.brokers.alpaca.addresses import addresses_of
from tradewright.adapters.brokers.alpaca.api import Api, readable
from tradewright.adapters.brokers.alpaca.capabilities import CAPABILITIES
from tradewright.adapters.brokers.alpaca.reports import account_report
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.ports.broker import REVOKED_CODE, AccountReport, BrokerUnavailable
from tradewright.domain.trading.ports.linking import (
    Credential,
    CredentialField,
    CredentialRefused,
    Inspection,
    Permission,
    VenueEnvironment,
    VenueFacts,
)
from tradewright.kernel.clock import Clock
from tradewright.kernel.errors import Fault

FACTS: Final = VenueFacts(
    broker="alpaca",
    title="Alpaca",
    environments=("paper", "live", "rehearsal"),
    auth=("keys", "oauth"),
    fields=(
        CredentialField("key_id", "API key ID", is_secret=False, hint="PK… for paper, AK… for live"),
        CredentialField("secret", "API secret key", is_secret=True, hint="Shown once, when the key is made"),
    ),
    capabilities=CAPABILITIES,
)
_PREFIXES: Final[dict[str, tuple[VenueEnvironment, str]]] = {
    "PK": ("paper", "this is a key of a paper account"),
    "AK": ("live", "this is a key of a live account"),
}
KEY_LENGTH_MAX: Final = 200


class AlpacaLinking:
    """The linking port for Alpaca."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @property
    def facts(self) -> VenueFacts:
        return FACTS

    def faults_of(self, credential: Credential) -> tuple[Fault, ...]:
        """Only what no key can be; a wrong key is the venue's to refuse."""
        faults = []
        if credential.kind == "keys" and not _is_word(credential.key_id):
            faults.append(Fault("$.credential.key_id", "key", "letters and digits, as Alpaca shows it"))
        if not _is_word(credential.secret.reveal()):
            faults.append(Fault("$.credential.secret", "key", "letters, digits and signs without spaces"))
        return tuple(faults)

    async def inspect(
        self, credential: Credential, environment: VenueEnvironment, *, base_url: str | None = None
    ) -> Inspection:
        """Read the account. Alpaca's keys cannot withdraw, whatever the account may do by hand."""
        meant = _PREFIXES.get(credential.key_id[:2])
        if environment != "rehearsal" and meant is not None and meant[0] != environment:
            raise CredentialRefused(f"{meant[1]}; the environment chosen is {environment}")
        api = Api(addresses_of(environment, base_url), credential, self._clock)
        try:
            document = await api.read("/v2/account")
        except BrokerUnavailable as error:
            if error.code == REVOKED_CODE:
                raise CredentialRefused(error.message) from error
            raise
        finally:
            await api.close()
        with readable("the account"):
            fields = Fields.of(document, what="account")
            account = account_report(fields)
            return Inspection(
                permissions=_permissions(fields, account),
                can_trade=account.can_trade,
                can_withdraw=False,
                account=account,
                venue_account_id=fields.text("id"),
            )


def _permissions(fields: Fields, account: AccountReport) -> tuple[Permission, ...]:
    told = "orders may be placed" if account.can_trade else f"no orders: {account.reason}"
    shorts = fields.is_true("shorting_enabled")
    coins = fields.text("crypto_status") == "ACTIVE"
    return (
        Permission("read", True, "positions, orders and money may be read"),
        Permission("trade", account.can_trade, told),
        Permission("short", shorts, "shares may be sold short" if shorts else "no short selling"),
        Permission(
            "crypto", coins, "coins may be traded" if coins else "coins are not enabled for this account"
        ),
        Permission("withdraw", False, "Alpaca's trading keys cannot move money out"),
    )


def _is_word(text: str) -> bool:
    return 0 < len(text) <= KEY_LENGTH_MAX and text.isascii() and text.isprintable() and " " not in text
