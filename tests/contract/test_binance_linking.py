"""What linking finds out about a Binance key, asked of the fake venue."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tradewright.adapters.brokers.binance import BinanceLinking, Sites, linking
from tradewright.adapters.brokers.binance.api import Api
from tradewright.adapters.brokers.binance.calls import Call
from tradewright.adapters.brokers.binance.site import Site
from tradewright.adapters.brokers.transport import Answer, Priority
from tradewright.domain.trading.ports.broker import BrokerUnavailable
from tradewright.domain.trading.ports.linking import Credential, CredentialRefused, Inspection
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.secret import Secret
from tradewright_fakes.binance import BinanceFake, serve
from tradewright_fakes.serving import secret_for

KEY = "FAKELINKING"
MARKETS = pytest.mark.parametrize("market", ["spot", "usdm"])


@pytest.fixture
async def fake() -> AsyncIterator[BinanceFake]:
    async with serve(seed=1) as venue:
        yield venue


def a_key(key: str = KEY, secret: str | None = None) -> Credential:
    return Credential("keys", key, Secret(secret or secret_for(key)))


async def inspect(fake: BinanceFake, market: str, credential: Credential | None = None) -> Inspection:
    linking = BinanceLinking("spot" if market == "spot" else "usdm", sites=Sites())
    return await linking.inspect(credential or a_key(), "rehearsal", base_url=fake.url)


@MARKETS
async def test_permissions_are_told_and_a_key_that_only_trades_is_welcome(
    fake: BinanceFake, market: str
) -> None:
    found = await inspect(fake, market)

    granted = {one.name: one.granted for one in found.permissions}
    assert (found.can_trade, found.can_withdraw, found.refusals) == (True, False, ())
    assert granted["enableReading"]
    assert not granted["enableWithdrawals"]
    assert found.account.currency == "USDT"
    assert found.account.equity > 0
    assert found.venue_account_id is not None
    assert (await inspect(fake, market)).venue_account_id == found.venue_account_id


@MARKETS
async def test_a_key_that_can_withdraw_is_told_as_such(fake: BinanceFake, market: str) -> None:
    await fake.admin.open_account(KEY, secret=secret_for(KEY), permissions={"enableWithdrawals": True})

    assert (await inspect(fake, market)).can_withdraw


@MARKETS
async def test_a_key_whose_withdrawals_nobody_speaks_of_counts_as_one_that_can(
    fake: BinanceFake, market: str
) -> None:
    await fake.admin.fault("mangle", when={"path": "/sapi/*"}, ops=["absent"], fields=["enableWithdrawals"])

    assert (await inspect(fake, market)).can_withdraw


@MARKETS
async def test_a_key_that_may_not_trade_is_told_and_no_more(fake: BinanceFake, market: str) -> None:
    name = "enableSpotAndMarginTrading" if market == "spot" else "enableFutures"
    await fake.admin.open_account(KEY, secret=secret_for(KEY), permissions={name: False})

    try:
        found = await inspect(fake, market)
    except CredentialRefused:
        assert market == "usdm"  # futures do not even tell the account to a key without the permission
        return

    assert not found.can_trade
    assert found.refusals == ()


async def test_hedge_mode_is_refused_with_the_way_out(fake: BinanceFake) -> None:
    api = Api(fake.url, a_key(), Site("usdm", SystemClock()))
    switched = await api.mutate(
        Call("POST", "/fapi/v1/positionSide/dual", {"dualSidePosition": True}), Priority.ENTER
    )
    await api.close()
    assert isinstance(switched, Answer), switched

    (refusal,) = (await inspect(fake, "usdm")).refusals

    assert "one-way" in refusal


@MARKETS
async def test_a_wrong_secret_is_refused_in_the_venues_words(fake: BinanceFake, market: str) -> None:
    with pytest.raises(CredentialRefused) as refused:
        await inspect(fake, market, a_key(secret="not-the-secret"))

    assert "not-the-secret" not in str(refused.value)


async def test_a_venue_that_does_not_answer_is_no_refusal(fake: BinanceFake) -> None:
    await fake.admin.fault("error", when={"path": "/sapi/*"}, status=503)

    with pytest.raises(BrokerUnavailable):
        await inspect(fake, "spot")


async def test_an_ed25519_key_is_let_in(fake: BinanceFake) -> None:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    await fake.admin.open_account("FAKEEDWARDS", public_key=public)

    found = await inspect(fake, "spot", a_key("FAKEEDWARDS", private))

    assert found.can_trade


@pytest.mark.parametrize(
    ("credential", "paths"),
    [
        (a_key("", "s"), ["$.credential.key_id"]),
        (a_key("has space", "s"), ["$.credential.key_id"]),
        (Credential("keys", "K", Secret("  ")), ["$.credential.secret"]),
        (a_key("K", "-----BEGIN PRIVATE KEY-----\nsecret-text"), ["$.credential.secret"]),
        (a_key("K", "s"), []),
    ],
)
def test_what_is_wrong_with_a_credentials_shape_is_located_and_not_shown(
    credential: Credential, paths: list[str]
) -> None:
    faults = BinanceLinking("spot").faults_of(credential)

    assert [fault.path for fault in faults] == paths
    assert "secret-text" not in repr(faults)


async def test_a_futures_account_without_a_name_has_the_number_of_its_owner(
    fake: BinanceFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linking, "_name_in", lambda _: None)

    first, again, other = [await inspect(fake, "usdm", a_key(key)) for key in (KEY, KEY, "FAKEOTHER")]

    assert first.venue_account_id is not None
    assert first.venue_account_id.startswith("uid ")
    assert first.venue_account_id == again.venue_account_id != other.venue_account_id
    await fake.admin.fault("error", when={"path": "/api/v3/account"}, status=403)
    assert (await inspect(fake, "usdm")).venue_account_id is None
