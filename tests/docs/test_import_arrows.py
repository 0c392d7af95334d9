"""The arrows between rooms are drawn in ink: each wrong one fails the check."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")


WRONG = [
    ("kernel/wrong.py", "import tradewright.platform.settings"),
    ("domain/trading/wrong.py", "import asyncpg"),
    ("platform/wrong.py", "import tradewright.features.accounts"),
    ("features/accounts/wrong.py", "import tradewright.features.orders"),
    ("features/orders/wrong.py", "import tradewright.features.accounts.store"),
    ("domain/strategy/wrong.py", "import numpy"),
    ("engine/wrong.py", "import tradewright.platform.jobs"),
    ("engine/report/wrong.py", "import tradewright.engine.rules"),
    ("engine/program/wrong.py", "import numba"),
    ("targets/wrong.py", "import tradewright.engine.broker"),
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what the check says of the product with all of these in it: one graph serves them all."""
    root = tmp_path_factory.mktemp("arrows")
    shutil.copytree(REPOSITORY / "src" / "tradewright", root / "tradewright")
    for module, line in WRONG:
        (root / "tradewright" / module).write_text(line + "\n")
    checked = subprocess.run(
        [LINT, "--config", REPOSITORY / "pyproject.toml", "--no-cache"],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 1
    return checked.stdout


@pytest.mark.parametrize(("module", "line"), WRONG)
def test_an_arrow_that_points_the_wrong_way_fails_the_check(module: str, line: str, told: str) -> None:
    wrong = "tradewright." + module.removesuffix(".py").replace("/", ".")

    assert f"{wrong} -> {line.split()[1]}" in told
