"""The bank of questions, and practice that draws from it."""

from decimal import Decimal

import pytest

from core.courses import service
from core.db import db
from core.errors import BadInput, NotFound, Refused
from plugins.credit import PerLesson, PracticeFixed, TopicalPractice
from tests.core.courses.world import ARTICLE, a_course, advance, at, by_lesson, desk, rules_with

PRACTICE = rules_with(
    PerLesson(amount=Decimal(1)),
    PracticeFixed(amount=Decimal(10), cite=ARTICLE),
    TopicalPractice(base=Decimal(30), above=6, each=Decimal(1), at_most=Decimal(40), cite=ARTICLE),
)


def single(code: str, **changes: object) -> service.NewQuestion:
    values: dict[str, object] = {
        "year": 2024,
        "code": code,
        "type": "single",
        "stem": f"题目 {code}（　）。",
        "options": ("甲", "乙", "丙", "丁"),
        "key": frozenset({2}),
        "course": "law",
        "explain": "见第二条。",
    }
    return service.NewQuestion(**(values | changes))


def with_bank(count: int = 12, **person: object):
    learner = desk(PRACTICE, **person)
    service.add_questions(single(f"q{n:02}") for n in range(count))
    return learner


def finish_course(learner, course: str = "law") -> None:
    for lesson in ("l1", "l2", "l3"):
        learner.finish(learner.open(lesson, course=course))


def answers(row, right: int) -> dict[str, frozenset[int]]:
    return {q["code"]: frozenset({2 if n < right else 1}) for n, q in enumerate(row.questions)}


def test_practice_opens_when_its_course_is_finished(east):
    learner = with_bank()
    with pytest.raises(Refused) as refused:
        service.start_practice(learner.year(), "practice", "law")
    assert refused.value.verdict.failing[0].cite is not None
    finish_course(learner)
    assert len(service.start_practice(learner.year(), "practice", "law").questions) == 5


def test_an_open_round_is_given_back_and_not_drawn_again(east):
    learner = with_bank()
    finish_course(learner)
    first = service.start_practice(learner.year(), "practice", "law")
    again = service.start_practice(learner.year(), "practice", "law")
    assert (again.id, again.questions) == (first.id, first.questions)


def test_keys_and_explanations_are_not_shown_before_hand_in(east):
    learner = with_bank()
    finish_course(learner)
    row = service.start_practice(learner.year(), "practice", "law")
    for question in service.questions_of(row):
        assert (question.key, question.explain, question.right) == (frozenset(), "", None)
    handed = service.hand_in_practice(learner.year(), row.id, answers(row, 5))
    assert {question.explain for question in service.questions_of(handed)} == {"见第二条。"}


def test_practice_of_a_course_earns_its_fixed_credit_once(east):
    learner = with_bank()
    finish_course(learner)
    earned = []
    for _ in range(2):
        row = service.start_practice(learner.year(), "practice", "law")
        earned.append(service.hand_in_practice(learner.year(), row.id, answers(row, 3)).credited)
        advance(minutes=1)
    assert earned == [10, 0]
    last = service.rounds_of(learner.year())[0]
    assert "earned its credit before" in service.reason_of(last).message


def test_handing_in_again_with_other_answers_changes_nothing(east):
    learner = with_bank()
    finish_course(learner)
    row = service.start_practice(learner.year(), "practice", "law")
    first = service.hand_in_practice(learner.year(), row.id, answers(row, 1)).right
    assert service.hand_in_practice(learner.year(), row.id, answers(row, 5)).right == first == 1
    assert len(learner.entries(kind="practice")) == 1


@pytest.mark.parametrize(("right", "credit"), [(6, 30), (7, 31), (10, 34)])
def test_a_topical_practice_earns_its_base_and_what_lies_above(east, right, credit):
    learner = with_bank()
    finish_course(learner)
    row = service.start_practice(learner.year(), "topical_practice", "宪法")
    assert len(row.questions) == 10
    assert service.hand_in_practice(learner.year(), row.id, answers(row, right)).credited == credit


def test_a_topical_practice_waits_for_every_released_course_of_the_category(east):
    learner = with_bank()
    finish_course(learner)
    service.publish_course(a_course("second"))
    with pytest.raises(Refused):
        service.start_practice(learner.year(), "topical_practice", "宪法")
    finish_course(learner, "second")
    assert service.start_practice(learner.year(), "topical_practice", "宪法")


def test_practice_credit_counts_on_the_side_of_its_course(east):
    learner = with_bank()
    service.publish_course(a_course("choice", bucket="elective", category="选修"))
    service.add_questions([single(f"e{n}", course="choice") for n in range(5)])
    finish_course(learner, "choice")
    row = service.start_practice(learner.year(), "practice", "choice")
    service.hand_in_practice(learner.year(), row.id, answers(row, 5))
    assert [entry.bucket for entry in learner.entries(kind="practice")] == ["elective"]


