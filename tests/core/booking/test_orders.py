"""Whole units into sittings: proposed first, spread, never more than there are places, moved and released, told to those concerned."""

import io
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from threading import Barrier

import pytest
import python_calamine
import sqlalchemy as sa
from click.testing import CliRunner

from core.accounts.models import Administrator
from core.accounts.service import acting
from core.booking import orders
from core.booking.asking import Wish
from core.booking.models import BookingLine, BookingOrder
from core.cli import cli
from core.db import db
from core.exams.models import AttemptRow, PlaceRow
from core.exams.service import chosen_sitting
from core.jobs import run_worker
from core.web.site import Viewer
from tests.core.booking.world import CROWD, NINE, TEN, browser
from tests.sites import TODAY, Browser, learner_id, scope_of_site

PAGE = "/admin/booking"
U1 = CROWD + 3
"""The crowd of u1 with Li, Zhou and Qian."""


def places(app):
    with scope_of_site(app, "east"):
        rows = db.session.execute(sa.select(PlaceRow.opens, PlaceRow.learner)).all()
    return Counter(opens.isoformat() for opens, _ in rows)


def propose(known, *opens, exam="regional", act="book", **sent):
    form = {"exam": exam, "opens": list(opens), "act": act, "picked": "u1", **sent}
    return known.post(f"{PAGE}/orders", {name: value for name, value in form.items() if value is not None})


def carry_out(known, answer):
    assert answer.status_code == 302, answer.text
    place = answer.headers["Location"]
    assert known.post(f"{place}/carry-out").status_code == 302
    return known.get(place).text


def test_the_page_shows_how_full_each_sitting_is_and_how_far_each_unit(east):
    known = browser(east)
    carry_out(known, propose(known, NINE, TEN))
    page = known.get(f"{PAGE}?exam=regional").text
    assert "已报 5／5，余 0" in page
    assert "已满" in page
    assert "东省甲局" in page
    assert "5 人开考，同时 5 人交卷" in page


def test_a_proposal_books_nothing_until_it_is_carried_out(east):
    known = browser(east)
    answer = propose(known, NINE, TEN)
    page = known.get(answer.headers["Location"]).text
    assert "将报考 10 人" in page
    assert "所选场次已无名额" in page
    assert places(east) == {}
    assert "已报考 10 人" in carry_out(known, answer)
    assert sorted(places(east).values()) == [5, 5]


def test_people_are_spread_evenly_or_one_sitting_is_filled_after_the_other(east):
    known = browser(east)
    three = [str(learner_id(east, "east", account)) for account in ("1001", "1003", "1004", "2001")]
    sent = {"exam": "regional", "opens": [NINE, TEN], "picked": three}
    carry_out(known, known.post(f"{PAGE}/people", sent))
    assert sorted(places(east).values()) == [2, 2]
    carry_out(known, propose(known, NINE, TEN, act="release"))
    assert places(east) == {}
    carry_out(known, known.post(f"{PAGE}/people", {**sent, "way": "in_turn"}))
    assert list(places(east).values()) == [4]


def test_who_sits_with_another_cohort_is_left_out_and_the_exempt_are_named(east):
    known = browser(east)
    learner = learner_id(east, "east", "1001")
    row = known.post(f"/admin/exemptions/new/{learner}", {"exemption": "illness"}).headers["Location"]
    known.post(f"{row}/decide", {"act": "approve"})
    answer = propose(known, NINE, TEN, picked=["u1", "u2"])
    page = known.get(answer.headers["Location"]).text
    assert "免考人员" in page or "无需" in page
    assert "众3001" not in page
    with scope_of_site(east, "east"):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(BookingLine)) == U1


def test_everybody_without_a_place_is_booked_at_once_and_nobody_twice(east):
    known = browser(east)
    carry_out(known, propose(known, NINE, picked=None, whole="yes"))
    carry_out(known, propose(known, TEN, picked=None, whole="yes"))
    assert sorted(places(east).values()) == [5, 5]


