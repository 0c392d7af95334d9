"""The README's five lines from an idea to a report and a Pine script do what they say."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from tests.cli.product import COMMAND, environment
from tests.support.servers import REPOSITORY


def test_the_lines_of_the_readme_lead_to_a_report_and_a_script(tmp_path: Path) -> None:
    section = (
        (REPOSITORY / "README.md")
        .read_text(encoding="utf-8")
        .partition("## Test an idea")[2]
        .partition("\n## ")[0]
    )
    lines = re.findall(r"^    (\S.*)$", section, re.MULTILINE)
    shutil.copytree(REPOSITORY / "docs" / "examples", tmp_path / "docs" / "examples")

    assert len(lines) == 5
    for line in lines:
        words = [str(COMMAND) if word == ".venv/bin/tradewright" else word for word in line.split()]
        ended = subprocess.run(
            words, cwd=tmp_path, env=environment(home=str(tmp_path / "home")), capture_output=True, text=True,
            check=False, timeout=90,
        )  # fmt: skip
        assert ended.returncode == 0, f"{line}\n{ended.stdout}{ended.stderr}"

    assert "<svg" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert (tmp_path / "mine.pine").read_text(encoding="utf-8").startswith("//@version=6")
