"""Mock exams where the rules allow them: the page of the exam, papers of their own, and nothing that counts."""

from decimal import Decimal

import pytest

from core.accounts.scope import everything
from core.console.lists import Query, counts_of, learner_list
from core.courses import service as courses
from core.exams import service
from core.standings.service import current
from core.tenancy.registry import Registry
from core.web.site import composition
from tests.cast import EAST
from tests.core.exams.world import RULES
from tests.provinces import write_provinces

RESERVED = {f"q{n}" for n in range(1, 10)}


@pytest.fixture
def reserved(hall, li):
    """Nine of the fifteen questions are kept for exams that count."""
    with li.hall():
        for row in courses.questions_for(2024):
            row.reserved = row.code in RESERVED
        courses.add_questions([])  # commits
    return li


def asked(sitter, exam, times):
    """The codes that so many attempts ask."""
    codes = set()
    for _ in range(times):
        attempt = sitter.start(exam)
        codes |= {kept["code"] for kept in sitter.row(attempt).paper}
        sitter.hand_in(attempt)
    return codes


@pytest.mark.parametrize("exam", ["mock", "open"])
def test_what_is_kept_for_the_exam_is_never_asked_before_it(reserved, exam):
    found = asked(reserved, exam, 8)
    assert found.isdisjoint(RESERVED)
    assert len(found) == 6


def test_the_exam_itself_asks_it(reserved):
    assert asked(reserved, "yearly", 2) & RESERVED


def test_practice_never_asks_it(reserved):
    with reserved.hall():
        codes = {row.code for row in courses.not_reserved(courses.questions_for(2024, courses=["law"]))}
    assert codes.isdisjoint(RESERVED)
    assert codes


def test_a_bank_that_reserves_too_much_for_a_mock_is_told(reserved):
    with reserved.hall():
        courses.retire_question(2024, "q10")
        courses.retire_question(2024, "q11")
        lacks = {lack.exam for lack in service.lacks_in(composition().registry.tenants["east"], "", 2024)}
    assert {"mock", "open", "silent"} <= lacks
    assert "yearly" not in lacks


def perfect(sitter, exam):
    """Sit an exam with every answer right; gives the attempt's address."""
    attempt = sitter.start(exam)
    for number, right in enumerate(sitter.right(attempt), start=1):
        sitter.save(attempt, number, [right], number)
    sitter.hand_in(attempt)
    return attempt


def test_the_answers_are_shown_after_hand_in_as_the_rules_say(li):
    page = li.browser.get(f"{perfect(li, 'mock')}/result").text
    assert "100" in page
    assert "正确答案" in page


def standing(sitter):
    with sitter.hall():
        case, outcome = current(sitter.id)
        return outcome.state, outcome.score, case.facts.of_exam("yearly")


def listed(sitter):
    """What administrators' tables say."""
    with sitter.hall() as site:
        found = learner_list(everything(), Query(), site)
        rows = [(row.learner.account, row.state, row.score) for row in found.rows]
        return sorted(rows, key=str), counts_of(everything(), site)


def test_no_mock_ever_counts(li):
    """Not for the verdict, not in the tables, not for the attempts that are left, not for a certificate."""
    before, tables = standing(li), listed(li)
    card = li.browser.get("/api/v1/exams").json
    perfect(li, "mock")
    perfect(li, "mock")
    assert standing(li) == before
    assert listed(li) == tables
    assert li.browser.get("/api/v1/certificates").json["may_have"] is False
    after = {one["exam"]: one for one in li.browser.get("/api/v1/exams").json}
    assert [one for one in card if one["exam"] != "mock"] == [
        one for key, one in after.items() if key != "mock"
    ]
    assert (after["mock"]["kind"], after["mock"]["attempts_used"]) == ("mock", 2)
    assert Decimal(after["mock"]["mark"]) == 100


def test_mocks_and_exams_do_not_know_of_each_other(li):
    mock, exam = li.start("mock"), li.start("yearly")
    assert mock != exam
    assert li.row(mock).number == li.row(exam).number == 1
    assert li.browser.get("/exams").text.count("不计入年度结果") >= 2


def test_rules_that_do_not_allow_mocks_have_none(tmp_path):
    """A place whose notice forbids them cannot lay one out, nor can one whose notice says nothing."""
    for rules in (
        RULES.replace("allowed: true", "allowed: false"),
        RULES.replace("mocks: {", "#"),
    ):
        root = tmp_path / str(len(rules))
        write_provinces(root)
        (root / EAST / "rules" / "2024.yaml").write_text(rules)
        why = str(Registry.load([root]).broken[EAST])
        assert "exams.mock.kind" in why
        assert "mocks.allowed" in why
