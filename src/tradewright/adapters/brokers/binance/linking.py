"""What a Binance key may do, asked before an account is linked: keys that can take money out are refused.

Permissions are asked on the spot host whichever market the key is for. Testnet and demo have nobody to ask and no money to
lose; there the account's own word counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from tradewright.adapters.brokers.binance.accounts import CURRENCY, spot_account, usdm_account
from tradewright.adapters.brokers.binance.addresses import Addresses, Market, addresses_of
from tradewright.adapters.brokers.binance.api import Api, readable
from tradewright.adapters.brokers.binance.capabilities import CAPABILITIES
from tradewright.adapters.brokers.binance.dialect import Dialect, permissions
from tradewright.adapters.brokers.binance.signing import NotAKey, signer_of
from tradewright.adapters.brokers.binance.site import SITES, Sites
from tradewright.adapters.brokers.transport import Unreadable
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
from tradewright.kernel.clock import Clock, SystemClock
from tradewright.kernel.errors import Fault
from tradewright.platform import telemetry

log = telemetry.logger(__name__)

_TITLES: Final[dict[Market, str]] = {"spot": "Binance spot", "usdm": "Binance USDT-M futures"}
_BROKERS: Final[dict[Market, str]] = {"spot": "binance", "usdm": "binance_usdm"}
_KEY_LENGTH_MAX: Final = 128
_TRADING: Final[dict[Market, str]] = {"spot": "enableSpotAndMarginTrading", "usdm": "enableFutures"}
_WITHDRAWALS: Final = "enableWithdrawals"
_WORDS: Final = (
    ("enableReading", "Read balances, orders and trades"),
    ("enableSpotAndMarginTrading", "Trade spot and margin"),
    ("enableFutures", "Trade futures"),
    (_WITHDRAWALS, "Withdraw money to other addresses"),
    ("enableInternalTransfer", "Move money between your master account and its sub-accounts"),
    ("permitsUniversalTransfer", "Move money between your own wallets"),
    ("enableMargin", "Borrow and repay"),
    ("ipRestrict", "Works from listed addresses only"),
)
HEDGED: Final = (
    "The account is in hedge mode, where one symbol may be long and short at once. Switch it to one-way mode at Binance "
    "(Preferences, Position Mode) and link again."
)


class BinanceLinking:
    """The linking port of one of Binance's markets."""

    def __init__(self, market: Market, *, clock: Clock | None = None, sites: Sites = SITES) -> None:
        self._market = market
        self._clock = clock or SystemClock()
        self._sites = sites

    @property
    def facts(self) -> VenueFacts:
        return VenueFacts(
            broker=_BROKERS[self._market],
            title=_TITLES[self._market],
            environments=("live", "paper", "rehearsal"),
            auth=("keys",),
            fields=(
                CredentialField("key_id", "API key", is_secret=False, hint="64 letters and digits"),
                CredentialField(
                    "secret",
                    "Secret key",
                    is_secret=True,
                    hint="the HMAC secret, or the private key in PEM of an Ed25519 or RSA key",
                ),
            ),
            capabilities=CAPABILITIES[self._market],
            currency=CURRENCY,
        )

    def faults_of(self, credential: Credential) -> tuple[Fault, ...]:
        """Return what is wrong with the shape of the credential; no fault shows anything of the secret."""
        faults: list[Fault] = []
        key = credential.key_id
        if not key or len(key) > _KEY_LENGTH_MAX or not key.isascii() or not key.isalnum():
            faults.append(
                Fault("$.credential.key_id", "key", "must be the API key: letters and digits alone")
            )
        if not credential.secret.reveal().strip():
            faults.append(Fault("$.credential.secret", "required", "must not be empty"))
            return tuple(faults)
        try:
            signer_of(credential.secret)
        except NotAKey as error:
            faults.append(Fault("$.credential.secret", "key", str(error)))
        return tuple(faults)

    async def inspect(
        self, credential: Credential, environment: VenueEnvironment, *, base_url: str | None = None
    ) -> Inspection:
        """Ask Binance what the key may do. Raises CredentialRefused, and BrokerUnavailable."""
        addresses = addresses_of(self._market, environment, base_url)
        try:
            return await self._inspect(credential, addresses)
        except BrokerUnavailable as error:
            if error.code == REVOKED_CODE:
                raise CredentialRefused(error.message) from error
            raise

    async def _inspect(self, credential: Credential, addresses: Addresses) -> Inspection:
        api = self._api(self._market, addresses.rest, credential)
        try:
            await api.sync_clock()
            restrictions = await self._restrictions(credential, addresses)
            inspection = await (_inspect_spot(api) if self._market == "spot" else _inspect_usdm(api))
            if inspection.venue_account_id is None:
                inspection = replace(inspection, venue_account_id=await self._owner(credential, addresses))
        finally:
            await api.close()
        return inspection if restrictions is None else _narrowed(inspection, restrictions, self._market)

    async def _owner(self, credential: Credential, addresses: Addresses) -> str | None:
        """Return whose key it is, by the number of its spot account, where the account itself has no name; None where that
        cannot be had either: then one account of the venue is all a trader can link.
        """
        if addresses.permissions is None:
            return None
        api = self._api("spot", addresses.permissions, credential)
        try:
            number = Fields.of(await api.read(Dialect("spot").account()), what="account").text("uid")
        except (BrokerUnavailable, Unreadable) as error:
            # Policy: a key that may not look at spot is as good as any; its account merely has no number.
            log.info("binance.no_number", reason=str(error))
            return None
        finally:
            await api.close()
        return None if number is None else f"uid {number}"

    async def _restrictions(self, credential: Credential, addresses: Addresses) -> Fields | None:
        """Return what Binance says of the key; None where nobody can be asked."""
        if addresses.permissions is None:
            return None
        api = self._api("spot", addresses.permissions, credential)
        try:
            if api.site.clock.is_stale:
                await api.sync_clock()
            document = await api.read(permissions())
        finally:
            await api.close()
        with readable("the key's permissions"):
            return Fields.of(document, what="permissions")

    def _api(self, market: Market, address: str, credential: Credential) -> Api:
        return Api(address, credential, self._sites.at(market, address, self._clock))


