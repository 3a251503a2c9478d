"""From draft to retired: who may do what when, what each step leaves behind, and what learners are asked meanwhile."""

from dataclasses import replace
from datetime import date

import pytest

from core.audit.service import entries_of
from core.bank import review
from core.bank.review import Seen, add_question, change_question
from core.bank.scope import versions_of
from core.courses.service import add_questions, item_of, questions_for
from core.errors import BadInput, NotFound, Refused
from tests.core.bank.world import (
    ALL,
    FILL_IN,
    MULTIPLE,
    SINGLE,
    TRUE_FALSE,
    added,
    desk,
    go_live,
    lived,
    now_of,
    put_course,
    row_of,
)
from tests.sites import scope_of_site


def asked(app, area="", on=None):
    with scope_of_site(app, "east"):
        return [(row.code, row.version) for row in questions_for(2024, area, on=on)]


@pytest.mark.parametrize("question", ALL, ids=lambda one: one.type)
def test_a_new_question_is_a_draft_that_nobody_is_asked(site_app, question):
    added(site_app, question)
    assert row_of(site_app, question.code).state == "draft"
    assert asked(site_app) == []


def test_a_question_is_asked_once_somebody_else_has_checked_it(site_app):
    lived(site_app)
    assert asked(site_app) == [("s1", 1)]
    with scope_of_site(site_app, "east"):
        acts = [entry.act for entry in entries_of("question/2024/s1")]
    assert sorted(acts) == ["question_add", "question_check", "question_live", "question_send"]


def test_nobody_checks_their_own_wording(site_app):
    seen = added(site_app)
    with desk(site_app) as (editor, _):
        review.send(editor, seen)
        with pytest.raises(Refused) as refused:
            review.check(editor, now_of(site_app, "s1"))
    assert refused.value.code == "own_wording"
    assert row_of(site_app, "s1").state == "sent"


def test_who_changes_a_checked_wording_makes_a_draft_of_it_that_they_cannot_check(site_app):
    seen = added(site_app)
    with desk(site_app) as (editor, _):
        review.send(editor, seen)
    with desk(site_app, "editor2") as (other, shelves):
        review.check(other, now_of(site_app, "s1"))
        change_question(other, replace(SINGLE, stem="一切权力属于谁？"), now_of(site_app, "s1"), shelves)
        assert row_of(site_app, "s1").state == "draft"
        review.send(other, now_of(site_app, "s1"))
        with pytest.raises(Refused):
            review.check(other, now_of(site_app, "s1"))


@pytest.mark.parametrize(
    ("state", "act"),
    [
        ("draft", "check"),
        ("draft", "make_live"),
        ("sent", "send"),
        ("live", "send"),
        ("live", "check"),
        ("live", "make_live"),
    ],
)
def test_a_step_cannot_be_left_out_nor_done_twice(site_app, state, act):
    seen = lived(site_app) if state == "live" else added(site_app)
    with desk(site_app) as (editor, _):
        if state == "sent":
            review.send(editor, seen)
        with pytest.raises(Refused) as refused:
            getattr(review, act)(editor, now_of(site_app, "s1"))
    assert refused.value.code == "wrong_state"
    assert row_of(site_app, "s1").state == state


def test_a_new_wording_of_a_live_question_is_asked_only_when_it_is_live_itself(site_app):
    seen = lived(site_app)
    with desk(site_app) as (editor, shelves):
        row = change_question(editor, replace(SINGLE, stem="新的问法（ ）"), seen, shelves)
        assert (row.version, row.state) == (2, "draft")
    assert asked(site_app) == [("s1", 1)]
    go_live(site_app, now_of(site_app, "s1", 2))
    assert asked(site_app) == [("s1", 2)]
    assert row_of(site_app, "s1").state == "retired"
    assert row_of(site_app, "s1").stem == SINGLE.stem


