"""Files of a lesson: attached, described, ordered, taken off."""

import io
from uuid import uuid4

import pytest

from core.audit.service import Actor
from core.courses import service
from core.courses.service import MOST_FILES
from core.db import db
from core.errors import BadInput, NotFound
from core.files.service import file_of, init_files, keep_file
from core.settings import Settings
from tests.core.courses.world import a_course
from tests.core.files import samples

BY = Actor(uuid4(), "编一")


@pytest.fixture
def lesson(rolled_back, east, tmp_path):
    init_files(rolled_back, Settings(home=tmp_path, port=8000, secret_key="k" * 32))
    service.publish_course(a_course())
    return service.lesson_of(2024, "law", "l1")


def a_file(content=samples.PDF, name="讲义.pdf"):
    return keep_file(io.BytesIO(content), name, "lesson", BY)


def titles(lesson):
    return [(one.role, one.title) for one in service.files_of_lesson(lesson)]


def test_a_file_is_shown_as_what_it_is_under_its_name(lesson):
    service.attach_file(lesson, a_file())
    service.attach_file(lesson, a_file(samples.mp4(seconds=90), "film.mp4"), title="  第一讲 ")
    service.attach_file(lesson, a_file(samples.packed("xl/workbook.xml"), "表.xlsx"))
    db.session.commit()
    assert titles(lesson) == [("pdf", "讲义"), ("video", "第一讲"), ("download", "表")]
    assert [one.file.seconds for one in service.files_of_lesson(lesson)] == [None, 90, None]


def test_every_file_may_be_a_download_but_a_pdf_is_no_video(lesson):
    service.attach_file(lesson, a_file(), role="download")
    with pytest.raises(BadInput):
        service.attach_file(lesson, a_file(), role="video")


def test_a_lesson_has_only_so_many_files(lesson):
    for _ in range(MOST_FILES):
        service.attach_file(lesson, a_file())
    with pytest.raises(BadInput, match=str(MOST_FILES)):
        service.attach_file(lesson, a_file())


def test_files_are_described_and_ordered(lesson):
    one, two = a_file(), a_file()
    for file in (one, two):
        service.attach_file(lesson, file)
    service.describe_file(lesson, two.id, "参考", "download")
    service.order_files(lesson, [two.id, one.id])
    assert titles(lesson) == [("download", "参考"), ("pdf", "讲义")]
    with pytest.raises(BadInput):
        service.order_files(lesson, [two.id])


def test_a_file_taken_off_is_forgotten_unless_another_lesson_shows_it(lesson):
    other = service.lesson_of(2024, "law", "l2")
    shared, alone = a_file(), a_file()
    for here, file in ((lesson, shared), (lesson, alone), (other, shared)):
        service.attach_file(here, file)
    for file in (shared, alone):
        service.detach_file(lesson, file.id)
    assert titles(lesson) == []
    assert file_of(shared.id) is not None
    with pytest.raises(NotFound):
        file_of(alone.id)
    with pytest.raises(NotFound):
        service.detach_file(lesson, shared.id)
