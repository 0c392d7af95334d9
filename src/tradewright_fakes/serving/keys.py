"""Keys, and the account each opens."""

from __future__ import annotations

from dataclasses import dataclass, field

OPEN_PREFIX = "FAKE"
"""Any key that begins so opens an account of its own when it is first seen."""


def secret_for(key_id: str) -> str:
    """The secret that belongs to a key nobody opened by hand."""
    return f"secret-of-{key_id}"


@dataclass(slots=True)
class Credential:
    """One API key. `permissions` are the venue's own names."""

    key_id: str
    secret: str
    account_id: str
    permissions: dict[str, bool] = field(default_factory=dict)
    is_revoked: bool = False
    public_key: str | None = None
    """PEM of an Ed25519 key, where the key signs instead of sharing a secret."""


class Keyring:
    """The keys of one venue."""

    def __init__(self) -> None:
        self.by_id: dict[str, Credential] = {}

    def find(self, key_id: str) -> Credential | None:
        return self.by_id.get(key_id)

    def add(self, credential: Credential) -> Credential:
        self.by_id[credential.key_id] = credential
        return credential
