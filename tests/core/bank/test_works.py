"""When a law changes: its questions wait for a review, with the papers they are in, until each is confirmed or rewritten."""

from dataclasses import replace
from datetime import date

import pytest

from core.audit.service import entries_of
from core.bank import review
from core.bank.figures import count_year
from core.bank.review import change_question
from core.bank.works import Change, changes_of, mark_changed, stale_of, works_of
from core.courses.service import Work, questions_for
from core.errors import BadInput, Refused
from tests.core.bank.test_figures import PAPERS, put_papers
from tests.core.bank.world import (
    ALL,
    SINGLE,
    added,
    browser_of,
    desk,
    go_live,
    lived,
    now_of,
    put_course,
    row_of,
)
from tests.sites import scope_of_site

DAY = date(2024, 7, 1)
TITLE = SINGLE.work.title


def mark(app, article="", title=TITLE, account="editor", host="east"):
    with desk(app, account, host) as (editor, _):
        return mark_changed(editor, Change(title, article, DAY, "条文已修改"))


def stale(app):
    with desk(app) as (editor, _):
        return {line.row.code: line.row.version for line in stale_of(editor)[0]}


def test_works_are_listed_with_questions_and_courses(site_app):
    put_course(site_app)
    for question in ALL:
        added(site_app, replace(question, course="law" if question.code in {"s1", "m1"} else ""))
    added(site_app, replace(SINGLE, code="p1", work=Work(title="民法典")))
    with desk(site_app) as (editor, _):
        found = {work.title: (work.questions, work.stale, work.courses) for work in works_of(editor)}
    assert found == {TITLE: (4, 0, ("law",)), "民法典": (1, 0, ())}


def test_a_changed_work_makes_its_questions_stale_and_they_are_still_asked(site_app):
    lived(site_app)
    added(site_app, replace(SINGLE, code="other", work=Work(title="民法典")))
    assert mark(site_app, title="《中华人民共和国宪法》") == 1
    assert stale(site_app) == {"s1": 1}
    with scope_of_site(site_app, "east"):
        assert [row.code for row in questions_for(2024)] == ["s1"]
        assert "question_stale" in [entry.act for entry in entries_of("question/2024/s1")]
    with desk(site_app) as (editor, _):
        assert [(one.title, one.questions, one.since) for one in changes_of(editor)] == [(TITLE, 1, DAY)]


@pytest.mark.parametrize(
    ("article", "found"),
    [("第二条", {"a", "b"}), ("第2条", {"a", "b"}), ("第二条第一款", {"b"}), ("", {"a", "b", "c", "d"})],
)
def test_an_article_takes_its_paragraphs_with_it_and_no_other_article(site_app, article, found):
    for code, place in (("a", "第二条"), ("b", "第二条第一款"), ("c", "第二十条"), ("d", "")):
        added(site_app, replace(SINGLE, code=code, work=Work(title=TITLE, article=place)))
    assert mark(site_app, article) == len(found)
    assert set(stale(site_app)) == found


def test_confirming_with_a_reason_clears_it(site_app):
    lived(site_app)
    mark(site_app)
    with desk(site_app) as (editor, _):
        with pytest.raises(BadInput):
            review.confirm(editor, now_of(site_app, "s1"), " ")
        review.confirm(editor, now_of(site_app, "s1"), "修改未涉及本题")
        with pytest.raises(Refused):
            review.confirm(editor, now_of(site_app, "s1"), "再次")
    assert stale(site_app) == {}
    assert row_of(site_app, "s1").state == "live"


def test_a_new_version_clears_it_when_it_is_live_and_not_before(site_app):
    lived(site_app)
    mark(site_app)
    with desk(site_app) as (editor, shelves):
        change_question(editor, replace(SINGLE, stem="按新条文提问（ ）"), now_of(site_app, "s1"), shelves)
    assert stale(site_app) == {"s1": 1}
    go_live(site_app, now_of(site_app, "s1", 2))
    assert stale(site_app) == {}


def test_a_question_in_work_cannot_go_live_before_it_is_reviewed(site_app):
    seen = added(site_app)
    with desk(site_app) as (editor, _):
        review.send(editor, seen)
    with desk(site_app, "editor2") as (other, _):
        review.check(other, now_of(site_app, "s1"))
    mark(site_app)
    with desk(site_app) as (editor, shelves):
        with pytest.raises(Refused) as refused:
            review.make_live(editor, now_of(site_app, "s1"))
        assert refused.value.code == "stale"
        change_question(editor, replace(SINGLE, stem="改过的题干（ ）"), now_of(site_app, "s1"), shelves)
    assert stale(site_app) == {}


def test_who_has_the_question_open_when_its_work_changes_is_told(site_app):
    seen = added(site_app)
    mark(site_app)
    with desk(site_app) as (editor, _), pytest.raises(Refused) as refused:
        review.send(editor, seen)
    assert refused.value.code == "changed_meanwhile"


def test_an_areas_editor_marks_the_areas_questions_alone(site_app):
    added(site_app)
    added(site_app, replace(SINGLE, code="b1", area="bay"), "bay_editor", "bay")
    assert mark(site_app, account="bay_editor", host="bay") == 1
    assert stale(site_app) == {"b1": 1}
    with desk(site_app, "editor", "west") as (editor, _):
        assert (works_of(editor), stale_of(editor), changes_of(editor)) == ([], ([], 0), [])


def test_what_is_wrong_is_told_at_its_field_and_nothing_changes(site_app):
    added(site_app)
    with desk(site_app) as (editor, _):
        for change, field in (
            (Change("无此法", "", DAY, "变动"), "title"),
            (Change(TITLE, "第九十九条", DAY, "变动"), "title"),
            (Change(TITLE, "", None, "变动"), "since"),
            (Change(TITLE, "", DAY, " "), "note"),
        ):
            with pytest.raises(BadInput) as refused:
                mark_changed(editor, change)
            assert field in refused.value.facts["fields"]
    assert stale(site_app) == {}


def test_the_pages_list_the_works_and_the_stale_questions_with_their_papers(site_app):
    lived(site_app, replace(SINGLE, code="a"))
    put_papers(site_app, PAPERS)
    editor = browser_of(site_app)
    assert TITLE in editor.get("/admin/source-works").text
    bad = editor.post("/admin/source-works", {"title": TITLE, "since": "x", "note": "修改"})
    assert bad.status_code == 400
    assert 'href="#f-since"' in bad.text
    answer = editor.post(
        "/admin/source-works", {"title": TITLE, "since": "2024-07-01", "note": "第二条已修改"}
    )
    assert answer.headers["Location"] == "/admin/stale-questions"
    with scope_of_site(site_app, "east"):
        count_year(2024)
    page = editor.get("/admin/stale-questions").text
    assert "年度学法考试：4 份" in page
    assert "第二条已修改" in page
    assert "确认题目仍然正确" in editor.get("/admin/questions/a").text
    assert "第二条已修改" in editor.get("/admin/source-works").text
    assert '/admin/questions/a"' in editor.get("/admin/questions?stale=yes").text
