"""Addresses of static files carry the digest of their content, so that browsers keep them for good and never a stale one."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask

LETTERS = 12


def init_assets(app: Flask) -> None:
    """Add ``?v=`` to every address of a static file that ``url_for`` makes."""
    folder = Path(app.static_folder or "")

    @app.url_defaults
    def add_digest(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            digest = _digest(folder / values["filename"])
            values |= {"v": digest} if digest else {}


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:LETTERS] if path.is_file() else ""
