"""Roles of administrators: what each does and sees, whom it appoints, and where its work begins."""

import re
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
import sqlalchemy as sa

from core.accounts.models import Administrator, CohortEntry, CohortList, Unit
from core.accounts.scope import administrators_of, scope_of
from core.db import db
from core.web.roles import DUTIES, Role, Work, may, those_who
from core.web.site import Viewer
from tests.sites import TODAY, Browser, learner_id, scope_of_site

ROLES = [role for role in DUTIES if role]
WIDTH = {"nothing": 0, "cohort": 0, "below": 1, "area": 2, "place": 3}


def entered(app, account: str) -> Browser:
    browser = Browser(app, "east")
    browser.sign_in_administrator(account)
    return browser


def viewer(role: Role, unit: str, area: str = "") -> Viewer:
    return Viewer(id=learner_id_of_nobody, kind="administrator", name="", role=role, unit=unit, area=area)


learner_id_of_nobody = Administrator.__table__.c.id.default.arg(None)


def test_every_role_has_duties_and_every_work_somebody_who_does_it():
    assert set(DUTIES) == set(get_args(Role))
    assert all(those_who(work) for work in get_args(Work))
    assert not may("", "own")
    assert not may("emperor", "units")


@pytest.mark.parametrize("role", ROLES)
def test_nobody_appoints_above_themselves(role):
    """The office answers for the questions' editors without being one."""
    giver = DUTIES[role]
    for given in giver.appoints:
        assert (
            DUTIES[given].may - giver.may <= {"questions", "orders"}
            if role == "provincial_office"
            else (DUTIES[given].may <= giver.may)
        )
        assert WIDTH[DUTIES[given].reach] <= WIDTH[giver.reach]


def test_the_documentation_says_what_the_table_says():
    page = (Path(__file__).parents[3] / "docs" / "roles.md").read_text(encoding="utf-8")
    told = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `")}
    assert set(told) == set(ROLES)
    for role, line in told.items():
        sees, does, gives = (cell.strip(" |") for cell in line.split(" | ")[2:5])
        duties = DUTIES[role]
        assert sees == duties.reach
        assert set(does.split(", ")) == duties.may
        assert gives == (
            "every role" if len(duties.appoints) == len(ROLES) else ", ".join(duties.appoints) or "–"
        )


def test_who_appoints_nobody_is_offered_no_role_and_refused_one(site_app):
    for account in ("reader", "reviewer", "finance", "organiser", "editor"):
        new_one = {"account": "n1", "name": "新", "role": "reader"}
        assert entered(site_app, account).post("/admin/units/u1/administrator", new_one).status_code == 404
    unit = entered(site_app, "a1")
    page = unit.get("/admin/units/u1/administrator").text
    assert "只读人员" in page
    assert "财务人员" not in page
    given = {"account": "n2", "name": "新阅", "role": "reader"}
    assert unit.post("/admin/units/u1/administrator", {**given, "role": "finance"}).status_code == 404
    assert unit.post("/admin/units/u1/administrator", given).status_code == 302


def test_an_organiser_sees_the_people_of_the_cohort_wherever_they_are(site_app):
    zhao = learner_id(site_app, "east", "1002")
    with scope_of_site(site_app, "east"):
        row = CohortList(year=2024, cohort="sector", title="公安系统", unit="u0")
        db.session.add(row)
        db.session.flush()
        entry = {"since": TODAY, "until": TODAY + timedelta(days=90), "reason": "x", "by_name": "郑七"}
        db.session.add(CohortEntry(list=row.id, learner=zhao, **entry))
        db.session.commit()
    organiser = entered(site_app, "organiser")
    page = organiser.get("/admin/learners").text
    assert "赵二" in page
    assert "李一" not in page
    assert organiser.get(f"/admin/learners/{zhao}").status_code == 200
    assert "重置密码" not in organiser.get(f"/admin/learners/{zhao}").text
    li = learner_id(site_app, "east", "1001")
    assert organiser.get(f"/admin/learners/{li}").status_code == 404
    assert organiser.post(f"/admin/learners/{zhao}/unlock").status_code == 404


def test_an_areas_office_sees_its_region_but_not_the_provinces_own_units(site_app):
    with scope_of_site(site_app, "east"):
        for code, region, direct in (("u1", "甲市", False), ("u2", "甲市", False), ("u0", "甲市", True)):
            values = {"region": region, "provincial_direct": direct}
            db.session.execute(sa.update(Unit).where(Unit.code == code).values(values))
        assert scope_of(viewer("area_office", "u1")).units == {"u1", "u2"}
        assert scope_of(viewer("area_office", "b1", "bay")).units == {"b1"}
        assert scope_of(viewer("reader", "u0")).units == {"u0", "u1", "u2", "b1"}
        assert scope_of(viewer("content_editor", "u0")).units == frozenset()


@pytest.mark.parametrize(
    ("account", "begins", "shown"),
    [
        ("reader", "/admin/reports", {"报表"}),
        ("finance", "/admin/fees", {"缴费"}),
        ("organiser", "/admin/learners", {"学员", "正在考试"}),
        ("editor", "/admin/questions", {"题目", "课程"}),
        ("reviewer", "/account", set()),  # the cast's year has no exemption that people decide
    ],
)
def test_each_begins_where_their_work_is_and_is_shown_nothing_else(site_app, account, begins, shown):
    browser = entered(site_app, account)
    assert browser.get("/admin").headers["Location"] == begins
    page = browser.get(begins).text
    labels = set(re.findall(r"<li><a [^>]*>.*?<span>(.*?)</span>", page))
    assert shown <= labels
    assert not labels & ({"学员", "报表", "免考", "缴费", "题目", "年度规则", "操作日志"} - shown)


def test_only_those_who_look_after_units_are_named_as_help(site_app):
    with scope_of_site(site_app, "east"):
        assert [one.name for one in administrators_of("u1")] == ["钱四", "司一"]
