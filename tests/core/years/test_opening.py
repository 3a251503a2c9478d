"""Opening a year: what must be settled first, one act, and a last year that stays exactly as it was."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from core.accounts import service as accounts
from core.accounts.models import Learner, Unit
from core.audit.models import AuditEntry
from core.audit.service import Actor
from core.courses.models import Course, LedgerEntry
from core.db import db, now
from core.errors import BadInput, NotFound, Refused
from core.exams.models import AttemptRow
from core.objections.models import ObjectionRow
from core.reports.service import Query, Sight, unit_report
from core.reports.sheets import FILES, units_sheet
from core.standings.service import Standing, current, judge_all, judge_many
from core.tenancy.clock import set_clock
from core.tenancy.models import PlaceYear
from core.tenancy.years import take_up
from core.web.errors import closed_year
from core.web.language import Reader
from core.web.site import composition
from core.years import service
from tests.sites import Browser, learner_id, scope_of_site, site_at

LAST_DAY = date(2024, 12, 31)
BY = Actor(UUID(int=7), "郑七")


def turn(app):
    return service.turn_in(composition(app).registry.tenants["east"], "", BY)


def open_2025(app):
    with scope_of_site(app, "east"):
        return service.open_here(turn(app), 2025, anyway=True)


def report(app, day=None, year=0):
    """The unit report as its file, byte for byte."""
    site = site_at(app, "east")
    sight = Sight(site=site, scope=accounts.server_acting(site).scope, whole=True)
    found = unit_report(sight, Query(on=day, year=year), size=1000)
    return FILES["csv"](units_sheet(found, Reader("zh", site.words, site.zone)))


def objected(app):
    at = now()
    db.session.add(
        ObjectionRow(
            id=uuid4(),
            learner=learner_id(app, "east", "1001"),
            year=2024,
            about="standing",
            key="2024",
            title={},
            lines=[],
            raised_at=at,
            touched_at=at,
            state="open",
        )
    )
    db.session.commit()


def sat(app):
    at = now()
    row = AttemptRow(
        id=uuid4(), learner=learner_id(app, "east", "1001"), year=2024, exam="yearly", number=1, seed="s", paper=[],
        started_at=at, deadline=at, handed_in_at=at, handed_in_by="learner", mark=0, marked=[],
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row.id


def test_the_page_says_what_will_happen_and_what_is_still_open(office):
    page = office.get("/admin/years").text
    assert "开启2025年度" in page
    assert "4个单位，6名有效学员" in page
    assert "沿用各人现有密码" in page
    assert "还没有课程" in page
    assert "海湾" in page


def test_only_the_office_of_the_place_opens_its_year(two_years):
    for account in ("a1", "editor"):
        browser = Browser(two_years, "east")
        browser.sign_in_administrator(account)
        assert browser.get("/admin/years").status_code == 404
        assert browser.post("/admin/years", {"year": "2025"}).status_code == 404
    west = Browser(two_years, "west")
    west.sign_in_administrator("office")
    assert "没有完整的规则" in west.get("/admin/years").text


def test_nothing_is_opened_by_a_form_that_nobody_ticked(office):
    assert office.post("/admin/years", {"year": "2025", "anyway": "yes"}).status_code == 400
    assert office.post("/admin/years", {"year": "2025", "confirmed": "yes"}).status_code == 400
    assert office.post("/admin/years", {"year": "²", "confirmed": "yes", "anyway": "yes"}).status_code == 409


def test_the_page_queues_the_act_and_shows_its_progress(office):
    sent = office.post("/admin/years", {"year": "2025", "confirmed": "yes", "anyway": "yes"})
    assert sent.status_code == 302
    assert "正在开启2025年度" in office.get(sent.headers["Location"]).text
    again = office.post("/admin/years", {"year": "2025", "confirmed": "yes", "anyway": "yes"})
    assert again.status_code == 409
    assert office.get(f"/admin/years/{uuid4()}").status_code == 404


def test_a_year_that_still_runs_is_not_cut_off(two_years):
    with scope_of_site(two_years, "east"):
        set_clock(now() - timedelta(days=60))
        with pytest.raises(Refused) as refused:
            service.open_here(turn(two_years), 2025, anyway=True)
        assert refused.value.code == "not_settled"


def test_an_open_objection_stops_the_opening(two_years):
    with scope_of_site(two_years, "east"):
        objected(two_years)
        stopping = service.checks_of(turn(two_years)).stopping
        assert [one.link for one in stopping] == ["/admin/objections?state=open"]
        with pytest.raises(Refused):
            service.open_here(turn(two_years), 2025, anyway=True)


def test_what_may_stay_open_must_be_accepted(two_years):
    with scope_of_site(two_years, "east"), pytest.raises(BadInput):
        service.open_here(turn(two_years), 2025)


def test_everybody_stands_in_the_new_year_and_signs_in_as_before(two_years):
    opened = open_2025(two_years)
    assert opened.learners == 6
    li = Browser(two_years, "east")
    assert li.sign_in("1001").status_code == 302
    assert "2025" in li.get("/standing").text
    with scope_of_site(two_years, "east") as site:
        assert site.year == 2025
        years = db.session.execute(sa.select(Standing.year, sa.func.count()).group_by(Standing.year))
        assert dict(years.tuples().all()) == {2024: 6, 2025: 6}
        assert db.session.scalar(sa.select(AuditEntry.act).where(AuditEntry.act == "open_year"))


def test_the_areas_in_the_same_year_go_along_and_the_other_province_does_not(two_years):
    open_2025(two_years)
    for host, year in (("east", 2025), ("bay", 2025), ("west", 2024)):
        page = Browser(two_years, host).get("/").text
        assert f"{year}" in page
        assert site_at(two_years, host).place.year == year
    with scope_of_site(two_years, "west"):
        assert not db.session.scalar(sa.select(sa.func.count()).select_from(PlaceYear))


def test_another_process_learns_of_the_year_from_the_database(two_years):
    open_2025(two_years)
    tenant = composition(two_years).registry.tenants["east"]
    tenant.stand_in({})
    assert tenant.place().year == 2024
    with scope_of_site(two_years, "east"):
        take_up(tenant)
    assert tenant.place().year == 2025


def test_the_reports_of_the_closed_year_stay_byte_for_byte(two_years):
    with scope_of_site(two_years, "east"):
        list(judge_all(2024))
        before, exact = report(two_years, LAST_DAY), report(two_years)
    open_2025(two_years)
    with scope_of_site(two_years, "east"):
        li = db.session.get_one(Learner, ("east", learner_id(two_years, "east", "1001")))
        li.unit, li.rank, li.active = "u2", "clerk", False
        u1 = db.session.get_one(Unit, ("east", "u1"))
        u1.name, u1.parent, u1.region = "改了名的局", "b1", "别处"
        db.session.commit()
        judge_many([li.id])
        judge_many([li.id], 2024)
        assert report(two_years, LAST_DAY, year=2024) == before
        now_told = report(two_years, year=2024).decode()
        assert now_told.split("\n")[2:] == exact.decode().split("\n")[2:]
        assert "东省甲局" not in report(two_years).decode()


def test_the_people_of_the_closed_year_are_told_where_they_stood(office, two_years):
    open_2025(two_years)
    with scope_of_site(two_years, "east"):
        db.session.get_one(Learner, ("east", learner_id(two_years, "east", "1001"))).unit = "u2"
        db.session.commit()
    assert "李一" in office.get("/admin/reports/people?year=2024&unit=u1").text
    assert "李一" not in office.get("/admin/reports/people?unit=u1").text
    assert office.get("/admin/reports?year=2024").status_code == 200


def refused_year(act):
    with pytest.raises(sa.exc.DatabaseError) as refused:
        act()
    db.session.rollback()
    return closed_year(refused.value)


def test_the_database_refuses_whatever_writes_into_the_closed_year(two_years):
    open_2025(two_years)
    with scope_of_site(two_years, "east"):
        li = learner_id(two_years, "east", "1001")

        def studied(year):
            db.session.add(
                LedgerEntry(
                    learner=li, year=year, at=now(), day=LAST_DAY, measure="study", bucket="", kind="grant",
                    raw=1, counted=1, code="counted", reason=None, ticket=None,
                )
            )  # fmt: skip
            db.session.flush()

        def offered():
            db.session.add(Course(year=2024, code="late", title="晚到的课", released=None, worth=None))
            db.session.flush()

        def judged():
            db.session.execute(sa.update(Standing).where(Standing.year == 2024).values(state="passed"))

        assert refused_year(lambda: studied(2024)) == "2024"
        assert refused_year(offered) == "2024"
        assert refused_year(judged) == "2024"
        assert refused_year(lambda: objected(two_years)) == "2024"
        studied(2025)


def test_a_page_that_would_change_the_closed_year_says_so_in_a_sentence(two_years):
    with scope_of_site(two_years, "east"):
        attempt = sat(two_years)
    open_2025(two_years)
    browser = Browser(two_years, "east")
    browser.sign_in("1001")
    answer = browser.post("/objections", {"about": "attempt", "key": str(attempt), "text": "不对"})
    assert answer.status_code == 409
    assert "2024年度已封存" in answer.text


def test_looking_at_a_closed_year_judges_nothing_anew(two_years):
    open_2025(two_years)
    with scope_of_site(two_years, "east"):
        li = learner_id(two_years, "east", "1001")
        kept = db.session.get_one(Standing, ("east", li, 2024)).state
        db.session.get_one(Learner, ("east", li)).active = False
        db.session.commit()
        assert current(li, 2024)[1].state == kept
        assert current(li)[1].state == "deactivated"


def test_opening_twice_comes_to_the_same_end(two_years):
    opened = open_2025(two_years)
    with scope_of_site(two_years, "east"):
        service.open_now(BY, dict(opened.areas), 2025, "")
        count = sa.select(sa.func.count()).select_from(PlaceYear)
        assert db.session.scalar(count) == 4
        with pytest.raises(Refused):
            service.open_here(turn(two_years), 2025, anyway=True)


def test_a_closed_year_is_opened_again_with_a_reason_alone(two_years):
    open_2025(two_years)
    with scope_of_site(two_years, "east"):
        with pytest.raises(BadInput):
            service.reopen_year(BY, "", 2024, " ")
        service.reopen_year(BY, "", 2024, "漏记一人")
        db.session.add(Course(year=2024, code="late", title="晚到的课", released=None, worth=None))
        db.session.flush()
        service.close_year(BY, "", 2024)
        with pytest.raises(Refused):
            service.close_year(BY, "", 2024)
        with pytest.raises(Refused):
            service.close_year(BY, "", 2025)
        with pytest.raises(NotFound):
            service.close_year(BY, "", 2020)
