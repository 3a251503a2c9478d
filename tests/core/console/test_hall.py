"""Papers in progress as administrators see them, and extra time for them."""

import re

import pytest

from core.courses import service as courses
from core.exams import service as exams
from tests.sites import Browser, learner_id, scope_of_site

QUESTIONS = 6


@pytest.fixture
def attempt(site_app):
    """A paper of Li's, of unit u1, in progress."""
    with scope_of_site(site_app, "east"):
        courses.add_questions(
            courses.NewQuestion(
                year=2024,
                code=f"q{n}",
                type="single",
                stem=f"第{n}题",
                options=("甲", "乙"),
                key=frozenset({0}),
                work=courses.Work(title="中华人民共和国宪法", article="第二条"),
            )
            for n in range(QUESTIONS)
        )
        return exams.start_attempt(learner_id(site_app, "east", "1001"), "yearly")


@pytest.fixture
def office(site_app):
    known = Browser(site_app, "east")
    known.sign_in_administrator("office")
    return known


def extend(browser, attempt, minutes="15", reason="停电"):
    sent = {"attempt": str(attempt.id), "minutes": minutes, "reason": reason}
    return browser.post("/admin/exams/extra-time", sent)


def test_papers_in_progress_are_listed_with_how_far_they_are(office, attempt):
    page = office.get("/admin/exams").text
    assert "作答中" in page
    assert f'value="{attempt.id}"' in page
    assert "0／5" in page


def test_extra_time_is_given_to_the_ticked_and_told_in_the_record(office, attempt):
    assert "已为 1 份试卷延长时间" in office.get(extend(office, attempt).headers["Location"]).text
    page = office.get(f"/admin/attempts/{attempt.id}").text
    assert "延长 15 分钟：停电" in page
    learner = re.search(r'href="(/admin/learners/[^"]+)"', page)
    assert learner
    person = office.get(learner[1]).text
    assert "延长考试时间" in person
    assert f"/admin/attempts/{attempt.id}" in person


@pytest.mark.parametrize(
    ("minutes", "reason", "says"),
    [("0", "停电", "1 至 240"), ("x", "停电", "1 至 240"), ("5", " ", "请填写理由")],
)
def test_what_is_missing_is_said_and_nothing_changes(office, attempt, minutes, reason, says):
    refused = extend(office, attempt, minutes, reason)
    assert refused.status_code == 400
    assert says in refused.text
    assert "延长" not in office.get(f"/admin/attempts/{attempt.id}").text


def test_another_units_administrator_neither_sees_nor_extends(site_app, attempt):
    other = Browser(site_app, "east")
    other.sign_in_administrator("a2")
    assert str(attempt.id) not in other.get("/admin/exams").text
    assert other.get(f"/admin/attempts/{attempt.id}").status_code == 404
    assert extend(other, attempt).status_code == 404


def test_choosing_nothing_is_said(office):
    refused = office.post("/admin/exams/extra-time", {"minutes": "5", "reason": "停电"})
    assert refused.status_code == 400
    assert "请至少选择一份试卷" in refused.text
