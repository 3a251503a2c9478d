"""Makeup exams: who may sit one by rule and why, and the same orders as for every other exam."""

import io

import pytest
import python_calamine
import sqlalchemy as sa

from core.db import db
from core.exams.models import PlaceRow
from tests.core.booking.makeup_world import FIRST, SECOND, browser
from tests.sites import Browser, learner_id, scope_of_site

LIST = "/admin/booking/people?exam=again"


def places(app):
    with scope_of_site(app, "east"):
        return {row.learner: row.opens.isoformat() for row in db.session.scalars(sa.select(PlaceRow))}


def book(known, opens=FIRST, **sent):
    """Propose for those of the list and carry it out; returns the last answer."""
    answer = known.post("/admin/booking/people", {"exam": "again", "opens": opens, **sent})
    if answer.status_code != 302:
        return answer
    place = answer.headers["Location"]
    known.post(f"{place}/carry-out")
    return known.get(place)


def test_the_list_has_those_whom_the_rule_lets_in_each_with_the_reason(after_exam):
    page = browser(after_exam).get(LIST).text
    assert "李一" in page
    assert "不合格" in page
    assert "周三" in page
    assert "未参加" in page
    assert "赵二" not in page
    assert "四（2）" in page


def test_it_is_narrowed_by_group_name_and_place(after_exam):
    known = browser(after_exam)
    failed = known.get(f"{LIST}&group=failed").text
    assert "李一" in failed
    assert "周三" not in failed
    assert "李一" not in known.get(f"{LIST}&q=周三").text
    assert book(known, picked=str(learner_id(after_exam, "east", "1001"))).status_code == 200
    assert "李一" not in known.get(f"{LIST}&booked=no").text
    assert "李一" in known.get(f"{LIST}&booked=yes").text


def test_an_administrator_sees_and_books_their_own_units_alone(after_exam):
    known, li = browser(after_exam, "a2"), str(learner_id(after_exam, "east", "1001"))
    assert "李一" not in known.get(LIST).text
    assert book(known, picked=li).status_code == 400
    assert places(after_exam) == {}


def test_no_more_are_booked_than_there_are_places_and_each_has_a_result(after_exam):
    page = book(browser(after_exam), all_matching="yes").text
    assert len(places(after_exam)) == 2
    assert "已报考 2 人" in page
    assert "所选场次已无名额" in page


def test_booking_again_moves_and_changes_nothing_for_those_who_are_there(after_exam):
    known, li = browser(after_exam), learner_id(after_exam, "east", "1001")
    for opens in (FIRST, FIRST, SECOND):
        assert book(known, opens, picked=str(li)).status_code == 200
    assert list(places(after_exam)) == [li]


@pytest.mark.parametrize(("sent", "status"), [({}, 400), ({"opens": "x", "all_matching": "yes"}, 400)])
def test_choosing_nobody_or_no_sitting_is_said(after_exam, sent, status):
    assert book(browser(after_exam), **{"opens": FIRST, **sent}).status_code == status


def test_where_learners_book_for_themselves_the_page_says_so_and_books_nothing(after_exam):
    known = browser(after_exam)
    page = known.get("/admin/booking/people?exam=own").text
    assert "由学员自行报考" in page
    assert "为所选人员报考" not in page
    answer = known.post("/admin/booking/people", {"exam": "own", "opens": FIRST, "all_matching": "yes"})
    assert answer.status_code == 404
    assert places(after_exam) == {}


def test_the_list_as_a_file_has_each_with_the_reason(after_exam):
    answer = browser(after_exam).get("/admin/booking/people.xlsx?exam=again&group=failed")
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    assert [row[1:4] for row in sheet.to_python()][-1] == ["李一", "1001", "不合格"]


@pytest.mark.parametrize("exam", ["main", "nothing"])
def test_an_exam_that_nobody_books_is_not_there(after_exam, exam):
    assert browser(after_exam).get(f"/admin/booking/people?exam={exam}").status_code == 404


def test_a_learner_is_told_that_there_is_nothing(after_exam):
    li = Browser(after_exam, "east")
    li.sign_in("1001")
    assert li.get(LIST).status_code == 404
