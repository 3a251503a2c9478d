"""Papers drawn before their sitting opens: taken at the start while they are right, and seen by nobody before."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.accounts.scope import everything
from core.courses import service as courses
from core.db import db
from core.exams import service
from core.exams.models import AttemptRow, PreparedPaper
from core.exams.papers import bank_for, drawn
from core.exams.prepared import Wanted
from core.exams.preparing import coming, forget_past, prepare
from tests.access_table import TABLE
from tests.access_world import World
from tests.core.exams.world import SLOT, at, looked_at

EVENING_BEFORE = SLOT - timedelta(hours=12)


@pytest.fixture
def eve(hall, li, zhao):
    """The evening before the slot, for which Li is booked; the books are prepared by ``prepared``."""
    at(hall, SLOT - timedelta(days=2))
    with li.hall():
        service.book_place(li.id, "slot", SLOT)
    at(hall, EVENING_BEFORE)
    return li


def prepared(sitter):
    """Do what the job does; gives what lies ready, by learner."""
    with sitter.hall():
        for one in list(coming()):
            list(prepare(one))
        return {row.learner: row for row in db.session.scalars(sa.select(PreparedPaper))}


def test_papers_are_prepared_for_those_who_are_booked_and_nobody_else(eve, zhao):
    assert set(prepared(eve)) == {eve.id}


def test_starting_takes_the_prepared_paper_off_the_shelf(hall, eve):
    ready = prepared(eve)[eve.id]
    at(hall, SLOT)
    row = eve.row(eve.start("slot"))
    assert (row.seed, row.paper) == (ready.seed, ready.paper)
    with eve.hall():
        assert db.session.scalars(sa.select(PreparedPaper)).all() == []


def test_a_prepared_paper_is_the_one_that_drawing_at_the_start_would_give(hall, eve):
    prepared(eve)
    at(hall, SLOT)
    row = eve.row(eve.start("slot"))
    with eve.hall():
        about = courses.learner_year(eve.id)
        rule = about.rules.exams["slot"]
        (sitting,) = (one for one in about.rules.sittings("slot", about.zone) if one.opens == SLOT)
        wanted = Wanted(about, "slot", row.number, rule.blueprint, sitting, about.today, counts=True)
        bank = bank_for(2024, about.person.area, about.today, counts=True)
        assert drawn(wanted.ticket(row.seed), rule.blueprint, bank) == row.paper


def test_preparing_again_leaves_alone_what_is_right(eve):
    first = prepared(eve)[eve.id].seed
    assert prepared(eve)[eve.id].seed == first


def change_the_bank(sitter):
    with sitter.hall():
        courses.retire_question(2024, "q1")


def test_a_changed_bank_makes_a_prepared_paper_wrong_and_the_start_draws_anew(hall, eve):
    ready = prepared(eve)[eve.id]
    change_the_bank(eve)
    at(hall, SLOT)
    row = eve.row(eve.start("slot"))
    assert row.seed != ready.seed
    assert "q1" not in {kept["code"] for kept in row.paper}


def test_preparing_again_mends_what_a_changed_bank_made_wrong(eve):
    first = prepared(eve)[eve.id].seed
    change_the_bank(eve)
    assert prepared(eve)[eve.id].seed != first


@pytest.mark.parametrize("column", ["rules_digest", "tier", "bank_digest"])
def test_a_paper_prepared_under_other_rules_for_another_tier_or_bank_is_not_used(hall, eve, column):
    ready = prepared(eve)[eve.id].seed
    with eve.hall():
        db.session.execute(sa.update(PreparedPaper).values({column: "other"}))
        db.session.commit()
    at(hall, SLOT)
    assert eve.row(eve.start("slot")).seed != ready


def test_a_break_in_the_middle_is_taken_up_where_it_stopped(hall, eve):
    with eve.hall():
        one = next(one for one in coming() if not one.area)
        next(prepare(one))  # and then the worker dies
        before = db.session.scalars(sa.select(PreparedPaper.seed)).all()
    assert [row.seed for row in prepared(eve).values()] == before


def test_for_a_window_without_booking_everybody_who_may_sit_it_gets_a_paper(hall, li, zhao):
    with li.hall() as site:
        zone = site.place.tzinfo
        (opens,) = (one.opens for one in courses.learner_year(li.id).rules.sittings("yearly", zone))
    at(hall, opens - timedelta(hours=2))
    assert {li.id, zhao.id} <= set(prepared(li))


def test_nothing_is_prepared_for_a_sitting_that_is_further_away_than_a_day(hall, eve):
    at(hall, SLOT - timedelta(hours=25))
    assert prepared(eve) == {}


def test_a_bank_that_cannot_fill_the_paper_does_not_stop_the_preparing(hall, eve):
    with eve.hall():
        for n in range(1, 13):
            courses.retire_question(2024, f"q{n}")
    assert prepared(eve) == {}


def test_what_nobody_can_start_with_any_more_is_thrown_away(hall, eve):
    assert prepared(eve)
    at(hall, SLOT + timedelta(hours=3))
    with eve.hall():
        forget_past()
        assert db.session.scalars(sa.select(PreparedPaper)).all() == []


def test_administrators_see_how_many_papers_lie_ready(hall, eve):
    def told():
        with eve.hall():
            one = next(one for one in coming() if not one.area)
            return service.prepared_of([one], everything())[one]

    assert told() == (0, 1)
    prepared(eve)
    assert told() == (1, 1)
    page = World(hall).call(
        "a1", next(row for row in TABLE if row.endpoint == "console.hall"), "/admin/exams"
    )
    assert "场次考试" in page.text
    assert "1／1" in page.text


def test_for_a_window_everybody_of_the_place_is_counted(hall, li):
    with li.hall() as site:
        (opens,) = (o.opens for o in courses.learner_year(li.id).rules.sittings("yearly", site.place.tzinfo))
    at(hall, opens - timedelta(hours=2))
    ready = prepared(li)
    with li.hall():
        one = next(one for one in coming() if one.exam == "yearly" and not one.area)
        there, wanted = service.prepared_of([one], everything())[one]
    assert 0 < there <= wanted
    assert there == sum(row.exam == "yearly" and not row.area for row in ready.values())


def test_no_page_shows_a_prepared_paper_before_the_start(hall, eve):
    """Every address that can be looked at, as everybody who may: neither the seed nor the paper is in any answer."""
    ready = prepared(eve)[eve.id]
    order = "".join(f'"{kept["code"]}"' for kept in ready.paper)
    looked = 0
    for who, path, answer in looked_at(hall, without="{attempt}"):
        text = answer.data.decode(errors="replace").replace(" ", "").replace(",", "")
        assert not any(one in text for one in (ready.seed, ready.bank_digest, order)), (who, path)
        looked += 1
    assert looked > 100
    with eve.hall():
        started = db.session.scalars(sa.select(AttemptRow).where(AttemptRow.exam == "slot")).all()
        assert started == []


def test_an_attempt_cannot_be_had_before_the_sitting_opens(eve):
    prepared(eve)
    assert eve.browser.post("/exams/slot/start").status_code == 409
