"""The three cookies of a session: what each may do and where it is sent.

`tw_access` and `tw_refresh` are out of reach for scripts; `tw_refresh` goes to the auth routes only and never comes
along from another site. `tw_csrf` is there to be read by our own page and echoed.
"""

from __future__ import annotations

from starlette.responses import Response

from tradewright.features.accounts.sessions import SessionTokens

ACCESS_COOKIE = "tw_access"
REFRESH_COOKIE = "tw_refresh"
CSRF_COOKIE = "tw_csrf"
AUTH_PATH = "/api/unify/v1/auth"


def set_session_cookies(response: Response, tokens: SessionTokens, *, secure: bool) -> None:
    """Put the tokens of a session into the response; `secure` when browsers reach us by https."""
    response.set_cookie(
        ACCESS_COOKIE,
        tokens.access,
        max_age=tokens.access_life_s,
        path="/",
        httponly=True,
        secure=secure,
        samesite="lax",
    )
    response.set_cookie(
        REFRESH_COOKIE,
        tokens.refresh,
        max_age=tokens.refresh_life_s,
        path=AUTH_PATH,
        httponly=True,
        secure=secure,
        samesite="strict",
    )
    response.set_cookie(
        CSRF_COOKIE, tokens.csrf, max_age=tokens.refresh_life_s, path="/", secure=secure, samesite="lax"
    )


def clear_session_cookies(response: Response, *, secure: bool) -> None:
    for name, path, http_only in (
        (ACCESS_COOKIE, "/", True),
        (REFRESH_COOKIE, AUTH_PATH, True),
        (CSRF_COOKIE, "/", False),
    ):
        response.delete_cookie(name, path=path, secure=secure, httponly=http_only, samesite="lax")
