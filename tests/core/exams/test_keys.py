"""No answer's key leaves the server before the exam's rules show it: every response is walked."""

import json
import re

import pytest

from core.courses import service as courses
from tests.access_table import LI, STRANGER, ZHAO
from tests.core.exams.world import looked_at
from tests.sites import scope_of_site

SECRET = "钥匙在此"
"""Stands in every question's explanation, and nowhere else."""
KEY_FIELD = re.compile(r'"(key|right)"\s*:\s*\[')
"""How the API would say which options are right; an objection's key is no list."""


@pytest.fixture
def secretive(hall, li):
    """Every question explains itself by the secret, and its right option is the longest."""
    with scope_of_site(hall, "east"):
        courses.add_questions(
            courses.NewQuestion(
                year=2024,
                code=f"q{n}",
                type="single",
                stem=f"第{n}题",
                options=("甲", "乙", "丙", "丁"),
                key=frozenset({0}),
                course="law",
                lesson="l1",
                work=courses.Work(title="中华人民共和国宪法", article="第二条"),
                explain=SECRET,
            )
            for n in range(1, 16)
        )
    return li


def walked(li, exam):
    """Every response of an attempt, before and after hand-in."""
    attempt = li.start(exam)
    saved = [li.save(attempt, 1, [0], 1), li.save(attempt, 1, [1], 0), li.save(attempt, 9, [0], 2)]
    before = [
        *saved,
        *(li.browser.get(path) for path in ("/exams", f"/exams/{exam}", attempt, f"{attempt}/hand-in")),
        li.browser.get(f"{attempt}/result"),
        li.browser.post(f"{attempt}/check", {"q2": "1"}),
    ]
    after = [li.hand_in(attempt), li.save(attempt, 1, [0], 9)]
    after += [li.browser.get(path) for path in (f"{attempt}/result", attempt, "/exams", f"/exams/{exam}")]
    return before, after


def tells_a_key(answer):
    text = answer.data.decode(errors="replace")
    return (
        SECRET in text
        or "right answer" in text
        or "正确答案" in text
        or "data-key" in text
        or KEY_FIELD.search(text) is not None
    )


@pytest.mark.parametrize("exam", ["yearly", "open", "silent"])
def test_no_response_before_hand_in_tells_a_key(secretive, exam):
    before, _ = walked(secretive, exam)
    assert [answer.request.path for answer in before if tells_a_key(answer)] == []


def looked(hall, attempt):
    """Every address of the access table that learners may look at, with this attempt where one is named."""
    examples = {"attempt": attempt.rpartition("/")[2]}
    return list(looked_at(hall, callers={LI, ZHAO, STRANGER}, examples=examples))


@pytest.mark.parametrize("exam", ["yearly", "open", "silent", "mock"])
def test_no_page_of_all_there_are_tells_a_key_while_the_paper_is_open(hall, secretive, exam):
    attempt = secretive.start(exam)
    secretive.save(attempt, 1, [0], 1)
    answers = looked(hall, attempt)
    own = [path for who, path, _ in answers if who == LI and path.removeprefix("/api/v1").startswith(attempt)]
    assert len(own) >= 7
    assert [(who, path) for who, path, answer in answers if tells_a_key(answer)] == []


def test_no_page_of_all_there_are_tells_a_key_after_hand_in_where_only_the_mark_is_shown(hall, secretive):
    attempt = secretive.start("yearly")
    secretive.save(attempt, 1, [0], 1)
    secretive.hand_in(attempt)
    assert [(who, path) for who, path, answer in looked(hall, attempt) if tells_a_key(answer)] == []


@pytest.mark.parametrize("exam", ["yearly", "silent"])
def test_no_response_ever_tells_a_key_where_only_the_mark_or_nothing_is_shown(secretive, exam):
    _, after = walked(secretive, exam)
    assert [answer.request.path for answer in after if tells_a_key(answer)] == []


def test_the_keys_are_shown_where_the_rules_show_answers(secretive):
    _, after = walked(secretive, "open")
    assert any(tells_a_key(answer) for answer in after)


def test_a_silent_exam_shows_no_mark(secretive):
    attempt = secretive.start("silent")
    secretive.hand_in(attempt)
    page = secretive.browser.get(f"{attempt}/result").text
    assert "Your mark" not in page
    assert "你的成绩" not in page


def test_the_order_of_options_does_not_point_at_the_key(secretive):
    """Every key of the bank is its first option; as shown it stands in several places."""
    attempt = secretive.start("open")
    places = set(secretive.right(attempt))
    secretive.hand_in(attempt)
    for _ in range(3):
        attempt = secretive.start("open")
        places |= set(secretive.right(attempt))
        secretive.hand_in(attempt)
    assert len(places) > 1
    assert json.dumps(secretive.row(attempt).paper).find('"key"') < 0