def test_those_who_have_a_place_are_moved_only_when_asked(east):
    known = browser(east)
    carry_out(known, propose(known, NINE))
    with scope_of_site(east, "east"):
        before = set(db.session.scalars(sa.select(PlaceRow.learner)))
    page = carry_out(known, propose(known, TEN, also_booked="yes"))
    assert "改报" in page
    assert places(east)[TEN.replace("10:00:00+08:00", "02:00:00+00:00")] == 5
    assert before


def test_released_places_are_free_again_and_those_released_are_told(east):
    known = browser(east)
    carry_out(known, propose(known, NINE, picked="u1"))
    page = carry_out(known, propose(known, act="release"))
    assert "已取消 5 人" in page
    assert places(east) == {}


def test_the_learner_reads_of_a_place_booked_and_released(east):
    known, li = browser(east), Browser(east, "east")
    picked = str(learner_id(east, "east", "1001"))
    for act in ("book", "release"):
        sent = {"exam": "regional", "opens": NINE, "picked": picked, "act": act}
        carry_out(known, known.post(f"{PAGE}/people", sent))
    li.sign_in("1001")
    page = li.get("/messages").text
    assert page.count("区域考试") >= 2


def test_a_place_with_an_attempt_is_not_released(east):
    known, li = browser(east), learner_id(east, "east", "1001")
    carry_out(known, known.post(f"{PAGE}/people", {"exam": "regional", "opens": NINE, "picked": str(li)}))
    with scope_of_site(east, "east"):
        db.session.add(
            AttemptRow(
                learner=li, year=2024, exam="regional", number=1, seed="", paper=[], mark=None, marked=None,
                started_at=TODAY, deadline=TODAY, handed_in_at=None,
            )
        )  # fmt: skip
        db.session.commit()
    page = carry_out(known, propose(known, act="release"))
    assert "已用该场次开始答卷" in page
    assert sum(places(east).values()) == 1


def test_an_order_is_carried_out_once_and_by_whoever_asked(east):
    known = browser(east)
    answer = propose(known, NINE)
    place = answer.headers["Location"]
    assert browser(east, "a1").get(place).status_code == 404
    assert known.post(f"{place}/carry-out").status_code == 302
    assert known.post(f"{place}/carry-out").status_code == 409


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"picked": None}, 400),
        ({"picked": "zz"}, 404),
        ({"exam": "nothing"}, 404),
        ({"opens": []}, 400),
        ({"opens": ["2024-06-17T11:00:00+08:00"]}, 400),
        ({"opens": ["nonsense"]}, 400),
        ({"area": "bay/none"}, 404),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_kept(east, sent, status):
    known = browser(east)
    form = {"exam": "regional", "opens": [NINE], "picked": "u1", **sent}
    answer = known.post(f"{PAGE}/orders", {name: value for name, value in form.items() if value is not None})
    assert answer.status_code == status
    with scope_of_site(east, "east"):
        db.session.rollback()
        assert db.session.scalars(sa.select(BookingOrder)).all() == []


def test_another_units_and_another_provinces_administrator_touch_nothing(east):
    known = browser(east)
    place = propose(known, NINE).headers["Location"]
    assert propose(browser(east, "a2"), NINE).status_code == 404
    west = Browser(east, "west")
    west.sign_in_administrator("office")
    assert west.get(place).status_code == 404
    assert west.post(f"{place}/carry-out").status_code == 404
    assert browser(east, "editor").get(PAGE).status_code == 404


def test_the_days_of_a_list_bound_where_its_people_are_booked(east):
    known = browser(east)
    plan = {"cohort": "sector", "title": "公安", "unit": "u2", "first": "2024-06-12", "last": "2024-06-12"}
    place = known.post("/admin/cohorts", plan).headers["Location"]
    known.post(f"{place}/entries", {"typed": "1001", "reason": "名单"})
    early, late = "2024-06-10T09:00:00+08:00", "2024-06-12T09:00:00+08:00"
    listed = place.rsplit("/", 1)[1]
    answer = propose(known, early, exam="sector", picked=None, whole="yes", list=listed)
    assert "公安" in known.get(answer.headers["Location"]).text
    carry_out(known, propose(known, early, late, exam="sector", picked=None, whole="yes", list=listed))
    assert sum(places(east).values()) == 1
    assert "2024-06-12T01:00:00+00:00" in places(east)