def test_practice_outside_the_study_period_earns_nothing_and_says_so(east):
    learner = with_bank()
    finish_course(learner)
    row = service.start_practice(learner.year(), "practice", "law")
    at("2024-12-01 09:00")
    handed = service.hand_in_practice(learner.year(), row.id, answers(row, 5))
    assert (handed.credited, handed.code) == (0, "outside_period")


def test_another_learners_round_is_not_found(east):
    learner, other = with_bank(), desk(PRACTICE, account="1002")
    finish_course(learner)
    row = service.start_practice(learner.year(), "practice", "law")
    with pytest.raises(NotFound):
        service.hand_in_practice(other.year(), row.id, {})


def test_there_is_no_practice_where_the_rules_have_none(east):
    learner = desk(by_lesson(2))
    assert not service.has_practice(learner.year(), "practice")
    with pytest.raises(NotFound):
        service.start_practice(learner.year(), "practice", "law")


def test_a_changed_question_is_a_new_version_and_the_old_one_can_still_be_shown(east):
    learner = with_bank(5)
    finish_course(learner)
    row = service.start_practice(learner.year(), "practice", "law")
    assert service.add_questions([single("q00", key=frozenset({1}))]) == 1
    assert [q.version for q in service.questions_for(2024) if q.code == "q00"] == [2]
    assert service.hand_in_practice(learner.year(), row.id, answers(row, 5)).right == 5


def test_the_same_question_put_in_again_changes_nothing(east):
    with_bank(3)
    assert service.add_questions([single("q00")]) == 0


def test_a_retired_question_is_asked_no_more_and_comes_back_as_a_new_version(east):
    with_bank(2)
    service.retire_question(2024, "q00")
    assert [q.code for q in service.questions_for(2024)] == ["q01"]
    assert service.add_questions([single("q00")]) == 1
    assert len(service.questions_for(2024)) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"key": frozenset()},
        {"key": frozenset({4})},
        {"key": frozenset({0, 1})},
        {"options": ("甲", "甲")},
        {"stem": " "},
        {"type": "multiple"},
        {"type": "true_false", "key": frozenset({0, 1})},
        {"type": "fill_in", "key": frozenset()},
    ],
)
def test_a_question_that_cannot_be_right_is_refused_and_none_is_added(east, changes):
    desk(PRACTICE)
    with pytest.raises(BadInput):
        service.add_questions([single("good"), single("bad", **changes)])
    db.session.rollback()
    assert service.questions_for(2024) == []


def test_questions_are_those_of_the_area_and_of_the_places_above_it(east):
    desk(PRACTICE)
    service.publish_course(a_course("north", area="north"))
    service.add_questions([single("all"), single("n", area="north", course="north")])
    assert [q.code for q in service.questions_for(2024)] == ["all"]
    assert [q.code for q in service.questions_for(2024, "north/town")] == ["all", "n"]


def test_questions_are_narrowed_by_tier(east):
    desk(PRACTICE)
    service.add_questions([single("all"), single("lead", tiers=("leader",))])
    assert [q.code for q in service.questions_for(2024, tier="staff")] == ["all"]
    assert len(service.questions_for(2024, tier="leader")) == 2


def test_a_true_false_question_has_two_options_for_drawing(east):
    desk(PRACTICE)
    service.add_questions([single("t", type="true_false", options=(), key=frozenset({service.FALSE}))])
    (item,) = service.bank_items(service.questions_for(2024), {"law": "宪法"})
    assert (item.options, item.key, item.subject) == (2, frozenset({1}), "宪法")


def test_mistakes_are_collected_until_they_are_answered_right(east):
    learner = with_bank(5)
    finish_course(learner)
    row = service.start_practice(learner.year(), "practice", "law")
    assert service.mistakes_of(learner.year()) == []
    service.hand_in_practice(learner.year(), row.id, answers(row, 3))
    wrong = {question["code"] for question in row.questions[3:]}
    found = service.mistakes_of(learner.year())
    assert {one.question.code for one in found} == wrong
    assert all(one.question.key == {2} and one.question.explain for one in found)
    advance(minutes=5)
    again = service.start_practice(learner.year(), "practice", "law")
    service.hand_in_practice(learner.year(), again.id, answers(again, 5))
    assert service.mistakes_of(learner.year()) == []


def test_mistakes_are_ones_own(east):
    learner, other = with_bank(5), desk(PRACTICE, account="1002")
    finish_course(learner)
    row = service.start_practice(learner.year(), "practice", "law")
    service.hand_in_practice(learner.year(), row.id, answers(row, 0))
    assert service.mistakes_of(other.year()) == []
