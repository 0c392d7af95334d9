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


@pytest.mark.parametrize(
    ("module", "line"),
    [
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
    ],
)
def test_an_arrow_that_points_the_wrong_way_fails_the_check(tmp_path: Path, module: str, line: str) -> None:
    shutil.copytree(REPOSITORY / "src" / "tradewright", tmp_path / "tradewright")
    (tmp_path / "tradewright" / module).write_text(line + "\n")

    checked = subprocess.run(
        [LINT, "--config", REPOSITORY / "pyproject.toml", "--no-cache"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 1
    wrong = "tradewright." + module.removesuffix(".py").replace("/", ".")
    assert f"{wrong} -> {line.split()[1]}" in checked.stdout