LINKERS: Final = {_BROKERS[market]: BinanceLinking(market) for market in _TITLES}
"""Both markets, by broker."""


async def _inspect_spot(api: Api) -> Inspection:
    document = await api.read(Dialect("spot").account())
    with readable("the account"):
        account = Fields.of(document, what="account")
        report = spot_account(document, api.site.prices or await _prices(api))
        return Inspection(
            permissions=(Permission("trade", report.can_trade, "Trade, says the account"),),
            can_trade=report.can_trade,
            can_withdraw=False,
            account=report,
            venue_account_id=account.text("uid"),
        )


async def _inspect_usdm(api: Api) -> Inspection:
    dialect = Dialect("usdm")
    report: AccountReport
    document = await api.read(dialect.account())
    mode = await api.read(dialect.position_mode())
    balances = await api.read(dialect.balance())
    with readable("the account"):
        report = usdm_account(document)
        name = _name_in(balances)
        is_hedged = Fields.of(mode, what="position mode").is_true("dualSidePosition")
    return Inspection(
        permissions=(Permission("trade", report.can_trade, "Trade, says the account"),),
        can_trade=report.can_trade,
        can_withdraw=False,
        account=report,
        refusals=(HEDGED,) if is_hedged else (),
        venue_account_id=name,
    )


def _name_in(balances: Any) -> str | None:
    """Return the name that a futures account's balances bear; None where they bear none."""
    aliases = [row.text("accountAlias") for row in Fields.list_of(balances, what="balances")]
    return next((alias for alias in aliases if alias), None)


async def _prices(api: Api) -> Mapping[str, Decimal]:
    document = await api.read(Dialect("spot").prices())
    return api.site.learn_prices(document)


def _narrowed(inspection: Inspection, key: Fields, market: Market) -> Inspection:
    """Return the inspection with what the key itself may do. A word that is missing counts against us: only a plain "no" to
    withdrawals is a no.
    """
    told = tuple(Permission(name, key.is_true(name), words) for name, words in _WORDS if name in key.values)
    return replace(
        inspection,
        permissions=told,
        can_trade=inspection.can_trade and key.is_true(_TRADING[market]),
        can_withdraw=not key.is_false(_WITHDRAWALS),
    )
