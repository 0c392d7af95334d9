"""One sealed value: version, key id, nonce, ciphertext. It opens only where it was sealed for.

    sealed = vault.seal(b"…", column="agent.token_sealed", user_id=user_id)
    vault.open(sealed, column="agent.token_sealed", user_id=user_id)

A value copied to another user's row or another column does not open: both are authenticated with it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import ClassVar, Final, Protocol, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tradewright.kernel.errors import TradewrightError
from tradewright.kernel.ids import UserId

VERSION: Final = 1
NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32
KEY_ID_BYTES_MAX: Final = 64


class SealBroken(TradewrightError):
    """The value is not what was sealed here: altered, cut, or brought from another row or column."""

    code: ClassVar[str] = "seal_broken"


class KeyMissing(TradewrightError):
    """The value was sealed under a key that is not configured (any more)."""

    code: ClassVar[str] = "vault_key_missing"


class VaultKey(Protocol):
    """A key as the settings give it."""

    @property
    def key_id(self) -> str: ...

    def key_bytes(self) -> bytes: ...


class Vault:
    """Seals under the first key and opens under any."""

    def __init__(self, keys: Iterable[tuple[str, bytes]]) -> None:
        """Take `(key id, 32 bytes)` pairs, newest first; ValueError for none, or one of another size."""
        self._ciphers: dict[bytes, AESGCM] = {}
        for key_id, key in keys:
            encoded = key_id.encode()
            if len(key) != KEY_BYTES or not 0 < len(encoded) <= KEY_ID_BYTES_MAX or encoded in self._ciphers:
                raise ValueError("a vault key has an id of its own and 32 bytes")
            self._ciphers[encoded] = AESGCM(key)
        if not self._ciphers:
            raise ValueError("a vault needs at least one key")
        self._newest = next(iter(self._ciphers))

    @classmethod
    def of(cls, keys: Iterable[VaultKey]) -> Self:
        """Return a vault with the keys of the settings: `Vault.of(settings.vault_keys)`."""
        return cls((key.key_id, key.key_bytes()) for key in keys)

    def seal(self, plaintext: bytes, *, column: str, user_id: UserId) -> bytes:
        """Return `plaintext` sealed for this column (`table.column`) of this user, under the newest key."""
        header = bytes((VERSION, len(self._newest))) + self._newest
        nonce = os.urandom(NONCE_BYTES)
        associated = _associated(header, column, user_id)
        return header + nonce + self._ciphers[self._newest].encrypt(nonce, plaintext, associated)

    def open(self, sealed: bytes, *, column: str, user_id: UserId) -> bytes:
        """Return what was sealed. Raises `SealBroken`, or `KeyMissing` with the `key_id` it needs."""
        key_id, start = _read_header(sealed)
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            name = key_id.decode(errors="replace")
            raise KeyMissing(f"the vault has no key {name!r}", key_id=name)
        nonce, ciphertext = sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, ciphertext, _associated(sealed[:start], column, user_id))
        except (InvalidTag, ValueError) as cause:
            raise SealBroken("a sealed value does not open here", column=column) from cause

    def reseal(self, sealed: bytes, *, column: str, user_id: UserId) -> bytes | None:
        """Return the value sealed under the newest key, or None when it already is. Raises as `open` does."""
        if _read_header(sealed)[0] == self._newest:
            return None
        return self.seal(self.open(sealed, column=column, user_id=user_id), column=column, user_id=user_id)


def _read_header(sealed: bytes) -> tuple[bytes, int]:
    """Return the key id and where the nonce begins."""
    if len(sealed) < 2 or sealed[0] != VERSION or len(sealed) < 2 + sealed[1] + NONCE_BYTES:
        raise SealBroken("a sealed value is cut or not one of ours")
    end = 2 + sealed[1]
    return sealed[2:end], end


def _associated(header: bytes, column: str, user_id: UserId) -> bytes:
    """Return what is authenticated beside the ciphertext; lengths keep the parts apart."""
    return header + len(column).to_bytes(2, "big") + column.encode() + user_id.bytes
