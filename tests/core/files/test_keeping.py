"""Keeping, reading and forgetting files: sizes, names, spaces, and the wall between tenants."""

import hashlib
import io
from dataclasses import replace
from uuid import uuid4

import pytest

from core.audit.service import Actor
from core.db import db
from core.errors import NotFound
from core.files import service
from core.files.families import Family
from core.files.purposes import PURPOSES, with_limits
from core.files.service import BadFile, clean_name
from core.settings import BadSettings
from core.tenancy.scope import tenant_scope
from tests.cast import WEST
from tests.core.files import samples
from tests.core.files.conftest import limit

BY = Actor(uuid4(), "编一")


def kept(content=samples.PDF, name="讲义.pdf", purpose="lesson"):
    row = service.keep_file(io.BytesIO(content), name, purpose, BY)
    db.session.commit()
    return row


def on_disk(shelf):
    return [path for path in shelf.storage.root.rglob("*") if path.is_file()]


def test_a_kept_file_is_read_back_whole_and_in_stretches(files):
    row = kept()
    assert (row.size, row.sha256) == (len(samples.PDF), hashlib.sha256(samples.PDF).digest())
    with service.open_file(service.file_of(row.id)) as content:
        assert content.read() == samples.PDF
    with service.open_file(row, 5, 3) as content:
        assert content.read(3) == samples.PDF[5:8]


def test_only_the_owner_of_the_process_can_look_into_the_folder(files):
    kept()
    folders = [path for path in (files.storage.root, *files.storage.root.rglob("*")) if path.is_dir()]
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}
    assert [path.stat().st_mode & 0o777 for path in on_disk(files)] == [0o600]


def test_a_file_larger_than_its_purpose_takes_is_refused_while_it_comes_in(files, rolled_back):
    small = replace(PURPOSES["evidence"], most={Family.PDF: 1})
    limit(rolled_back, purposes={"evidence": small})

    class Endless(io.RawIOBase):
        given = 0

        def readable(self):
            return True

        def read(self, size=-1):
            self.given += size
            return b"%PDF-" + bytes(size - 5)

    stream = Endless()
    with pytest.raises(BadFile, match="at most 1 MB"):
        service.keep_file(stream, "a.pdf", "evidence", BY)
    assert stream.given <= 3 * 1024 * 1024
    assert on_disk(files) == []


def test_a_picture_is_measured_as_it_was_sent_and_not_as_it_is_drawn_anew(files, rolled_back):
    limit(
        rolled_back, purposes={"lesson": replace(PURPOSES["lesson"], most={Family.IMAGE: 1, Family.VIDEO: 5})}
    )
    padded = samples.picture() + bytes(2 * 1024 * 1024)
    with pytest.raises(BadFile, match="at most 1 MB"):
        kept(padded, "a.png")
    assert on_disk(files) == []


def test_each_family_has_its_own_limit(files, rolled_back):
    most = {Family.VIDEO: 5, Family.PDF: 0}
    limit(rolled_back, purposes={"lesson": replace(PURPOSES["lesson"], most=most)})
    with pytest.raises(BadFile, match="at most 0 MB"):
        kept()
    assert kept(samples.mp4(), "a.mp4").family == "video"


def test_a_tenant_that_has_used_up_its_space_is_told(files, rolled_back):
    limit(rolled_back, most_of_tenant=100)
    kept()
    with pytest.raises(BadFile, match="used up"):
        kept()
    assert len(on_disk(files)) == 1


def test_a_refused_file_leaves_nothing_behind(files):
    with pytest.raises(BadFile):
        kept(samples.PROGRAM, "film.mp4")
    assert on_disk(files) == []


def test_a_file_is_called_after_what_it_is(files):
    assert kept(samples.picture("PNG"), "../../etc/照片.mp4").name == "照片.png"


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("C:\\Users\\x\\讲义.PDF", "讲义.pdf"),
        ('a<b>"c".pdf', "a b c.pdf"),
        ("line\r\nbreak.pdf", "line break.pdf"),
        ("fdp.\u202eexe", "fdp.pdf"),
        ("", "file.pdf"),
        ("..", "file.pdf"),
        ("长" * 300 + ".pdf", "长" * 120 + ".pdf"),
    ],
)
def test_names_are_cleaned(given, clean):
    assert clean_name(given, "pdf") == clean


def test_another_tenant_does_not_find_the_file(files):
    row = kept()
    with tenant_scope(WEST), pytest.raises(NotFound):
        service.file_of(row.id)


def test_a_forgotten_file_is_found_by_nobody(files):
    row = kept()
    service.forget_file(row.id)
    db.session.commit()
    with pytest.raises(NotFound):
        service.file_of(row.id)


def test_content_that_is_gone_is_said_to_be_gone(files):
    row = kept()
    files.storage.delete(row.key)
    with pytest.raises(NotFound):
        service.open_file(row)


def test_an_installation_sets_its_own_sizes_and_a_name_that_there_is_not_is_refused():
    changed = with_limits({"lesson/video": 800})
    assert changed["lesson"].limit(Family.VIDEO) == 800 * 1024 * 1024
    assert changed["lesson"].limit(Family.PDF) == PURPOSES["lesson"].limit(Family.PDF)
    for name in ("lesson/table", "film/video", "lesson"):
        with pytest.raises(BadSettings, match=name):
            with_limits({name: 1})
