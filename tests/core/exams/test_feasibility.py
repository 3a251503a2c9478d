"""Whether the bank fills the papers that the rules ask for, told before anybody sits down."""

from datetime import date, timedelta

import pytest

from core.courses import service as courses
from core.db import db
from core.exams import service
from core.web.site import composition
from tests.access_table import OVER_LI, TABLE
from tests.access_world import World
from tests.core.exams.world import SLOT, at


def lacks(sitter):
    with sitter.hall():
        tenant = composition().registry.tenants["east"]
        return {lack.exam: lack for lack in service.lacks_in(tenant, "", 2024)}


def retire(sitter, count):
    with sitter.hall():
        for n in range(1, count + 1):
            courses.retire_question(2024, f"q{n}")


def until(sitter, code, last):
    """The question is valid up to this day."""
    with sitter.hall():
        (row,) = (one for one in courses.questions_for(2024) if one.code == code)
        row.valid_until = last
        db.session.commit()


def test_a_bank_that_fills_every_paper_lacks_nothing(li):
    """The hall's bank has fifteen questions to choose from; those to fill in come with other tests."""
    assert set(lacks(li)) <= {"blank"}


def test_a_bank_that_is_too_small_is_told_with_exam_section_wanted_and_available(li):
    retire(li, 12)
    found = lacks(li)["yearly"]
    told = found.problem.values
    assert (found.title, told["number"], told["count"], told["found"]) == ("年度学法考试", 1, 5, 3)


def test_questions_that_end_before_a_sitting_are_missed_from_that_day_on(li):
    retire(li, 10)
    until(li, "q11", date(2024, 9, 10))
    found = lacks(li)
    assert found["slot"].day == date(2024, 9, 11)
    assert found["yearly"].day == date(2024, 9, 11)
    assert found["slot"].problem.values["found"] == 4


@pytest.fixture
def eve(hall, li):
    at(hall, SLOT - timedelta(days=2))
    with li.hall():
        service.book_place(li.id, "slot", SLOT)
    at(hall, SLOT - timedelta(hours=3))
    return li


def page_of(hall):
    row = next(row for row in TABLE if row.endpoint == "console.hall")
    return World(hall).call(OVER_LI, row, "/admin/exams").text


def test_the_hall_warns_before_a_sitting_whose_papers_cannot_be_drawn(hall, eve):
    assert "题库尚不足以组卷" not in page_of(hall)
    retire(eve, 12)
    page = page_of(hall)
    assert "题库尚不足以组卷" in page
    assert "需要5道题，题库只够3道" in page
