"""What every storage does, held for the local folder and for a bucket that speaks S3."""

import hashlib
import io
import os
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from core.audit.service import Actor
from core.db import db
from core.errors import NotFound, Unavailable
from core.files import service
from core.files.s3 import open_bucket
from core.files.shelf import EXTENSION
from core.settings import FileSettings, Settings
from core.tenancy.scope import tenant_scope
from tests.cast import EAST
from tests.core.files import samples

LARGE = os.urandom(1024) * 1024 * 12
"""Enough to go up in parts."""

KEY = "east/ab/abcd"
YEARS = timedelta(days=4000)


@pytest.fixture(params=["folder", "s3"])
def chosen(request, tmp_path):
    files = FileSettings() if request.param == "folder" else request.getfixturevalue("bucket")
    return Settings(home=tmp_path, port=8000, secret_key="k" * 32, files=files)


@pytest.fixture
def shelf(rolled_back, chosen):
    service.init_files(rolled_back, chosen)
    with tenant_scope(EAST):
        yield rolled_back.extensions[EXTENSION]


@pytest.fixture
def put(shelf, tmp_path):
    def put_content(content=b"0123456789", key=KEY):
        draft = tmp_path / "files" / uuid4().hex
        draft.parent.mkdir(exist_ok=True)
        draft.write_bytes(content)
        shelf.storage.put(key, draft)
        assert not draft.exists()

    return put_content


def read(shelf, start, length, key=KEY):
    with shelf.storage.open(key, start, length) as content:
        return content.read()


def test_a_content_is_read_in_stretches(shelf, put):
    put()
    assert read(shelf, 0, 10) == b"0123456789"
    assert read(shelf, 3, 4) == b"3456"
    assert read(shelf, 9, 1) == b"9"


def test_a_stretch_is_read_piece_by_piece_to_its_end(shelf, put):
    put()
    with shelf.storage.open(KEY, 2, 5) as content:
        assert [content.read(2), content.read(2), content.read(2), content.read(2)] == [
            b"23",
            b"45",
            b"6",
            b"",
        ]


def test_a_large_content_comes_back_as_it_went(shelf, put):
    put(LARGE)
    assert hashlib.sha256(read(shelf, 0, len(LARGE))).digest() == hashlib.sha256(LARGE).digest()
    assert read(shelf, 9_000_000, 7) == LARGE[9_000_000:9_000_007]


def test_a_content_put_again_takes_the_place_of_the_other(shelf, put):
    put()
    put(b"another")
    assert read(shelf, 0, 7) == b"another"


def test_what_is_not_there_is_not_found(shelf, put):
    put()
    with pytest.raises(NotFound):
        shelf.storage.open("east/ab/other", 0, 1)
    assert not shelf.storage.exists("east/ab/other")
    shelf.storage.delete("east/ab/other")
    assert shelf.storage.exists(KEY)


def test_a_deleted_content_is_gone(shelf, put):
    put()
    shelf.storage.delete(KEY)
    assert not shelf.storage.exists(KEY)


def test_the_content_of_one_tenant_is_listed_without_the_others(shelf, put):
    for key in (KEY, "east/cd/cdef", "eastern/ab/abcd", "west/ab/abcd"):
        put(key=key)
    lying = sorted(shelf.storage.lying("east"), key=lambda one: one.key)
    assert [one.key for one in lying] == [KEY, "east/cd/cdef"]
    true_time = db.session.scalar(db.select(db.func.now()))
    assert all(abs(true_time - one.since) < timedelta(hours=1) for one in lying)
    assert list(shelf.storage.lying("nobody")) == []


def test_a_file_is_kept_read_forgotten_and_swept(shelf):
    row = service.keep_file(io.BytesIO(samples.PDF), "讲义.pdf", "lesson", Actor(uuid4(), "编一"))
    db.session.commit()
    with service.open_file(row, 1, 3) as content:
        assert content.read() == b"PDF"
    service.forget_file(row.id)
    db.session.commit()
    assert service.sweep(timedelta(seconds=-5)) == 1
    assert not shelf.storage.exists(row.key)
    assert list(shelf.drafts.iterdir()) == []


def test_parts_of_an_upload_that_was_cut_off_are_taken_away(bucket):
    storage = open_bucket(bucket)
    key = {"Bucket": bucket.bucket, "Key": "xuefa/east/ab/abcd"}
    part = storage.client.create_multipart_upload(**key)
    storage.client.upload_part(**key, UploadId=part["UploadId"], PartNumber=1, Body=b"x" * 100)
    [begun] = storage.client.list_multipart_uploads(Bucket=bucket.bucket)["Uploads"]
    at = begun["Initiated"]
    assert storage.tidy("east", at - YEARS) == 0
    assert storage.tidy("west", at + YEARS) == 0
    assert storage.tidy("east", at + YEARS) == 1
    assert storage.tidy("east", at + YEARS) == 0


@pytest.mark.parametrize("changes", [{"endpoint": "http://127.0.0.1:9"}, {"bucket": "there-is-none"}])
def test_a_storage_that_does_not_answer_is_said_to_be_away(bucket, changes):
    storage = open_bucket(replace(bucket, **changes))
    with pytest.raises(Unavailable):
        list(storage.lying("east"))
