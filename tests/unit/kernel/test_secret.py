"""A secret shows itself to nobody who did not ask for it by name."""

import pickle

import pytest

from tradewright.kernel.secret import Secret

HIDDEN = "correct horse battery staple"


def test_a_secret_hides_in_everything_that_prints() -> None:
    secret = Secret(HIDDEN)

    for shown in (
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r}",
        repr({"key": secret}),
    ):
        assert HIDDEN not in shown


def test_a_secret_is_given_out_on_request() -> None:
    assert Secret(HIDDEN).reveal() == HIDDEN


def test_secrets_compare_by_what_they_hold_and_never_to_plain_text() -> None:
    assert Secret(HIDDEN) == Secret(HIDDEN)
    assert Secret(HIDDEN) != Secret("another")
    assert Secret(HIDDEN) != HIDDEN


def test_a_secret_is_not_written_into_a_pickle() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(HIDDEN))


def test_an_empty_secret_is_false() -> None:
    assert not Secret("")
    assert Secret(HIDDEN)