def test_an_older_version_cannot_be_changed_once_a_newer_is_there(site_app):
    seen = lived(site_app)
    with desk(site_app) as (editor, shelves):
        change_question(editor, replace(SINGLE, stem="第二版"), seen, shelves)
        with pytest.raises(Refused) as refused:
            change_question(editor, replace(SINGLE, stem="另一个第二版"), now_of(site_app, "s1"), shelves)
    assert refused.value.code == "newer_version"


def test_saving_without_a_change_changes_nothing(site_app):
    seen = lived(site_app)
    with desk(site_app) as (editor, shelves):
        assert change_question(editor, SINGLE, seen, shelves).version == 1
    assert now_of(site_app, "s1") == seen


def test_the_second_of_two_editors_is_told_and_changes_nothing(site_app):
    seen = added(site_app)
    with desk(site_app, "editor2") as (other, shelves):
        change_question(other, replace(SINGLE, stem="先到的改法"), seen, shelves)
    with desk(site_app) as (editor, shelves):
        for late in (
            lambda: change_question(editor, replace(SINGLE, stem="后到的改法"), seen, shelves),
            lambda: review.send(editor, seen),
            lambda: review.retire(editor, seen, "重复"),
        ):
            with pytest.raises(Refused) as refused:
                late()
            assert refused.value.code == "changed_meanwhile"
    assert row_of(site_app, "s1").stem == "先到的改法"


def test_two_who_reword_the_same_live_question_make_one_new_version(site_app):
    seen = lived(site_app)
    for account, told in (("editor", None), ("editor2", "changed_meanwhile")):
        with desk(site_app, account) as (editor, shelves):
            if told is None:
                change_question(editor, replace(SINGLE, stem="甲的第二版"), seen, shelves)
                continue
            with pytest.raises(Refused) as refused:
                change_question(editor, replace(SINGLE, stem="乙的第二版"), seen, shelves)
            assert refused.value.code == told
    assert row_of(site_app, "s1", 2).stem == "甲的第二版"


def test_giving_back_and_retiring_need_a_reason_that_is_kept(site_app):
    seen = added(site_app)
    with desk(site_app) as (editor, _):
        review.send(editor, seen)
    with desk(site_app, "editor2") as (other, _):
        for act in (review.give_back, review.retire):
            with pytest.raises(BadInput):
                act(other, now_of(site_app, "s1"), "  ")
        review.give_back(other, now_of(site_app, "s1"), "选项有歧义")
        assert row_of(site_app, "s1").state == "draft"
        review.retire(other, now_of(site_app, "s1"), "不再考核")
        reasons = {entry.act: entry.reason for entry in entries_of("question/2024/s1")}
    assert reasons["question_give_back"] == "选项有歧义"
    assert reasons["question_retire"] == "不再考核"


def test_a_question_outside_its_validity_is_not_asked(site_app):
    lived(site_app, replace(SINGLE, valid_from=date(2024, 3, 1), valid_until=date(2024, 6, 30)))
    assert asked(site_app) == [("s1", 1)]
    days = {date(2024, 2, 29): 0, date(2024, 3, 1): 1, date(2024, 6, 30): 1, date(2024, 7, 1): 0}
    assert {day: len(asked(site_app, on=day)) for day in days} == days


