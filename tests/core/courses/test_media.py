"""Files of lessons over HTTP: who is given them, in which parts, under which headers; and where a video goes on."""

import io
from decimal import Decimal
from uuid import uuid4

import pytest
from flask import Flask

from core.audit.service import Actor
from core.courses import service
from core.db import db
from core.files.service import keep_file
from core.files.shelf import EXTENSION
from tests.cast import EAST, WEST
from tests.core.courses.world import a_course
from tests.core.files import samples
from tests.core.files.conftest import limit
from tests.sites import TODAY, Browser, learner_id, scope_of_site

FILM = samples.mp4(seconds=90)


@pytest.fixture
def shelf(site_app: Flask) -> Flask:
    for host in (EAST, WEST):
        with scope_of_site(site_app, host):
            service.publish_course(a_course())
    return site_app


def attached(app: Flask, content: bytes = FILM, name: str = "第一讲.mp4", course: str = "law") -> str:
    with scope_of_site(app, EAST):
        file = keep_file(io.BytesIO(content), name, "lesson", Actor(uuid4(), "编一"))
        service.attach_file(service.lesson_of(2024, course, "l1"), file, "第一讲")
        db.session.commit()
        return f"/files/{file.id}"


def published(app: Flask, code: str, **changes: object) -> str:
    with scope_of_site(app, EAST):
        service.publish_course(a_course(code, **changes))
    return attached(app, course=code)


def visitor(app: Flask, account: str = "1001", host: str = EAST) -> Browser:
    browser = Browser(app, host)
    if account[0].isdigit():
        browser.sign_in(account)
    else:
        browser.sign_in_administrator(account)
    return browser


def test_a_learner_is_given_the_file_with_headers_under_which_it_cannot_act(shelf):
    address = attached(shelf)
    answer = visitor(shelf).get(address)
    assert (answer.status_code, answer.data) == (200, FILM)
    headers = answer.headers
    assert headers["Content-Type"] == "video/mp4"
    assert headers["Accept-Ranges"] == "bytes"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"] == "inline; filename*=UTF-8''%E7%AC%AC%E4%B8%80%E8%AE%B2.mp4"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"].startswith("private")
    assert len(headers.getlist("Cache-Control")) == len(headers.getlist("Content-Security-Policy")) == 1


def test_a_pdf_may_be_framed_by_our_own_pages_alone(shelf):
    answer = visitor(shelf).get(attached(shelf, samples.PDF, "讲义.pdf"))
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


def test_a_spreadsheet_and_whatever_is_to_be_saved_is_saved(shelf):
    learner = visitor(shelf)
    sheet = attached(shelf, samples.packed("xl/workbook.xml"), "表.xlsx")
    assert learner.get(sheet).headers["Content-Disposition"].startswith("attachment")
    saved = learner.get(f"{attached(shelf)}/x.mp4?save=1")
    assert saved.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, len(FILM) - 1),
        ("bytes=0-", 0, len(FILM) - 1),
        ("bytes=-50", len(FILM) - 50, len(FILM) - 1),
        ("bytes=0-999999", 0, len(FILM) - 1),
        ("bytes=5-5", 5, 5),
    ],
)
def test_a_range_is_given_as_asked(shelf, asked, first, last):
    answer = visitor(shelf).get(attached(shelf), headers={"Range": asked})
    part = FILM[first : last + 1]
    assert answer.data == part
    assert answer.content_length == len(part)
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(FILM)}"


@pytest.mark.parametrize("asked", ["bytes=99999-", f"bytes={len(FILM)}-{len(FILM) + 5}"])
def test_a_range_beyond_the_end_is_told_the_length(shelf, asked):
    answer = visitor(shelf).get(attached(shelf), headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(FILM)}"
    assert answer.data == b""


@pytest.mark.parametrize("asked", ["lines=0-5", "bytes=5-2", "bytes=a-b", "bytes=0-1,5-9", "bytes="])
def test_a_range_that_is_none_gives_the_whole(shelf, asked):
    answer = visitor(shelf).get(attached(shelf), headers={"Range": asked})
    assert (answer.status_code, answer.data) == (200, FILM)


def test_of_an_open_range_a_stretch_is_given_and_the_rest_on_asking_again(shelf):
    film = samples.mp4() + samples.box(b"free", bytes(3 * 1024 * 1024))
    address, learner = attached(shelf, film), visitor(shelf)
    got = b""
    while len(got) < len(film):
        answer = learner.get(address, headers={"Range": f"bytes={len(got)}-"})
        assert answer.status_code == 206
        assert len(answer.data) <= 1024 * 1024
        got += answer.data
    assert got == film


def test_a_reader_who_has_another_content_is_given_the_whole(shelf):
    address, learner = attached(shelf), visitor(shelf)
    tag = learner.get(address).headers["ETag"]
    for condition, status in ((tag, 206), ('"another"', 200), ("Mon, 03 Jun 2024 01:00:00 GMT", 200)):
        answer = learner.get(address, headers={"Range": "bytes=0-9", "If-Range": condition})
        assert answer.status_code == status, condition
    assert learner.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_reader_may_ask_for_the_headers_alone(shelf):
    address, learner = attached(shelf), visitor(shelf)
    answer = learner.client.head(address, base_url=learner.address)
    assert (answer.status_code, answer.data, answer.content_length) == (200, b"", len(FILM))
    part = learner.client.head(address, base_url=learner.address, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content_length) == (206, 10)


