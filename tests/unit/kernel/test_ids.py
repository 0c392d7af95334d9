"""Ids: derived ones find themselves again, client order ids fit every broker."""

from __future__ import annotations

from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from tradewright.kernel.ids import (
    OrderId,
    SignalId,
    UserId,
    client_order_id,
    derive_order_id,
    new_uuid7,
    shard_of,
)


@given(signal=st.uuids().map(SignalId))
@settings(deadline=None, max_examples=50)
def test_a_leg_of_a_signal_has_one_order_id_and_legs_differ(signal: SignalId) -> None:
    legs = ["entry", "stop", "target", "exit", "exit:BTCUSDT"]

    ids = {derive_order_id(signal, leg=leg) for leg in legs}

    assert len(ids) == len(legs)
    assert ids == {derive_order_id(signal, leg=leg) for leg in legs}


@given(one=st.uuids(), other=st.uuids())
@settings(deadline=None, max_examples=50)
def test_client_order_ids_are_26_characters_and_tell_orders_apart(one: UUID, other: UUID) -> None:
    first, second = client_order_id(OrderId(one)), client_order_id(OrderId(other))

    assert len(first) == 26
    assert set(first) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert (first == second) == (one == other)


def test_new_ids_are_version_7_and_in_the_order_they_were_made() -> None:
    made = [new_uuid7() for _ in range(50)]

    assert all(each.version == 7 for each in made)
    assert [each.int >> 80 for each in made] == sorted(each.int >> 80 for each in made)


def test_a_user_is_always_in_the_same_shard() -> None:
    user = UserId(uuid4())

    assert shard_of(user, shard_count=32) == shard_of(UserId(UUID(str(user))), shard_count=32) < 32
