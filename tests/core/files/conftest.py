"""An application with a storage in a folder of the test's own, in the scope of the eastern province."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from core.files.service import init_files
from core.files.shelf import EXTENSION, Shelf
from core.settings import Settings
from core.tenancy.scope import tenant_scope
from tests.cast import EAST


@pytest.fixture
def files(rolled_back: Flask, tmp_path: Path) -> Iterator[Shelf]:
    init_files(rolled_back, Settings(home=tmp_path, port=8000, secret_key="k" * 32))
    with tenant_scope(EAST):
        yield rolled_back.extensions[EXTENSION]


def limit(app: Flask, **changes: object) -> None:
    """Let the application's storage have other limits."""
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], **changes)
