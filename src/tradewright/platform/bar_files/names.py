"""Names in files: the symbol a file is called after, and symbols as names of folders."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, unquote


def symbol_from(path: Path) -> str:
    """Return the symbol a file is named after: `ethusdt_perp_15m.csv.gz` is ETHUSDT_PERP."""
    stem = path.name.split(".")[0]
    stem = re.sub(r"[ ,_-]+\d*(s|m|min|h|d|w)?$", "", stem, flags=re.IGNORECASE) or stem
    return re.sub(r"[^A-Z0-9!]+", "_", stem.upper()).strip("_") or "BARS"


def to_folder(name: str) -> str:
    """Return `name` as one part of a path: `BTC/USD` is `BTC%2FUSD`. Dots alone would be a way out of the folder."""
    return quote(name, safe="").replace(".", "%2E")


def from_folder(folder: str) -> str:
    return unquote(folder)
