"""The editors' pages: list, question, form, acts; who sees them, and that a key is shown to nobody else."""

from dataclasses import replace

import pytest

from core.bank import lists
from core.bank.review import add_question, change_question
from tests.core.bank.world import (
    ALL,
    SINGLE,
    added,
    browser_of,
    desk,
    lived,
    now_of,
    put_course,
    row_of,
)
from tests.sites import Browser

FORM = {
    "type": "single", "code": "n1", "stem": "国家的一切权力属于谁？", "option_0": "人民", "option_2": "国家", "right_0": "yes",
    "work_title": "《中华人民共和国宪法》", "work_article": "第二条", "difficulty": "easy",
}  # fmt: skip


@pytest.fixture
def editor(site_app) -> Browser:
    return browser_of(site_app)


def test_the_desk_of_an_editor_is_the_bank(editor):
    assert editor.get("/admin").headers["Location"] == "/admin/questions"
    assert "李一" not in editor.get("/admin/learners").text


@pytest.mark.parametrize("account", ["office", "a1"])
def test_other_administrators_find_nothing(site_app, account):
    added(site_app)
    other = browser_of(site_app, account)
    for path in (
        "/admin/questions",
        "/admin/questions/s1",
        "/admin/questions/s1/edit",
        "/admin/new-question",
    ):
        assert other.get(path).status_code == 404


def test_nobody_outside_the_scope_sees_a_key(site_app):
    added(site_app)
    for account, host in (("bay_editor", "bay"), ("editor", "west")):
        other = browser_of(site_app, account, host)
        assert other.get("/admin/questions/s1").status_code == 404
        assert other.get("/admin/questions/s1/edit").status_code == 404
        assert other.post("/admin/questions/s1", FORM | {"version": "1", "edits": "1"}).status_code == 404
        assert other.post("/admin/questions/s1/send", {"version": "1", "edits": "1"}).status_code == 404
        assert SINGLE.stem not in other.get("/admin/questions").text


@pytest.mark.parametrize("question", ALL, ids=lambda one: one.type)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_type_can_be_looked_at_and_opened_in_its_form(site_app, question, language):
    added(site_app, question)
    editor = browser_of(site_app)
    page, form = (
        editor.get(f"/admin/questions/{question.code}{end}?lang={language}").text for end in ("", "/edit")
    )
    assert question.stem in page
    assert question.stem in form
    assert editor.get(f"/admin/new-question?type={question.type}").status_code == 200


def test_a_question_is_added_by_its_form_and_gaps_between_options_close(site_app, editor):
    answer = editor.post("/admin/questions", FORM)
    assert answer.headers["Location"] == "/admin/questions/n1"
    row = row_of(site_app, "n1")
    assert (row.options, row.key, row.difficulty) == (["人民", "国家"], [0], "easy")
    assert row.work == {"title": "中华人民共和国宪法", "article": "第二条"}


def test_a_code_that_is_left_out_is_made(editor):
    address = editor.post("/admin/questions", FORM | {"code": ""}).headers["Location"]
    assert address.startswith("/admin/questions/q-")


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(editor):
    answer = editor.post(
        "/admin/questions", FORM | {"work_title": "", "right_2": "yes", "valid_from": "morgen"}
    )
    assert answer.status_code == 400
    assert 'href="#f-work_title"' in answer.text
    assert 'href="#f-option_0"' in answer.text
    assert 'href="#f-valid_from"' in answer.text
    assert FORM["stem"] in answer.text


def test_the_second_of_two_who_have_the_form_open_is_told(site_app, editor):
    seen = added(site_app)
    with desk(site_app, "editor2") as (other, shelves):
        change_question(other, replace(SINGLE, stem="先到的改法"), seen, shelves)
    answer = editor.post("/admin/questions/s1", FORM | {"version": "1", "edits": str(seen.edits)})
    assert answer.status_code == 409
    assert "刚被他人修改过" in answer.text
    assert row_of(site_app, "s1").stem == "先到的改法"


def test_a_form_that_is_refused_keeps_what_its_editor_saw(site_app, editor):
    seen = added(site_app)
    with desk(site_app, "editor2") as (other, shelves):
        change_question(other, replace(SINGLE, stem="先到的改法"), seen, shelves)
    answer = editor.post(
        "/admin/questions/s1", FORM | {"work_title": "", "version": "1", "edits": str(seen.edits)}
    )
    assert answer.status_code in {400, 409}
    if answer.status_code == 400:
        assert f'name="edits" value="{seen.edits}"' in answer.text


