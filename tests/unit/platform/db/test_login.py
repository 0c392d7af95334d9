"""Role log-ins follow from the owner's URL and the master secret."""

from urllib.parse import unquote, urlsplit

import pytest

from tradewright.kernel.secret import Secret
from tradewright.platform.db import ROLES, role_dsn
from tradewright.platform.db.login import role_password, scram_verifier

SECRET = Secret("a master secret")


def test_only_user_and_password_change_in_a_socket_url() -> None:
    dsn = role_dsn("postgresql://owner:pw@/tradewright?host=/run/pg%20one&port=5432", "gateway", SECRET)

    parts = urlsplit(dsn)
    assert parts.username == "tw_gateway"
    assert unquote(parts.password or "") == role_password("gateway", SECRET).reveal()
    assert parts.path == "/tradewright"
    assert unquote(parts.query) == "host=/run/pg one&port=5432"


def test_user_and_password_in_the_query_do_not_survive() -> None:
    dsn = role_dsn(
        "postgresql://db.example:6543/app?user=owner&password=pw&sslmode=require", "feeder", SECRET
    )

    assert urlsplit(dsn).hostname == "db.example"
    assert urlsplit(dsn).port == 6543
    assert urlsplit(dsn).query == "sslmode=require"


def test_the_tenant_of_a_hosted_pooler_is_carried_over() -> None:
    dsn = role_dsn("postgresql://postgres.abcd:pw@pooler.example/postgres", "worker", SECRET)

    assert urlsplit(dsn).username == "tw_worker.abcd"


def test_a_url_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        role_dsn("mysql://owner:pw@host/app", "gateway", SECRET)


def test_every_role_and_every_secret_has_its_own_password() -> None:
    passwords = {
        role_password(role, secret).reveal() for role in ROLES for secret in (SECRET, Secret("other"))
    }

    assert len(passwords) == 2 * len(ROLES)
    assert scram_verifier("gateway", SECRET) == scram_verifier("gateway", SECRET)
