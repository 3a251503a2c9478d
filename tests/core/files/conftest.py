"""An application with a storage of the test's own, in the scope of the eastern province; and a server that speaks S3."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from core.files.s3 import open_bucket
from core.files.service import init_files
from core.files.shelf import EXTENSION, Shelf
from core.settings import FileSettings, Settings
from core.tenancy.scope import tenant_scope
from tests.cast import EAST

STARTING = 60
"""Seconds; the machine may be busy."""


@pytest.fixture
def files(rolled_back: Flask, tmp_path: Path) -> Iterator[Shelf]:
    init_files(rolled_back, Settings(home=tmp_path, port=8000, secret_key="k" * 32))
    with tenant_scope(EAST):
        yield rolled_back.extensions[EXTENSION]


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """A process on loopback that speaks S3; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ}
    )
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def bucket(s3_server: str) -> FileSettings:
    """Settings of a bucket of the test's own."""
    chosen = FileSettings(
        bucket=f"test-{uuid4().hex}", prefix="xuefa", endpoint=s3_server, key_id="id", secret_key="secret"
    )
    open_bucket(chosen).client.create_bucket(Bucket=chosen.bucket)
    return chosen


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as asking:
            asking.settimeout(1)
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("moto's server has not started")


def limit(app: Flask, **changes: object) -> None:
    """Let the application's storage have other limits."""
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], **changes)
