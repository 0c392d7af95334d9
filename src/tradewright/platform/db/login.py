"""How each process role logs in: `tw_<role>`, with a password that follows from the master secret.

Nothing is stored: whoever holds the secret can compute every password, and rotating the secret rotates them
all (`migrate.provision_roles`). Databases of one cluster share the roles, so they must share the secret too.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final, Literal
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from tradewright.kernel.secret import Secret

Role = Literal["gateway", "executor", "worker", "feeder", "scheduler"]
ROLES: Final[tuple[Role, ...]] = ("gateway", "executor", "worker", "feeder", "scheduler")
SCRAM_ITERATIONS: Final = 4096
"""PostgreSQL's own default. The password has 256 random bits, so stretching it further would buy nothing."""


def role_name(role: Role) -> str:
    """Return the database role a process of this kind logs in as."""
    return f"tw_{role}"


def role_password(role: Role, secret: Secret) -> Secret:
    """Return the password of this role: 32 bytes of HMAC-SHA256 in base64url."""
    return Secret(
        base64.urlsafe_b64encode(_derive(secret, f"db-role:{role_name(role)}")).rstrip(b"=").decode()
    )


def role_dsn(dsn: str, role: Role, secret: Secret) -> str:
    """Return `dsn` with the user and password of `role` in place of whoever it names.

    Reads `postgresql://user:password@host/database?…` and the socket form
    `postgresql://user:password@/database?host=…`; everything but user and password stays. A hosted pooler's
    tenant (`postgres.abcd`) is carried over.
    """
    parts = urlsplit(dsn)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("a database URL begins with postgresql://")
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in {"user", "password"}]
    owner = parts.username or dict(parse_qsl(parts.query)).get("user", "")
    _, dot, tenant = owner.partition(".")
    hosts = parts.netloc.rpartition("@")[2]
    password = quote(role_password(role, secret).reveal(), safe="")
    netloc = f"{quote(role_name(role) + dot + tenant, safe='')}:{password}@{hosts}"
    return urlunsplit((parts.scheme, netloc, parts.path, urlencode(query, quote_via=quote), parts.fragment))


def scram_verifier(role: Role, secret: Secret) -> str:
    """Return what `alter role … password` stores, so that the password itself never travels or reaches a log.

    Source: RFC 5802 section 3, in PostgreSQL's spelling (`SCRAM-SHA-256$iterations:salt$stored:server`). The
    salt is derived as well: the same secret gives the same verifier, and provisioning twice changes nothing.
    """
    salt = _derive(secret, f"db-role-salt:{role_name(role)}")[:16]
    password = role_password(role, secret).reveal().encode()
    salted = hashlib.pbkdf2_hmac("sha256", password, salt, SCRAM_ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    return f"SCRAM-SHA-256${SCRAM_ITERATIONS}:{_b64(salt)}${_b64(stored)}:{_b64(server)}"


def _derive(secret: Secret, purpose: str) -> bytes:
    return hmac.digest(secret.reveal().encode(), purpose.encode(), "sha256")


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
