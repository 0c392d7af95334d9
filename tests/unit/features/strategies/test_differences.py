"""Two documents differ exactly where their places do."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tradewright.features.strategies.differences import DIFFERENCES_MAX, Difference, find_differences

documents = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["a", "b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)


def test_each_difference_names_its_place() -> None:
    before = {"name": "one", "components": [{"id": "x", "params": {"length": 12}}], "pyramiding": 1}
    after = {"name": "one", "components": [{"id": "x", "params": {"length": 14}}, {"id": "y"}]}

    assert find_differences(before, after) == [
        Difference("$.components[0].params.length", "changed", 12, 14),
        Difference("$.components[1]", "added", None, {"id": "y"}),
        Difference("$.pyramiding", "removed", 1, None),
    ]


def test_true_is_not_one() -> None:
    assert find_differences({"flat": True}, {"flat": 1}) == [Difference("$.flat", "changed", True, 1)]


def test_there_is_an_end_to_differences() -> None:
    assert len(find_differences([0] * 5_000, [1] * 5_000)) == DIFFERENCES_MAX


@given(before=documents, after=documents)
def test_documents_without_differences_are_the_same(before: Any, after: Any) -> None:
    assert (find_differences(before, after) == []) == (repr(_sorted(before)) == repr(_sorted(after)))


@given(before=documents, after=documents)
def test_the_way_back_finds_the_same_places(before: Any, after: Any) -> None:
    there = {one.path for one in find_differences(before, after)}
    back = {one.path for one in find_differences(after, before)}

    assert there == back


def _sorted(value: Any) -> Any:
    """Return the value with its keys in order: their order is no difference of meaning here."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value