@pytest.mark.parametrize(
    ("question", "changes", "field"),
    [
        (SINGLE, {"work": None}, "work_title"),
        (SINGLE, {"code": "a b"}, "code"),
        (SINGLE, {"stem": " "}, "options"),
        (SINGLE, {"stem": "长" * 4001}, "stem"),
        (SINGLE, {"stem": "响铃\x07"}, "stem"),
        (SINGLE, {"options": ("甲",)}, "options"),
        (SINGLE, {"options": ("甲", "甲 ")}, "options"),
        (SINGLE, {"options": tuple("甲乙丙丁戊己庚辛壬")}, "stem"),
        (SINGLE, {"key": frozenset({0, 1})}, "options"),
        (SINGLE, {"key": frozenset({7})}, "options"),
        (SINGLE, {"key": frozenset()}, "options"),
        (MULTIPLE, {"key": frozenset({1})}, "options"),
        (TRUE_FALSE, {"key": frozenset()}, "options"),
        (FILL_IN, {"accepted": (" ",)}, "options"),
        (SINGLE, {"course": "none"}, "course"),
        (SINGLE, {"lesson": "l1"}, "course"),
        (SINGLE, {"course": "law", "lesson": "l99"}, "course"),
        (SINGLE, {"area": "nowhere"}, "area"),
        (SINGLE, {"tiers": ("nobody",)}, "tiers"),
        (SINGLE, {"subject": "甲\n乙"}, "subject"),
        (SINGLE, {"valid_from": date(2024, 2, 1), "valid_until": date(2024, 1, 1)}, "valid_until"),
    ],
)
def test_a_question_that_cannot_be_right_is_refused_at_its_field(site_app, question, changes, field):
    put_course(site_app)
    with desk(site_app) as (editor, shelves):
        with pytest.raises(BadInput) as refused:
            add_question(editor, replace(question, **changes), shelves)
        assert field in refused.value.facts["fields"]


def test_papers_may_ask_by_a_questions_own_subject(site_app):
    added(site_app, replace(SINGLE, subject="宪法"))
    assert item_of(row_of(site_app, "s1")).subject == "宪法"
    assert item_of(row_of(site_app, "s1"), "民法").subject == "民法"


def test_a_works_title_is_kept_without_its_marks(site_app):
    added(site_app, replace(SINGLE, work=replace(SINGLE.work, title="《 中华人民共和国宪法》")))
    assert row_of(site_app, "s1").work["title"] == "中华人民共和国宪法"


def test_a_code_is_given_once(site_app):
    added(site_app)
    with desk(site_app, "editor2") as (editor, shelves), pytest.raises(BadInput) as refused:
        add_question(editor, SINGLE, shelves)
    assert "code" in refused.value.facts["fields"]


def test_an_areas_editor_sees_neither_the_provinces_questions_nor_may_touch_them(site_app):
    seen = added(site_app)
    with desk(site_app, "bay_editor", "bay") as (editor, shelves):
        with pytest.raises(NotFound):
            versions_of(editor, "s1")
        for act in (
            lambda: review.send(editor, seen),
            lambda: change_question(editor, replace(SINGLE, area="bay"), seen, shelves),
        ):
            with pytest.raises(NotFound):
                act()
        with pytest.raises(BadInput):
            add_question(editor, replace(SINGLE, code="s2"), shelves)  # for the whole province
        add_question(editor, replace(SINGLE, code="b1", area="bay"), shelves)
    with desk(site_app) as (editor, _):
        assert versions_of(editor, "b1")[0].area == "bay"


def test_another_province_knows_nothing_of_it(site_app):
    seen = added(site_app)
    with desk(site_app, "editor", "west") as (editor, shelves):
        with pytest.raises(NotFound):
            review.send(editor, seen)
        add_question(editor, SINGLE, shelves)
    assert row_of(site_app, "s1").state == "draft"


def test_a_state_that_nobody_saw_is_refused(site_app):
    added(site_app)
    with desk(site_app) as (editor, _), pytest.raises(NotFound):
        review.send(editor, Seen("s1", 0, 0))


def test_what_the_server_publishes_takes_the_place_of_live_and_draft(site_app):
    seen = lived(site_app)
    with desk(site_app) as (editor, shelves):
        change_question(editor, replace(SINGLE, stem="草稿"), seen, shelves)
    with scope_of_site(site_app, "east"):
        assert add_questions([replace(SINGLE, stem="发布的新题")]) == 1
    assert asked(site_app) == [("s1", 3)]
    assert row_of(site_app, "s1", 2).state == "retired"
