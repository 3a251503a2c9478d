"""Makeup exams for administrators: who may sit one by rule, places for many with a result for each, never more than there are."""

import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import python_calamine
import sqlalchemy as sa

from core.accounts.models import Administrator
from core.accounts.service import acting
from core.db import db
from core.exams.models import PlaceRow
from core.exams.service import book_each, chosen_sitting
from core.web.site import Viewer
from tests.core.makeups.world import FIRST, SECOND, browser
from tests.sites import Browser, learner_id, scope_of_site

LIST = "/admin/makeups?exam=again"


def places(app):
    with scope_of_site(app, "east"):
        return {row.learner: row.opens.isoformat() for row in db.session.scalars(sa.select(PlaceRow))}


def book(known, opens=FIRST, **sent):
    return known.post("/admin/makeups", {"exam": "again", "opens": opens, **sent})


def test_the_list_has_those_whom_the_rule_lets_in_each_with_the_reason(east):
    page = browser(east).get(LIST).text
    assert "李一" in page
    assert "不合格" in page
    assert "周三" in page
    assert "未参加" in page
    assert "赵二" not in page
    assert "四（2）" in page


def test_it_is_narrowed_by_group_name_and_place(east):
    known = browser(east)
    failed = known.get(f"{LIST}&group=failed").text
    assert "李一" in failed
    assert "周三" not in failed
    assert "李一" not in known.get(f"{LIST}&q=周三").text
    assert book(known, picked=str(learner_id(east, "east", "1001"))).status_code == 200
    assert "李一" not in known.get(f"{LIST}&booked=no").text
    assert "李一" in known.get(f"{LIST}&booked=yes").text


def test_an_administrator_sees_and_books_their_own_units_alone(east):
    known, li = browser(east, "a2"), str(learner_id(east, "east", "1001"))
    assert "李一" not in known.get(LIST).text
    assert book(known, picked=li).status_code == 400
    assert places(east) == {}


def test_each_of_many_has_a_result_and_no_more_are_booked_than_there_are_places(east):
    answer = book(browser(east), all_matching="yes")
    assert answer.status_code == 200
    assert len(places(east)) == 2
    assert "2 人已报入本场" in answer.text
    assert "2个名额中已预约2个" in answer.text


def test_booking_again_moves_and_changes_nothing_for_those_who_are_there(east):
    known, li = browser(east), learner_id(east, "east", "1001")
    for opens in (FIRST, FIRST, SECOND):
        assert book(known, opens, picked=str(li)).status_code == 200
    assert list(places(east)) == [li]


@pytest.mark.parametrize(("sent", "status"), [({}, 400), ({"opens": "x", "all_matching": "yes"}, 400)])
def test_choosing_nobody_or_no_sitting_is_said(east, sent, status):
    assert book(browser(east), **{"opens": FIRST, **sent}).status_code == status


def test_where_learners_book_for_themselves_the_page_says_so_and_books_nothing(east):
    known = browser(east)
    page = known.get("/admin/makeups?exam=own").text
    assert "由学员自行报考" in page
    assert "为所选人员报考" not in page
    answer = known.post("/admin/makeups", {"exam": "own", "opens": FIRST, "all_matching": "yes"})
    assert "未报上" in answer.text
    assert places(east) == {}


def test_the_list_as_a_file_has_a_text_in_every_cell(east):
    answer = browser(east).get("/admin/makeups/list.xlsx?exam=again&group=failed")
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert [row[1:4] for row in rows[1:]] == [["李一", "1001", "不合格"]]


@pytest.mark.parametrize("exam", ["main", "nothing"])
def test_an_exam_that_is_no_makeup_is_not_there(east, exam):
    assert browser(east).get(f"/admin/makeups?exam={exam}").status_code == 404


def test_a_learner_is_told_that_there_is_nothing(east):
    li = Browser(east, "east")
    li.sign_in("1001")
    assert li.get(LIST).status_code == 404


def test_two_administrators_at_once_book_no_more_than_there_are_places(busy_east):
    accounts, barrier = (("1001", "1003"), ("1004", "1005")), Barrier(2)

    def one(number):
        learners = [learner_id(busy_east, "east", account) for account in accounts[number]]
        with scope_of_site(busy_east, "east") as site:
            row = db.session.scalars(sa.select(Administrator).where(Administrator.account == "office")).one()
            viewer = Viewer(
                id=row.id, kind="administrator", name=row.name, role="provincial_office", unit="u0"
            )
            by = acting(site, viewer)
            db.session.commit()
            barrier.wait(30)
            return book_each(learners, "again", chosen_sitting(FIRST), by)

    try:
        with ThreadPoolExecutor(2) as pool:
            verdicts = [verdict for found in pool.map(one, range(2)) for verdict in found.values()]
        assert sum(verdict.met for verdict in verdicts) == len(places(busy_east)) == 2
    finally:
        with scope_of_site(busy_east, "east"):
            db.session.execute(sa.delete(PlaceRow))
            db.session.commit()
