"""The administrator's list, one learner's page and the acts on it: who sees whom, and what each act leaves behind."""

from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from core.accounts.models import Learner
from core.accounts.service import NewLearner, add_learners
from core.audit.service import entries_of
from core.console import lists
from core.db import db
from core.standings.service import judge_all
from tests.sites import Browser, learner_id, scope_of_site

ZONE = ZoneInfo("Asia/Shanghai")


def browser_of(app: Flask, account: str, host: str = "east") -> Browser:
    known = Browser(app, host)
    known.sign_in_administrator(account)
    return known


@pytest.fixture
def office(site_app: Flask) -> Browser:
    return browser_of(site_app, "office")


@pytest.fixture
def over_li(site_app: Flask) -> Browser:
    return browser_of(site_app, "a1")


@pytest.fixture
def li(site_app: Flask) -> UUID:
    return learner_id(site_app, "east", "1001")


def names_in(page: str) -> list[str]:
    """The learners of a page of the list, in its order."""
    body = page[page.index("<tbody") :] if "<tbody" in page else ""
    places = {name: body.find(f">{name}<") for name in ("李一", "赵二", "周三", "钱四", "李伊", "孙五")}
    return sorted((name for name, at in places.items() if at >= 0), key=places.__getitem__)


def test_a_unit_administrator_sees_the_subtree_alone(over_li, office):
    assert set(names_in(over_li.get("/admin/learners").text)) == {"李一", "周三", "钱四"}
    assert set(names_in(office.get("/admin/learners").text)) == {
        "李一",
        "赵二",
        "周三",
        "钱四",
        "李伊",
        "孙五",
    }


def test_an_areas_office_sees_its_area_alone(site_app):
    assert names_in(browser_of(site_app, "bay", "bay").get("/admin/learners").text) == ["孙五"]


def test_another_units_learner_is_not_found_for_looking_nor_for_acting(site_app, li):
    beside = browser_of(site_app, "a2")
    page = f"/admin/learners/{li}"
    assert beside.get(page).status_code == 404
    assert beside.get(f"{page}/confirm/reset").status_code == 404
    for act in ("reset", "unlock", "places"):
        assert beside.post(f"{page}/{act}", {"exam": "yearly", "release": "yes"}).status_code == 404
    assert beside.post(f"{page}/deactivate", {"reason": "x"}).status_code == 404


def test_another_provinces_learner_is_not_found(office, site_app):
    foreign = learner_id(site_app, "west", "1001")
    assert office.get(f"/admin/learners/{foreign}").status_code == 404
    assert office.post(f"/admin/learners/{foreign}/reset").status_code == 404
    assert office.get(f"/admin/learners/{uuid4()}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "found"), [("李", {"李一", "李伊"}), ("1002", {"赵二"}), ("zhao", {"赵二"}), ("无", set())]
)
def test_the_list_is_searched_by_name_pinyin_and_number(office, typed, found):
    assert set(names_in(office.get("/admin/learners", query_string={"q": typed}).text)) == found


def test_the_list_is_filtered_by_state_with_counts(office, site_app):
    with scope_of_site(site_app, "east"):
        list(judge_all())
    assert len(names_in(office.get("/admin/learners?state=not_started").text)) == 6
    assert names_in(office.get("/admin/learners?state=passed").text) == []


def test_the_list_is_sorted_by_name_and_by_number(office):
    by_number = names_in(office.get("/admin/learners?sort=account").text)
    assert by_number == ["李一", "赵二", "周三", "钱四", "李伊", "孙五"]
    assert names_in(office.get("/admin/learners?sort=name").text) != by_number


def test_pages_of_the_list_follow_each_other_without_gap(office, monkeypatch):
    monkeypatch.setattr(lists.LearnerList, "size", 4)
    first = names_in(office.get("/admin/learners?sort=account").text)
    second = names_in(office.get("/admin/learners?sort=account&page=2").text)
    assert first == ["李一", "赵二", "周三", "钱四"]
    assert second == ["李伊", "孙五"]
    beyond = office.get("/admin/learners?sort=account&page=9").text
    assert names_in(beyond) == second
    assert "第 5–6 条，共 6 条" in beyond


@pytest.mark.parametrize(
    "query",
    [
        "page=-1",
        "page=x",
        "page=0",
        "page=%C2%B2",
        "page=99999999999999999999",
        "sort=drop",
        "state=nothing",
        "unit=none",
        "q=%25",
    ],
)
def test_an_address_that_makes_no_sense_is_answered(office, query):
    assert office.get(f"/admin/learners?{query}").status_code == 200


