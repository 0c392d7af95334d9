"""A venue's credential at rest: a small document, sealed for the row it stands in."""

from __future__ import annotations

import json

from tradewright.domain.trading.ports.linking import Credential
from tradewright.kernel.ids import UserId
from tradewright.kernel.secret import Secret
from tradewright.platform.vault import Vault

COLUMN = "account.credential"


def seal_credential(vault: Vault, credential: Credential, user_id: UserId) -> bytes:
    """Return what `app.account.credential` keeps."""
    document = {"kind": credential.kind, "key_id": credential.key_id, "secret": credential.secret.reveal()}
    return vault.seal(json.dumps(document).encode(), column=COLUMN, user_id=user_id)


def open_credential(vault: Vault, sealed: bytes, user_id: UserId) -> Credential:
    """Return the credential. Raises SealBroken, or KeyMissing, as the vault does."""
    document = json.loads(vault.open(sealed, column=COLUMN, user_id=user_id))
    kind = "oauth" if document["kind"] == "oauth" else "keys"
    return Credential("oauth" if kind == "oauth" else "keys", document["key_id"], Secret(document["secret"]))
