"""Traders and how they prove who they are: sign-up, sessions, API keys, and the documents they accepted.

Holds nothing of trading. The gateway's middleware asks `authenticate_session` and `authenticate_api_key`; both look
in the database every time, so an ended session and a revoked key are refused at once.
"""

from tradewright.features.accounts.cookies import ACCESS_COOKIE, CSRF_COOKIE, REFRESH_COOKIE
from tradewright.features.accounts.errors import CsrfWrong, RiskNotAcknowledged
from tradewright.features.accounts.legal import CURRENT as LEGAL_DOCUMENTS
from tradewright.features.accounts.legal import LIVE_TRADING, Acceptance, LegalDocument
from tradewright.features.accounts.store import ApiKey, Trader
from tradewright.features.accounts.tokens import is_csrf_token
from tradewright.features.accounts.verbs.acknowledge_risk import acknowledge_risk, require_acknowledged_risk
from tradewright.features.accounts.verbs.api_keys import create_api_key, list_api_keys, revoke_api_key
from tradewright.features.accounts.verbs.authenticate import (
    Identity,
    authenticate_api_key,
    authenticate_session,
    is_still_valid,
)
from tradewright.features.accounts.verbs.sign_in import sign_in
from tradewright.features.accounts.verbs.sign_up import SignUp, sign_up
from tradewright.features.accounts.visit import Visit, Welcome

__all__ = [
    "ACCESS_COOKIE",
    "CSRF_COOKIE",
    "LEGAL_DOCUMENTS",
    "LIVE_TRADING",
    "REFRESH_COOKIE",
    "Acceptance",
    "ApiKey",
    "CsrfWrong",
    "Identity",
    "LegalDocument",
    "RiskNotAcknowledged",
    "SignUp",
    "Trader",
    "Visit",
    "Welcome",
    "acknowledge_risk",
    "authenticate_api_key",
    "authenticate_session",
    "create_api_key",
    "is_csrf_token",
    "is_still_valid",
    "list_api_keys",
    "require_acknowledged_risk",
    "revoke_api_key",
    "sign_in",
    "sign_up",
]