def test_the_content_of_a_row_that_lost_it_is_not_found(shelf):
    address = attached(shelf)
    storage = shelf.extensions[EXTENSION].storage
    with scope_of_site(shelf, EAST):
        storage.delete(f"{EAST}/{address[7:9]}/{address[7:].replace('-', '')}")
    assert visitor(shelf).get(address).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"released": TODAY.date().replace(month=11)},
        {"tiers": ("leaders",)},
        {"sectors": ("tax",)},
        {"area": "bay"},
    ],
    ids=["not released", "another tier", "another sector", "another area"],
)
def test_a_file_of_a_course_that_one_may_not_study_is_not_there(shelf, changes):
    address = published(shelf, "other", **changes)
    with scope_of_site(shelf, EAST):
        db.session.execute(db.text("UPDATE learners SET tier = 'staff'"))
        db.session.commit()
    assert visitor(shelf).get(address).status_code == 404
    assert visitor(shelf).post(f"{address}/position", {"seconds": "3"}).status_code == 404
    assert visitor(shelf, "editor").get(address).status_code == 200


def test_a_draft_is_seen_by_its_editors_alone(shelf):
    address = published(shelf, "other")
    with scope_of_site(shelf, EAST):
        db.session.execute(db.text("UPDATE courses SET state = 'draft' WHERE code = 'other'"))
        db.session.commit()
    assert visitor(shelf).get(address).status_code == 404
    assert visitor(shelf, "editor").get(address).status_code == 200
    assert (
        visitor(shelf, "bay_editor", "bay").get(address).status_code == 200
    )  # to read what stands above them
    assert visitor(shelf, "office").get(address).status_code == 404


def test_an_address_of_another_province_is_not_there(shelf):
    address = attached(shelf)
    for account in ("1001", "editor"):
        assert visitor(shelf, account, WEST).get(address).status_code == 404


def test_a_file_that_was_taken_off_is_not_there_any_more(shelf):
    address = attached(shelf)
    with scope_of_site(shelf, EAST):
        [one] = service.files_of_lesson(service.lesson_of(2024, "law", "l1"))
        service.detach_file(service.lesson_of(2024, "law", "l1"), one.file.id)
        db.session.commit()
    assert visitor(shelf).get(address).status_code == 404


def test_nginx_is_told_where_the_content_lies(shelf):
    address = attached(shelf)
    limit(shelf, handing_over="/kept/")
    answer = visitor(shelf).get(address, headers={"Range": "bytes=0-9"})
    number = address[7:].replace("-", "")
    assert answer.headers["X-Accel-Redirect"] == f"/kept/east/{number[:2]}/{number}"
    assert answer.data == b""


def test_a_lesson_shows_its_files_and_a_video_goes_on_where_it_stopped(shelf):
    address, learner = attached(shelf), visitor(shelf)
    attached(shelf, samples.PDF, "讲义.pdf")
    attached(shelf, samples.picture(), "图.png")
    page = learner.get("/courses/law/l1").text
    assert f'data-position-url="{address}/position"' in page
    assert 'data-start="0"' in page
    assert "<iframe" in page
    assert "<img" in page
    assert learner.post(f"{address}/position", {"seconds": "42.5"}).status_code == 204
    assert 'data-start="42.5"' in learner.get("/courses/law/l1").text
    assert 'data-start="0"' in visitor(shelf, "1002").get("/courses/law/l1").text


def test_programs_are_told_of_the_files_of_a_lesson(shelf):
    address = attached(shelf)
    [told] = visitor(shelf).get("/api/v1/courses/law/lessons/l1").get_json()["files"]
    assert (told["role"], told["title"], told["media_type"]) == ("video", "第一讲", "video/mp4")
    assert told["url"].startswith(address)


@pytest.mark.parametrize(("said", "kept"), [("0", None), ("30", 30), ("89", None), ("500000", None)])
def test_a_place_lies_within_the_video_and_its_end_is_its_beginning(shelf, said, kept):
    address = attached(shelf)
    assert visitor(shelf).post(f"{address}/position", {"seconds": said}).status_code == 204
    with scope_of_site(shelf, EAST):
        [one] = service.files_of_lesson(service.lesson_of(2024, "law", "l1"))
        found = service.positions_of(learner_id(shelf, EAST, "1001"), [one.file])
    assert found == ({} if kept is None else {one.file.id: Decimal(kept)})


@pytest.mark.parametrize("said", ["", "-1", "1e3", "NaN", "12345678", "１２"])
def test_a_place_that_is_no_number_is_refused(shelf, said):
    assert visitor(shelf).post(f"{attached(shelf)}/position", {"seconds": said}).status_code == 400


def test_saying_that_one_has_seen_it_all_earns_no_time(shelf):
    address, learner = attached(shelf), visitor(shelf)
    learner.get("/courses/law/l1")
    for seconds in ("10", "80", "90"):
        learner.post(f"{address}/position", {"seconds": seconds})
    with scope_of_site(shelf, EAST):
        record = service.study_record(service.learner_year(learner_id(shelf, EAST, "1001")), 1)
    assert not [row for row in record.rows if row.kind == "minutes" and row.counted]