def test_a_question_walks_from_draft_to_retired_by_two_editors(site_app, editor):
    added(site_app)
    other = browser_of(site_app, "editor2")

    def press(browser, act, **more):
        seen = now_of(site_app, "s1")
        sent = {"version": str(seen.version), "edits": str(seen.edits), **more}
        return browser.post(f"/admin/questions/s1/{act}", sent).status_code

    assert press(editor, "send") == 302
    assert "复核无误" not in editor.get("/admin/questions/s1").text
    assert "复核无误" in other.get("/admin/questions/s1").text
    assert press(editor, "check") == 409
    assert press(other, "give-back") == 400
    assert press(other, "check") == 302
    assert press(other, "live") == 302
    assert "使用中" in editor.get("/admin/questions/s1").text
    assert press(editor, "retire", reason="条款已废止") == 302
    assert "条款已废止" in editor.get("/admin/questions/s1").text
    assert press(editor, "destroy") == 404


def test_a_live_question_is_shown_beside_its_new_version(site_app, editor):
    seen = lived(site_app)
    with desk(site_app) as (one, shelves):
        change_question(one, replace(SINGLE, stem="新的问法是（ ）"), seen, shelves)
    page = editor.get("/admin/questions/s1").text
    assert "新的问法是" in page
    assert SINGLE.stem in page


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", {"s1", "m1", "t1", "f1", "b1"}),
        ("?q=权力属于", {"s1", "b1"}),
        ("?q=人民代表大会", {"m1"}),
        ("?q=f1", {"f1"}),
        ("?q=%25", set()),
        ("?type=true_false", {"t1"}),
        ("?state=live", set()),
        ("?state=draft", {"s1", "m1", "t1", "f1", "b1"}),
        ("?difficulty=hard", set()),
        ("?work=中华人民共和国宪法", {"s1", "m1", "t1", "f1", "b1"}),
        ("?course=law", {"m1"}),
        ("?area=bay", {"b1"}),
        ("?stale=yes", set()),
        ("?page=0&state=x&type=y&difficulty=z", {"s1", "m1", "t1", "f1", "b1"}),
    ],
)
def test_the_list_is_searched_and_filtered(site_app, editor, address, found):
    put_course(site_app)
    with desk(site_app) as (one, shelves):
        for question in ALL:
            add_question(one, replace(question, course="law" if question.code == "m1" else ""), shelves)
        add_question(one, replace(SINGLE, code="b1", area="bay"), shelves)
    page = editor.get(f"/admin/questions{address}").text
    assert {code for code in ("s1", "m1", "t1", "f1", "b1") if f'/admin/questions/{code}"' in page} == found


def test_pages_of_the_list_follow_each_other(site_app, editor, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    for number in range(3):
        added(site_app, replace(SINGLE, code=f"p{number}"))
    first, second = (editor.get(f"/admin/questions?page={page}").text for page in (1, 2))
    assert '/admin/questions/p1"' in first
    assert '/admin/questions/p2"' not in first
    assert '/admin/questions/p2"' in second
    assert editor.get("/admin/questions?page=9").status_code == 200


def picked(app, *codes):
    return [f"{code}:1:{now_of(app, code).edits}" for code in codes]


def states(app, *codes):
    return [row_of(app, code).state for code in codes]


def test_many_questions_take_a_step_at_once_and_each_that_cannot_is_told_with_its_reason(site_app, editor):
    codes = [added(site_app, replace(SINGLE, code=f"p{number}")).code for number in range(3)]
    assert (
        editor.post(
            "/admin/question-steps", {"step": "send", "picked": picked(site_app, *codes[:2])}
        ).status_code
        == 302
    )
    assert states(site_app, *codes) == ["sent", "sent", "draft"]
    own = editor.post(
        "/admin/question-steps", {"step": "check", "picked": picked(site_app, *codes)}, follow_redirects=True
    ).text
    assert "2 道未办理：本人编写的题目须由他人复核" in own
    assert "1 道未办理" in own
    other = browser_of(site_app, "editor2")
    other.post("/admin/question-steps?q=p", {"step": "check", "all_matching": "yes"})
    assert states(site_app, *codes) == ["checked", "checked", "draft"]
    other.post("/admin/question-steps?q=p0", {"step": "live", "all_matching": "yes"})
    assert states(site_app, *codes) == ["live", "checked", "draft"]


@pytest.mark.parametrize("sent", [{}, {"step": "retire"}])
def test_an_unknown_step_is_refused(editor, sent):
    assert editor.post("/admin/question-steps", sent).status_code == 400


def test_picking_what_is_not_ones_own_or_makes_no_sense_does_nothing(site_app):
    added(site_app)
    bay = browser_of(site_app, "bay_editor", "bay")
    bay.post(
        "/admin/question-steps", {"step": "send", "picked": [*picked(site_app, "s1"), "x", "a:b:c", "::"]}
    )
    assert states(site_app, "s1") == ["draft"]


def test_near_duplicates_are_shown_on_the_page_of_a_new_question(site_app, editor):
    lived(site_app)
    page = editor.post(
        "/admin/questions",
        FORM | {"option_0": "人民", "option_1": "公民", "stem": "根据宪法，国家的一切权力属于（ ）。"},
        follow_redirects=True,
    ).text
    assert "意思相近的题目" in page
    assert '/admin/questions/s1"' in page
    assert '/admin/questions/n1"' in editor.get("/admin/questions/s1").text
