"""Nothing stays behind: cut-off uploads, rolled-back ones, forgotten files."""

import io
import os
import subprocess
import sys
import time
from datetime import timedelta

from core.db import db
from core.files import service
from core.tenancy.scope import tenant_scope
from tests.cast import WEST
from tests.core.files import samples
from tests.core.files.test_keeping import BY, kept, on_disk

AT_ONCE = timedelta(seconds=-5)
KILLED = """
import io, os, signal, sys
from pathlib import Path
from core.files.drafts import received
from core.files.purposes import PURPOSES

class Slow(io.BytesIO):
    def read(self, size=-1):
        piece = super().read(10)
        if self.tell() > 30:
            os.kill(os.getpid(), signal.SIGKILL)
        return piece

with received(Slow(b"%PDF-" + bytes(100)), Path(sys.argv[1]), PURPOSES["lesson"]):
    pass
"""


def test_a_file_that_was_not_committed_is_swept(files):
    row = kept()
    kept_key = row.key
    service.keep_file(io.BytesIO(samples.PDF), "b.pdf", "lesson", BY)
    db.session.rollback()
    assert len(on_disk(files)) == 2
    assert service.sweep(AT_ONCE) == 1
    assert files.storage.exists(kept_key)


def test_a_forgotten_file_is_swept_and_what_is_young_stays(files):
    row = kept()
    service.forget_file(row.id)
    db.session.commit()
    assert service.sweep() == 0
    assert service.sweep(AT_ONCE) == 1
    assert on_disk(files) == []


def test_a_killed_upload_leaves_a_draft_that_is_swept(files):
    kept()
    folder = files.drafts
    killed = subprocess.run([sys.executable, "-c", KILLED, str(folder)], check=False, timeout=60)
    assert killed.returncode == -9
    [draft] = folder.iterdir()
    assert service.sweep() == 0
    old = time.clock_gettime(time.CLOCK_REALTIME) - 2 * 24 * 3600
    os.utime(draft, (old, old))
    assert service.sweep() == 1
    assert len(on_disk(files)) == 1


def test_a_sweep_leaves_other_tenants_alone(files):
    row = kept()
    with tenant_scope(WEST):
        assert service.sweep(AT_ONCE) == 0
    assert files.storage.exists(row.key)
