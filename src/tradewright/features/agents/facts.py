"""What the gateway knows of an agent when an alert comes: a version's document, read once.

The document is the one form a version is stored in: the policy as `domain.trading.documents` reads it, and beside it
`account_ids`, `brokers` (account id → broker), `mapping` (how to read foreign messages, or null) and `passphrase` (salt and
hash, or null).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tradewright.domain.trading.alerts import NO_MAPPING, AlertMapping
from tradewright.domain.trading.alerts.mapping_documents import mapping_from_document
from tradewright.domain.trading.documents import policy_from_document
from tradewright.domain.trading.signal import AgentPolicy
from tradewright.kernel.ids import AccountId, AgentId, AgentVersionId, UserId
from tradewright.kernel.secret import Secret


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A word that an agent's alerts must carry, salted and hashed.

    One SHA-256 on purpose: the word stands behind a path token of 190 bits, and it is checked for each alert.
    """

    salt: bytes
    digest: bytes

    @classmethod
    def of(cls, word: str) -> Passphrase:
        salt = secrets.token_bytes(16)
        return cls(salt, _digest(salt, word))

    def matches(self, word: str | None) -> bool:
        """Return whether `word` is it, in a time that does not tell how much of it is right."""
        return hmac.compare_digest(self.digest, _digest(self.salt, word or ""))


@dataclass(frozen=True, slots=True)
class AgentFacts:
    """An agent as of one version. Its status is not here: the database judges that at the moment of commit.

    `signing_secret` is present only when the agent was looked up by its id.
    """

    user_id: UserId
    agent_id: AgentId
    version_id: AgentVersionId
    policy: AgentPolicy
    accounts: tuple[tuple[AccountId, str], ...]
    passphrase: Passphrase | None
    mapping: AlertMapping = NO_MAPPING
    signing_secret: Secret | None = None


def facts_from_row(row: Mapping[str, Any], *, signing_secret: Secret | None = None) -> AgentFacts:
    """Return the facts in a row of `app.find_agent_by_token` or `app.find_agent_for_signature`."""
    return facts_from_document(
        row["document"],
        user_id=UserId(row["user_id"]),
        agent_id=AgentId(row["agent_id"]),
        version_id=AgentVersionId(row["version_id"]),
        signing_secret=signing_secret,
    )


def facts_from_document(
    document: Mapping[str, Any],
    *,
    user_id: UserId,
    agent_id: AgentId,
    version_id: AgentVersionId,
    signing_secret: Secret | None = None,
) -> AgentFacts:
    """Return the facts in a version's document."""
    brokers = document["brokers"]
    return AgentFacts(
        user_id=user_id,
        agent_id=agent_id,
        version_id=version_id,
        policy=policy_from_document(document),
        accounts=tuple((AccountId(UUID(one)), brokers[one]) for one in document["account_ids"]),
        passphrase=passphrase_from_document(document),
        mapping=mapping_from_document(document.get("mapping")),
        signing_secret=signing_secret,
    )


def passphrase_from_document(document: Mapping[str, Any]) -> Passphrase | None:
    """Return the passphrase of a version's document; None when it asks for none."""
    stored = document.get("passphrase")
    if stored is None:
        return None
    return Passphrase(bytes.fromhex(stored["salt"]), bytes.fromhex(stored["digest"]))


def passphrase_to_document(passphrase: Passphrase | None) -> dict[str, str] | None:
    """Return the form `passphrase_from_document` reads."""
    if passphrase is None:
        return None
    return {"salt": passphrase.salt.hex(), "digest": passphrase.digest.hex()}


def _digest(salt: bytes, word: str) -> bytes:
    return hashlib.sha256(salt + word.encode("utf-8", "surrogatepass")).digest()
