"""Homes for embedded servers: bare ones, and ones that have been started before, which saves making the data anew."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from core.postgres.cluster import Cluster


def new_home():
    """A folder on a short path that the server's user can reach, as a clone below /srv or /opt would be."""
    folder = Path(tempfile.mkdtemp(prefix="xuefa-test-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


def forget(home):
    record = home / "postgres.place"
    if record.exists():
        shutil.rmtree(record.read_text().strip(), ignore_errors=True)
    subprocess.run(["rm", "-rf", home], check=False)


@pytest.fixture
def bare_home():
    folder = new_home()
    yield folder
    forget(folder)


@pytest.fixture(scope="session")
def started_before():
    folder = new_home()
    with Cluster.start(folder, durable=False):
        pass
    yield folder
    forget(folder)


@pytest.fixture
def home(bare_home, started_before):
    subprocess.run(["cp", "-a", started_before / "postgres", bare_home], check=True)
    return bare_home
