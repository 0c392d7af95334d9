"""Write docs/reference/openapi.json from the routes. Needs no database: `python scripts/gen_openapi.py`."""

from __future__ import annotations

import json
from pathlib import Path

from tradewright.entrypoints.api.app import document

TARGET = Path(__file__).parents[1] / "docs" / "reference" / "openapi.json"


def render() -> str:
    """Return the document as it is kept: indented, in the routes' own order."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(render(), encoding="utf-8")
    print(f"wrote {TARGET.name}")
