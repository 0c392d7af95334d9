"""What can go wrong with signing up, signing in and keys; each named by what the caller does next."""

from __future__ import annotations

from tradewright.kernel.errors import Conflict, Denied, Invalid, LimitReached, NotFound, Unauthenticated


class EmailTaken(Conflict):
    """A trader with this e-mail address exists: sign in instead."""

    code = "email_taken"


class PasswordWeak(Invalid):
    """The password breaks a rule; `faults` says which."""

    code = "password_weak"


class PreferencesTooLarge(Invalid):
    """The preferences, those kept already among them, are more than one trader may keep."""

    code = "preferences_too_large"


class LegalNotAccepted(Invalid):
    """A required document was not accepted in its present version; `faults` says which and what is current."""

    code = "legal_not_accepted"


class RiskNotAcknowledged(Denied):
    """Real money is asked for, and its trader has not accepted the notice of live trading (`document`, `version`) yet.

    Show the text that `GET /legal` gives as `live_trading`, then `POST /me/acceptances` and ask again.
    """

    code = "risk_not_acknowledged"


class CredentialsWrong(Unauthenticated):
    """No trader has this e-mail address and password. It does not say which of the two was wrong."""

    code = "credentials_wrong"


class SignInLimited(LimitReached):
    """Too many failed attempts; wait `retry_after_s` seconds."""

    code = "sign_in_limited"


class SignUpLimited(LimitReached):
    """Too many sign-ups from one address; wait `retry_after_s` seconds."""

    code = "sign_up_limited"


class TraderSuspended(Denied):
    """The operator has suspended this trader."""

    code = "trader_suspended"


class SessionEnded(Unauthenticated):
    """The session was signed out, has expired, or never was: sign in again."""

    code = "session_ended"


class RefreshReused(SessionEnded):
    """A refresh token that was rotated away came back: somebody has a copy, so the session was ended."""

    code = "refresh_reused"


class ApiKeyUnknown(Unauthenticated):
    """The API key does not exist or was revoked."""

    code = "api_key_unknown"


class ApiKeyNotFound(NotFound):
    """This trader has no API key with this id."""

    code = "api_key_not_found"


class ApiKeysExhausted(LimitReached):
    """The trader holds as many API keys as anyone may; revoke one first."""

    code = "api_keys_exhausted"


class SessionRequired(Denied):
    """Only a signed-in person may do this; an API key may not."""

    code = "session_required"


class CsrfWrong(Denied):
    """The request does not echo its session's CSRF token in X-CSRF-Token."""

    code = "csrf_token_wrong"
