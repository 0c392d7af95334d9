"""What can go wrong with broker accounts and market data."""

from __future__ import annotations

from tradewright.kernel.errors import Conflict, Denied, Invalid, LimitReached, NotFound, NotReady, Unavailable


class AccountNotFound(NotFound):
    """This trader has no broker account with this id."""

    code = "account_not_found"


class AccountsExhausted(LimitReached):
    """The trader has as many broker accounts as anyone may."""

    code = "accounts_exhausted"


class InstrumentNotFound(NotFound):
    """No market source of this installation, or not the account's venue, offers this symbol; `suggestions` are near it."""

    code = "instrument_not_found"


class VenueNotFound(NotFound):
    """This installation cannot link accounts of this broker, or not in this environment."""

    code = "venue_not_found"


class CredentialNotAccepted(Invalid):
    """The venue does not let the key in, or it cannot be a key; `errors` has the field and the venue's words."""

    code = "credential_not_accepted"


class WithdrawalsAllowed(Denied):
    """The key could move money out of the account. Make one that may trade and nothing more."""

    code = "withdrawals_allowed"


class AccountNotSuitable(Denied):
    """The account at the venue is set up in a way that orders of ours would not mean what they say; `reasons` tells how."""

    code = "account_not_suitable"


class RehearsalOff(Denied):
    """Accounts at fake venues are for this machine alone, and only where the setting `rehearsal_venues` allows them."""

    code = "rehearsal_off"


class AlreadyLinked(Conflict):
    """An account of the trader's (`account_id`) is linked to this very account at the venue; give that one the new key."""

    code = "already_linked"


class LockLeftBehind(Conflict):
    """An account at this venue was unlinked while its kill switch is locked; a new link has to wait for the lock's end
    (`locked_until`).
    """

    code = "lock_left_behind"


class AnotherAccount(Conflict):
    """The new key belongs to another account at the venue; link that one as an account of its own."""

    code = "another_account"


class NotLinked(Conflict):
    """The account has no credential: it is a paper account, or was unlinked."""

    code = "not_linked"


class OrdersAlive(Conflict):
    """Orders of the account are alive at the venue, and would go on without us. Cancel them first, or say `force`."""

    code = "orders_alive"


class VenueSilent(Unavailable):
    """The venue cannot be asked at the moment; nothing was stored. Try again soon, or after `retry_after_s` where given."""

    code = "venue_silent"


class OAuthNotConfigured(NotReady):
    """The operator has not registered this installation with the venue (setting `alpaca_client_id` and its secret)."""

    code = "oauth_not_configured"


class OAuthStateBroken(Invalid):
    """The answer from the venue's page does not belong to a request of this trader, or came too late."""

    code = "oauth_state_broken"