def test_the_lists_name_each_with_the_sitting_and_print(east):
    known = browser(east)
    carry_out(known, propose(known, NINE))
    answer = known.get(f"{PAGE}/list.xlsx?exam=regional")
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    assert sum("东省甲局" in str(row) for row in sheet.to_python()) == 5
    for by in ("slot", "unit"):
        assert known.get(f"{PAGE}/list.pdf?exam=regional&by={by}").data.startswith(b"%PDF")
    assert known.get(f"{PAGE}/list.txt?exam=regional").status_code == 404


def test_programs_read_how_full_each_sitting_is(east):
    known = browser(east)
    carry_out(known, propose(known, NINE))
    slots = known.get("/api/v1/booking/regional/slots").json
    assert [slot["taken"] for slot in slots] == [5, 0, 0, 0]
    assert slots[0]["said"] == "已报 5／5，余 0"
    assert known.get("/api/v1/booking/nothing/slots").status_code == 404


def test_a_large_order_is_worked_out_and_carried_out_by_the_worker(busy_east, filled_booking, monkeypatch):
    monkeypatch.setattr(orders, "AT_ONCE", 3)
    try:
        with scope_of_site(busy_east, "east") as site:
            by, viewer = office(site)
            wish = Wish(kind="book", exam="regional", opens=(chosen_sitting(NINE),), units=("u1",))
            number = orders.begin_order(by, viewer, wish).id
        work(busy_east, filled_booking)
        with scope_of_site(busy_east, "east") as site:
            by, _ = office(site)
            assert orders.order_of(by, number).counts == {"planned": 5, "refused": U1 - 5}
            orders.carry_out(by, number)
        work(busy_east, filled_booking)
        with scope_of_site(busy_east, "east") as site:
            by, _ = office(site)
            assert orders.order_of(by, number).counts == {"booked": 5, "refused": U1 - 5}
        assert sum(places(busy_east).values()) == 5
    finally:
        undo(busy_east)


def test_two_administrators_at_once_book_exactly_as_many_as_there_are_places(busy_east):
    barrier = Barrier(2)

    def one(accounts):
        people = tuple(learner_id(busy_east, "east", account) for account in accounts)
        with scope_of_site(busy_east, "east") as site:
            by, viewer = office(site)
            wish = Wish(kind="book", exam="regional", opens=(chosen_sitting(NINE),), people=people)
            number = orders.begin_order(by, viewer, wish).id
            barrier.wait(30)
            return orders.carry_out(by, number).counts

    try:
        with ThreadPoolExecutor(2) as pool:
            crowd = [("2001", "2002", "2003", "2004"), ("2005", "2006", "2007", "2008")]
            counts = list(pool.map(one, crowd))
        assert sum(places(busy_east).values()) == 5
        assert sum(found.get("booked", 0) for found in counts) == 5
        assert sum(found.get("refused", 0) for found in counts) == 3
        assert all(found.get("planned", 0) == 0 for found in counts)
    finally:
        undo(busy_east)


def office(site):
    row = db.session.scalars(sa.select(Administrator).where(Administrator.account == "office")).one()
    viewer = Viewer(id=row.id, kind="administrator", name=row.name, role="provincial_office", unit="u0")
    return acting(site, viewer), viewer


def work(app, place):
    run_worker(app, place[1].url.render_as_string(hide_password=False), concurrency=1, wait=False)


def undo(app):
    with scope_of_site(app, "east"):
        for table in (PlaceRow, BookingOrder):
            db.session.execute(sa.delete(table))
        db.session.commit()


def test_the_command_prints_how_full_each_sitting_is(east, monkeypatch):
    @contextmanager
    def here(*_):
        with east.app_context():
            yield east, None

    monkeypatch.setattr(import_module("core.cli.booking"), "application", here)
    known = browser(east)
    carry_out(known, propose(known, NINE))
    answer = CliRunner().invoke(cli, ["booking", "slots", "east", "regional"])
    assert answer.exit_code == 0, answer.output
    assert "2024-06-17 09:00  5/5" in answer.output
