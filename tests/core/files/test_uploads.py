"""Uploads over HTTP: larger bodies than elsewhere, for those alone who may send them, and nothing left of the others."""

import io
import re

import pytest

from core.files.service import PURPOSES, init_files
from core.files.shelf import EXTENSION
from core.settings import FileSettings, Settings
from tests.core.authoring.world import browser_of, written
from tests.core.files.samples import PDF
from tests.sites import Browser

MB = 1024 * 1024
PATH = "/admin/courses/c1/lessons/l1/files"


class Body(io.RawIOBase):
    """A body without end, which tells how much of it was read."""

    given = 0

    def readable(self):
        return True

    def tell(self):
        return 0  # the test client asks where it stands

    def seek(self, offset, whence=0):
        return 0

    def readinto(self, buffer):
        self.given += len(buffer)
        buffer[:] = b"x" * len(buffer)
        return len(buffer)


@pytest.fixture
def shelf(site_app, tmp_path):
    """At most 3 MB for whatever a lesson takes."""
    small = {f"lesson/{family}": 3 for family in PURPOSES["lesson"].most}
    settings = Settings(home=tmp_path, port=8000, secret_key="k" * 32, files=FileSettings(limits=small))
    init_files(site_app, settings)
    written(site_app)
    return site_app.extensions[EXTENSION]


def post(browser, path, body, **environ):
    return browser.client.post(
        path,
        base_url=browser.address,
        input_stream=body,
        content_type="multipart/form-data; boundary=x",
        environ_overrides=environ,
    )


@pytest.mark.parametrize(("account", "status"), [("", 302), ("a1", 404), ("office", 404)])
def test_of_those_who_may_not_send_files_nothing_is_read(site_app, shelf, account, status):
    browser = browser_of(site_app, account) if account else Browser(site_app, "east")
    body = Body()
    assert post(browser, PATH, body, CONTENT_LENGTH=str(2 * MB)).status_code == status
    assert body.given == 0


@pytest.mark.parametrize("path", [PATH, "/admin/courses/c1/lessons/l1"])
def test_a_body_that_says_it_is_too_large_is_not_read(site_app, shelf, path):
    body, editor = Body(), browser_of(site_app, "editor")
    answer = post(editor, path, body, CONTENT_LENGTH=str(4 * MB))
    assert (answer.status_code, body.given) == (413, 0)
    assert f"最多 {3 if path == PATH else 1} MB" in answer.text


def test_a_body_that_does_not_say_how_large_it_is_is_read_up_to_the_limit(site_app, shelf):
    body, editor = Body(), browser_of(site_app, "editor")
    answer = post(editor, PATH, body, CONTENT_LENGTH="", **{"wsgi.input_terminated": True})
    assert answer.status_code == 413
    assert body.given <= 5 * MB


def test_a_file_without_the_mark_of_our_pages_is_refused(site_app, shelf):
    editor = browser_of(site_app, "editor")
    sent = {"file": (io.BytesIO(PDF), "a.pdf")}
    answer = editor.client.post(PATH, data=sent, base_url=editor.address)
    assert answer.status_code == 400
    assert not [path for path in shelf.storage.root.rglob("*") if path.is_file()]


def test_a_file_goes_into_a_bucket_and_comes_out_of_it_in_ranges(site_app, bucket, tmp_path):
    init_files(site_app, Settings(home=tmp_path, port=8000, secret_key="k" * 32, files=bucket))
    written(site_app)
    editor = browser_of(site_app, "editor")
    assert editor.post(PATH, {"file": (io.BytesIO(PDF), "法条.pdf")}).status_code == 302
    page = editor.get("/admin/courses/c1/lessons/l1").text
    address = re.search(r"/files/[0-9a-f-]{36}(?=/[^\"]+\.pdf)", page)[0]
    answer = editor.get(address, headers={"Range": "bytes=1-3"})
    assert (answer.status_code, answer.data) == (206, b"PDF")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_form_without_a_file_is_told_to_choose_one(site_app, shelf):
    editor = browser_of(site_app, "editor")
    answer = editor.post(PATH, {"file_title": "x"})
    assert answer.status_code == 400
    assert "请选择文件" in answer.text
