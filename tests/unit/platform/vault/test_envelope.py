"""A sealed value opens for its own user and column, under any key the vault still has, and not otherwise."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewright.kernel.ids import UserId
from tradewright.platform.vault import KeyMissing, SealBroken, Vault

OWNER = UserId(UUID(int=1))
STRANGER = UserId(UUID(int=2))
COLUMN = "agent.token_sealed"
OLD, NEW = ("2025", b"o" * 32), ("2026", b"n" * 32)


@given(st.binary(max_size=300))
def test_what_was_sealed_comes_out_again_and_does_not_show(plaintext: bytes) -> None:
    vault = Vault([NEW])

    sealed = vault.seal(plaintext, column=COLUMN, user_id=OWNER)

    assert vault.open(sealed, column=COLUMN, user_id=OWNER) == plaintext
    assert len(plaintext) < 8 or plaintext not in sealed


def test_the_same_value_sealed_twice_looks_different() -> None:
    vault = Vault([NEW])

    assert vault.seal(b"x", column=COLUMN, user_id=OWNER) != vault.seal(b"x", column=COLUMN, user_id=OWNER)


@pytest.mark.parametrize(("column", "user_id"), [(COLUMN, STRANGER), ("agent.signing_sealed", OWNER)])
def test_a_value_brought_to_another_row_or_column_does_not_open(column: str, user_id: UserId) -> None:
    sealed = Vault([NEW]).seal(b"secret", column=COLUMN, user_id=OWNER)

    with pytest.raises(SealBroken):
        Vault([NEW]).open(sealed, column=column, user_id=user_id)


def test_no_byte_can_be_changed_and_none_cut_off() -> None:
    vault = Vault([NEW])
    sealed = vault.seal(b"secret", column=COLUMN, user_id=OWNER)

    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        for broken in (bytes(altered), sealed[:place]):
            with pytest.raises((SealBroken, KeyMissing)):
                vault.open(broken, column=COLUMN, user_id=OWNER)


def test_a_retired_key_still_opens_and_resealing_moves_to_the_newest() -> None:
    sealed = Vault([OLD]).seal(b"secret", column=COLUMN, user_id=OWNER)
    both = Vault([NEW, OLD])

    assert both.open(sealed, column=COLUMN, user_id=OWNER) == b"secret"
    resealed = both.reseal(sealed, column=COLUMN, user_id=OWNER)

    assert resealed is not None
    assert Vault([NEW]).open(resealed, column=COLUMN, user_id=OWNER) == b"secret"
    assert both.reseal(resealed, column=COLUMN, user_id=OWNER) is None


def test_a_dropped_key_is_named() -> None:
    sealed = Vault([OLD]).seal(b"secret", column=COLUMN, user_id=OWNER)

    with pytest.raises(KeyMissing) as caught:
        Vault([NEW]).open(sealed, column=COLUMN, user_id=OWNER)
    assert caught.value.data == {"key_id": "2025"}


@pytest.mark.parametrize("keys", [[], [("short", b"x")], [OLD, OLD], [("", b"x" * 32)]])
def test_keys_that_cannot_work_are_refused(keys: list[tuple[str, bytes]]) -> None:
    with pytest.raises(ValueError, match="key"):
        Vault(keys)
