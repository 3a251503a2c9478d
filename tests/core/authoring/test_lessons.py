"""Lessons: cleaned when kept, drafts beside live ones, never deleted once opened, stale when their law changes."""

from dataclasses import replace
from datetime import date

import pytest

from core.authoring import lessons
from core.authoring.drafts import LessonDraft
from core.authoring.staleness import stale_lessons
from core.bank.works import Change, mark_changed
from core.courses import service
from core.courses.service import Work
from core.errors import BadInput, NotFound, Refused
from tests.core.authoring.test_writing import acts, study
from tests.core.authoring.world import LESSON, author, lesson_row, seen, written
from tests.sites import learner_id, scope_of_site

DAY = date(2024, 7, 1)


def live_lessons(app):
    with scope_of_site(app, "east"):
        return [one.code for one in service.lessons_of(2024, "c1")]


def mark(app, article="", title="中华人民共和国宪法", account="editor", host="east"):
    with author(app, account, host) as (editor, _):
        mark_changed(editor, Change(title, article, DAY, "条文已修改"))


def test_what_is_kept_is_clean_already(site_app):
    written(site_app)
    with author(site_app) as (editor, offers):
        dirty = replace(LESSON, text='<p onclick="x()">文</p><script>alert(1)</script>')
        lessons.change_lesson(editor, dirty, seen(site_app, "c1", "l1"), offers)
    assert lesson_row(site_app, "c1", "l1").text == "<p>文</p>"


def test_a_lesson_added_to_a_live_course_is_a_draft_until_it_is_published(site_app):
    written(site_app)
    with author(site_app) as (editor, offers):
        made = lessons.add_lesson(editor, "c1", LESSON, offers)
        assert made.code == "l3"
    assert live_lessons(site_app) == ["l1", "l2"]
    with author(site_app) as (editor, _):
        lessons.publish_lesson(editor, seen(site_app, "c1", "l3"))
    assert live_lessons(site_app) == ["l1", "l2", "l3"]


def test_in_a_draft_course_lessons_wait_for_their_course(site_app):
    written(site_app, live=False)
    with author(site_app) as (editor, _), pytest.raises(Refused) as refused:
        lessons.publish_lesson(editor, seen(site_app, "c1", "l1"))
    assert refused.value.code == "course_not_live"


def test_a_lesson_that_was_opened_is_archived_and_its_record_stays(site_app):
    written(site_app)
    study(site_app)
    with author(site_app) as (editor, _):
        lessons.archive_lesson(editor, seen(site_app, "c1", "l1"), "内容过时")
        with pytest.raises(Refused) as refused:
            lessons.delete_lesson(editor, seen(site_app, "c1", "l1"))
        assert refused.value.code == "in_use"
    assert live_lessons(site_app) == ["l2"]
    with scope_of_site(site_app, "east"):
        year = service.learner_year(learner_id(site_app, "east", "1001"))
        assert service.study_record(year).rows is not None
        assert service.learners_of_lessons(2024, "c1") == {"l1": 1}
    with author(site_app) as (editor, offers):
        assert lessons.add_lesson(editor, "c1", LESSON, offers).code == "l3"
        lessons.restore_lesson(editor, seen(site_app, "c1", "l1"))
    assert lesson_row(site_app, "c1", "l1").state == "draft"


def test_the_last_lesson_of_a_live_course_stays(site_app):
    written(site_app, lessons=1)
    with author(site_app) as (editor, _), pytest.raises(Refused) as refused:
        lessons.archive_lesson(editor, seen(site_app, "c1", "l1"), "理由")
    assert refused.value.code == "last_lesson"


def test_a_lesson_nobody_opened_can_be_deleted_once_it_is_not_live(site_app):
    written(site_app)
    with author(site_app) as (editor, _):
        with pytest.raises(Refused):
            lessons.delete_lesson(editor, seen(site_app, "c1", "l2"))
        lessons.archive_lesson(editor, seen(site_app, "c1", "l2"), "重复")
        lessons.delete_lesson(editor, seen(site_app, "c1", "l2"))
    assert live_lessons(site_app) == ["l1"]
    assert acts(site_app)[0] == "lesson_delete"


def test_lessons_are_put_in_order(site_app):
    written(site_app, lessons=3)
    with author(site_app) as (editor, _):
        lessons.put_lessons_in_order(editor, "c1", ["l3", "l1", "l2"])
    assert live_lessons(site_app) == ["l3", "l1", "l2"]


def test_of_two_who_change_a_lesson_the_second_is_told(site_app):
    written(site_app)
    before = seen(site_app, "c1", "l1")
    with author(site_app, "editor2") as (editor, offers):
        lessons.change_lesson(editor, replace(LESSON, title="先到"), before, offers)
    with author(site_app) as (editor, offers), pytest.raises(Refused) as refused:
        lessons.change_lesson(editor, replace(LESSON, title="后到"), before, offers)
    assert refused.value.code == "changed_meanwhile"


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(LESSON, title=" ".strip()), "title"),
        (replace(LESSON, text="文" * 200_001), "text"),
        (replace(LESSON, text="坏\x07字"), "text"),
        (LessonDraft(title="课", text="文", format="docx"), "text"),
        (replace(LESSON, work=Work(title="", article="第二条")), "work_title"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(site_app, draft, field):
    written(site_app)
    with author(site_app) as (editor, offers), pytest.raises(BadInput) as refused:
        lessons.add_lesson(editor, "c1", draft, offers)
    assert list(refused.value.facts["fields"]) == [field]


def test_a_changed_law_lists_its_lessons_until_they_are_reviewed(site_app):
    written(site_app)
    mark(site_app)
    with author(site_app) as (editor, offers):
        assert [one.lesson.code for one in stale_lessons(editor)] == ["l1", "l2"]
        assert stale_lessons(editor)[0].why == "条文已修改"
        lessons.confirm_lesson(editor, seen(site_app, "c1", "l1"), "修改未涉及本课")
        lessons.change_lesson(editor, replace(LESSON, text="<p>新</p>"), seen(site_app, "c1", "l2"), offers)
        assert stale_lessons(editor) == []
    with pytest.raises(BadInput):
        mark(site_app, "第二条第一款")
    mark(site_app, "第2条")
    with author(site_app) as (editor, _):
        assert len(stale_lessons(editor)) == 2


def test_an_areas_change_says_nothing_of_the_provinces_lessons(site_app):
    written(site_app)
    with author(site_app, "bay_editor", "bay") as (editor, _), pytest.raises(BadInput):
        mark_changed(editor, Change("中华人民共和国宪法", "", DAY, "变动"))
    with author(site_app) as (editor, _):
        assert stale_lessons(editor) == []


def test_a_lesson_of_another_course_is_not_found(site_app):
    written(site_app)
    with author(site_app) as (editor, _), pytest.raises(NotFound):
        lessons.archive_lesson(editor, replace(seen(site_app, "c1", "l1"), lesson="l9"), "理由")