def test_the_desk_shows_who_is_behind(over_li):
    page = over_li.get("/admin").text
    assert "李一" in page
    assert "赵二" not in page


def test_the_learners_page_shows_the_same_verdict_as_the_learner_reads(office, site_app, li):
    own = Browser(site_app, "east")
    own.sign_in("1001")
    told, page = own.get("/api/v1/standing").json, office.get(f"/admin/learners/{li}").text
    assert told["word"] in page
    assert all(line["item"] in page and line["because"] in page for line in told["lines"])


def test_every_act_asks_first_and_says_what_will_happen(office, li):
    for act in ("reset", "unlock", "deactivate", "reactivate"):
        page = office.get(f"/admin/learners/{li}/confirm/{act}").text
        assert "李一（1001）" in page
    assert office.get(f"/admin/learners/{li}/confirm/delete").status_code == 404


def test_a_reset_ends_sign_ins_and_is_written_down(over_li, site_app, li):
    own = Browser(site_app, "east")
    own.sign_in("1001")
    over_li.post(f"/admin/learners/{li}/reset")
    assert own.get("/account").status_code == 302
    with scope_of_site(site_app, "east"):
        assert db.session.get_one(Learner, ("east", li)).must_change
        assert [entry.act for entry in entries_of(str(li))] == ["reset_password"]
    assert "重置密码" in over_li.get(f"/admin/learners/{li}").text


def test_a_lock_is_lifted(over_li, site_app, li):
    with scope_of_site(site_app, "east"):
        row = db.session.get_one(Learner, ("east", li))
        row.failures, row.locked_until = 5, datetime(2030, 1, 1, tzinfo=ZONE)
        db.session.commit()
    assert "解除锁定" in over_li.get(f"/admin/learners/{li}").text
    over_li.post(f"/admin/learners/{li}/unlock")
    assert Browser(site_app, "east").sign_in("1001").headers["Location"] == "/"


def test_deactivating_needs_a_reason_and_takes_the_learner_out_of_the_year(over_li, site_app, li):
    assert over_li.post(f"/admin/learners/{li}/deactivate", {"reason": " "}).status_code == 400
    over_li.post(f"/admin/learners/{li}/deactivate", {"reason": "已调离"})
    page = over_li.get(f"/admin/learners/{li}").text
    assert "已停用" in page
    assert "已调离" in page
    assert Browser(site_app, "east").sign_in("1001").status_code != 302
    over_li.post(f"/admin/learners/{li}/reactivate", {"reason": "误操作"})
    assert "误操作" in over_li.get(f"/admin/learners/{li}").text
    with scope_of_site(site_app, "east"):
        assert db.session.get_one(Learner, ("east", li)).active


def test_an_unknown_act_is_not_found(office, li):
    assert office.post(f"/admin/learners/{li}/delete").status_code == 404


def test_a_learner_sees_nothing_of_the_console(site_app, li):
    own = Browser(site_app, "east")
    own.sign_in("1001")
    assert own.get("/admin/learners").status_code == 404
    assert own.get(f"/admin/learners/{li}").status_code == 404


def test_a_place_that_does_not_exist_cannot_be_booked(office, li):
    page = f"/admin/learners/{li}/places"
    assert office.post(page, {"exam": "yearly", "opens": "soon"}).status_code == 400
    assert office.post(page, {"exam": "yearly", "opens": "2024-05-01T09:00"}).status_code == 400
    assert office.post(page, {"exam": "none", "opens": "2024-05-01T09:00+08:00"}).status_code == 404
    assert office.post(page, {"exam": "yearly", "release": "yes"}).status_code == 404


def test_a_list_of_many_learners_takes_few_statements(office, site_app):
    with scope_of_site(site_app, "east") as site:
        add_learners(site, [NewLearner(unit="u1", account=f"2{n:03}", name=f"学员{n}") for n in range(60)])
        engine = db.session.get_bind()
    told: list[str] = []

    def count(*about: object) -> None:
        told.append(str(about[2]))

    sa.event.listen(engine, "before_cursor_execute", count)
    try:
        assert "学员1" in office.get("/admin/learners?sort=account").text
    finally:
        sa.event.remove(engine, "before_cursor_execute", count)
    assert 0 < len(told) < 25
