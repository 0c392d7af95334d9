"""Fakes cut connections on purpose; what a cut leaves behind is collected here, where it belongs."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _collect_what_was_cut() -> Iterator[None]:
    """Let no later test of the worker be blamed for sockets that a venue dropped without a word in this one."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
