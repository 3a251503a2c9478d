"""A course's way from a draft to its learners, out of the list and back; what was studied stays true."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import sqlalchemy as sa

from core.audit.service import entries_of
from core.authoring import lessons, writing
from core.authoring.copying import copy_courses, copyable
from core.authoring.drafts import CourseDraft
from core.authoring.lists import Query, course_list
from core.authoring.scope import Seen
from core.courses import service
from core.courses.models import Course
from core.db import db
from core.decisions.values import Cite
from core.errors import BadInput, NotFound, Refused
from core.files.service import init_files, keep_file
from core.settings import Settings
from tests.core.authoring.world import COURSE, LESSON, author, course_row, lesson_row, seen, written
from tests.core.files.samples import picture
from tests.sites import learner_id, scope_of_site


def shelf(app, account="1001"):
    with scope_of_site(app, "east"):
        year = service.learner_year(learner_id(app, "east", account))
        return [course.code for course in service.courses_for(year)]


def study(app, course="c1", lesson="l1", account="1001"):
    """Open a lesson as a learner does, which is enough to have studied of it."""
    with scope_of_site(app, "east"):
        year = service.learner_year(learner_id(app, "east", account))
        service.open_lesson(year, course, lesson, b"client")


def acts(app, code="c1"):
    with scope_of_site(app, "east"):
        return [entry.act for entry in entries_of(f"course/2024/{code}")]


def test_a_draft_is_seen_by_nobody_until_it_is_published_with_its_lessons(site_app):
    written(site_app, live=False)
    assert shelf(site_app) == []
    with author(site_app) as (editor, _):
        assert writing.publish(editor, seen(site_app, "c1")) == 2
    assert shelf(site_app) == ["c1"]
    assert lesson_row(site_app, "c1", "l2").state == "live"
    assert acts(site_app)[0] == "course_publish"


def test_nothing_is_published_without_a_lesson_or_with_an_empty_one(site_app):
    written(site_app, lessons=0, live=False)
    with author(site_app) as (editor, offers):
        with pytest.raises(Refused) as refused:
            writing.publish(editor, seen(site_app, "c1"))
        assert refused.value.code == "no_lessons"
        lessons.add_lesson(editor, "c1", replace(LESSON, text=""), offers)
        with pytest.raises(Refused) as refused:
            writing.publish(editor, seen(site_app, "c1"))
        assert refused.value.code == "no_text"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "字" * 121}, "title"),
        ({"code": "有 空格"}, "code"),
        ({"bucket": "invented"}, "bucket"),
        ({"tiers": ("nobody",)}, "tiers"),
        ({"sectors": ("无此系统",)}, "sectors"),
        ({"area": "elsewhere"}, "area"),
        ({"worth": Decimal(3)}, "worth"),
        ({"cite": Cite(document="无此文件", article="一")}, "article"),
        ({"cite": Cite(article="一")}, "article"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(site_app, changed, field):
    with author(site_app) as (editor, offers):
        with pytest.raises(BadInput) as refused:
            writing.add_course(editor, replace(COURSE, **changed), offers)
        assert list(refused.value.facts["fields"]) == [field]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Course)) == 0


def test_a_code_is_taken_once(site_app):
    written(site_app)
    with author(site_app) as (editor, offers), pytest.raises(BadInput):
        writing.add_course(editor, COURSE, offers)


def test_of_two_who_change_a_course_the_second_is_told(site_app):
    before = written(site_app)
    with author(site_app, "editor2") as (editor, offers):
        writing.change_course(editor, replace(COURSE, title="先到"), before, offers)
    with author(site_app) as (editor, offers):
        with pytest.raises(Refused) as refused:
            writing.change_course(editor, replace(COURSE, title="后到"), before, offers)
        assert refused.value.code == "changed_meanwhile"
    assert course_row(site_app, "c1").title == "先到"


def test_what_a_course_counts_for_stays_once_somebody_has_studied_it(site_app):
    written(site_app)
    study(site_app)
    with author(site_app) as (editor, offers):
        other = next(bucket for bucket in (*offers.buckets, "elective") if bucket != "required")
        wide = replace(offers, buckets=("required", other))
        with pytest.raises(BadInput) as refused:
            writing.change_course(editor, replace(COURSE, bucket=other), seen(site_app, "c1"), wide)
        assert list(refused.value.facts["fields"]) == ["bucket"]
        writing.change_course(
            editor, replace(COURSE, title="改名", released=date(2024, 5, 1)), seen(site_app, "c1"), offers
        )
    assert course_row(site_app, "c1").title == "改名"


def test_a_studied_course_is_archived_with_a_reason_and_never_deleted(site_app):
    written(site_app)
    study(site_app)
    with author(site_app) as (editor, _):
        with pytest.raises(Refused) as refused:
            writing.delete(editor, seen(site_app, "c1"))
        assert refused.value.code == "in_use"
        with pytest.raises(BadInput):
            writing.archive(editor, seen(site_app, "c1"), " ")
        writing.archive(editor, seen(site_app, "c1"), "内容过时")
    assert shelf(site_app) == []
    with author(site_app) as (editor, _):
        writing.restore(editor, seen(site_app, "c1"))
    assert shelf(site_app) == ["c1"]


def test_a_course_that_nobody_has_studied_can_be_deleted_unless_questions_belong_to_it(site_app):
    written(site_app)
    with scope_of_site(site_app, "east"):
        service.add_questions(
            [
                service.NewQuestion(
                    year=2024,
                    code="q",
                    type="true_false",
                    stem="题",
                    key=frozenset({0}),
                    course="c1",
                    lesson="l1",
                )
            ]
        )
    with author(site_app) as (editor, _):
        with pytest.raises(Refused):
            writing.delete(editor, seen(site_app, "c1"))
        assert lessons.lesson_kept_for(lesson_row(site_app, "c1", "l1")) is not None
    written(site_app, draft=replace(COURSE, code="c2"))
    with author(site_app) as (editor, _):
        writing.delete(editor, seen(site_app, "c2"))
    assert shelf(site_app) == ["c1"]
    assert acts(site_app, "c2")[0] == "course_delete"


def test_courses_are_put_in_order(site_app):
    for code in ("a", "b", "c"):
        written(site_app, draft=replace(COURSE, code=code))
    with author(site_app) as (editor, _):
        writing.put_in_order(editor, ["c", "a", "b"])
    assert shelf(site_app) == ["c", "a", "b"]


def test_courses_of_an_earlier_year_come_as_drafts_with_their_lessons_and_files(site_app, tmp_path):
    init_files(site_app, Settings(home=tmp_path, port=8000, secret_key="k" * 32))
    written(site_app)
    with author(site_app) as (editor, _):
        file = keep_file(BytesIO(picture()), "图.png", "lesson", editor.actor)
        service.attach_file(lesson_row(site_app, "c1", "l1"), file, "国徽")
        db.session.commit()
    with author(site_app) as (editor, offers):
        later = replace(editor, year=2025)
        assert [row.code for row in copyable(later, 2024)] == ["c1"]
        assert copy_courses(later, 2024, ["c1"], offers).done == 1
        again = copy_courses(later, 2024, ["c1"], offers)
        assert (again.done, len(again.left)) == (0, 1)
        row = course_row(site_app, "c1", 2025)
        assert (row.state, row.title, row.released) == ("draft", "宪法学习", None)
        copied = lessons.all_lessons(2025, "c1")
        assert [(one.code, one.state) for one in copied] == [("l1", "draft"), ("l2", "draft")]
        assert [one.title for one in service.files_of_lesson(copied[0])] == ["国徽"]
        service.detach_file(copied[0], file.id)
        assert service.files_of_lesson(lesson_row(site_app, "c1", "l1"))


def test_the_list_finds_by_title_and_filters(site_app):
    written(site_app)
    written(site_app, draft=replace(COURSE, code="c2", title="民法典", category="民法"), live=False)
    with author(site_app) as (editor, _):

        def found(**query):
            return [line.row.code for line in course_list(editor, Query(**query)).rows]

        assert found() == ["c1", "c2"]
        assert found(search="民法") == ["c2"]
        assert found(state="live") == ["c1"]
        assert found(category="宪法") == ["c1"]
        assert course_list(editor, Query(state="draft")).total == 1


def test_an_areas_editor_reads_the_provinces_courses_and_writes_the_areas_alone(site_app):
    written(site_app)
    bay = replace(COURSE, code="b1", title="本地课程")
    written(site_app, draft=bay, account="bay_editor", host="bay")
    assert shelf(site_app) == ["c1"]
    with author(site_app, "bay_editor", "bay") as (editor, offers):
        assert [line.row.code for line in course_list(editor, Query()).rows] == ["c1", "b1"]
        for act in (
            lambda: writing.change_course(editor, COURSE, seen(site_app, "c1"), offers),
            lambda: writing.archive(editor, seen(site_app, "c1"), "理由"),
            lambda: writing.put_in_order(editor, ["c1"]),
            lambda: lessons.add_lesson(editor, "c1", LESSON, offers),
        ):
            with pytest.raises(NotFound):
                act()
    with author(site_app, "editor", "west") as (editor, _), pytest.raises(NotFound):
        writing.archive(editor, Seen("c1", 1), "理由")


def test_an_area_is_chosen_when_a_course_is_written_and_stays(site_app):
    written(site_app)
    with author(site_app) as (editor, offers), pytest.raises(BadInput) as refused:
        writing.change_course(editor, replace(COURSE, area="bay"), seen(site_app, "c1"), offers)
    assert list(refused.value.facts["fields"]) == ["area"]


def test_a_draft_is_a_value_that_needs_only_a_title():
    assert CourseDraft(title="课").bucket == "required"
