"""What an administrator does about a learner's places, and the way to an exemption, in a province whose rules know both."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from core.decisions.exemptions import Exemption, Exemptions
from core.decisions.slots import Booking
from core.tenancy.tenant import Tenant
from plugins.exemptions import ByApproval
from plugins.slots import DailySlots
from tests.core.decisions.years import ARTICLE
from tests.sites import Browser, learner_id

SLOTS = DailySlots(
    first=date(2024, 9, 10),
    last=date(2024, 9, 11),
    times=(timedelta(hours=9), timedelta(hours=14)),
    minutes=60,
    capacity=1,
    cite=ARTICLE,
)
FIRST, SECOND = "2024-09-10T09:00:00+08:00", "2024-09-10T14:00:00+08:00"


@pytest.fixture
def page(site_app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """The learner's page, under rules with a two-step exemption and an exam with places."""
    real = Tenant.rules_for

    def rules_for(tenant: Tenant, *asked: object, **more: object):
        rules = real(tenant, *asked, **more)
        other = Exemption(when=ByApproval(), approval=("unit", "personnel"), cite=ARTICLE)
        yearly = replace(
            rules.exams["yearly"], plan=SLOTS, booking=Booking(by=("administrator",), cite=ARTICLE)
        )
        known = Exemptions(reasons={"seconded": other}, cite=ARTICLE)
        return replace(rules, exemptions=known, exams={"yearly": yearly})

    monkeypatch.setattr(Tenant, "rules_for", rules_for)
    return f"/admin/learners/{learner_id(site_app, 'east', '1001')}"


@pytest.fixture
def office(site_app: Flask) -> Browser:
    known = Browser(site_app, "east")
    known.sign_in_administrator("office")
    return known


def test_a_place_is_booked_moved_and_released(office, page):
    assert "已报0人" in office.get(page).text
    office.post(f"{page}/places", {"exam": "yearly", "opens": FIRST})
    assert "已报考：2024年9月10日 09:00" in office.get(page).text
    office.post(f"{page}/places", {"exam": "yearly", "opens": SECOND})
    assert "已报考：2024年9月10日 14:00" in office.get(page).text
    office.post(f"{page}/places", {"exam": "yearly", "release": "yes"})
    told = office.get(page).text
    assert "已报考" not in told
    assert "取消报考" in told


def test_a_full_sitting_takes_nobody_more_and_says_why(office, page, site_app):
    other = f"/admin/learners/{learner_id(site_app, 'east', '1002')}"
    office.post(f"{page}/places", {"exam": "yearly", "opens": FIRST})
    refused = office.post(f"{other}/places", {"exam": "yearly", "opens": FIRST})
    assert refused.status_code == 409
    assert "这个场次不能报考。" in refused.text
    assert "已报考" not in office.get(other).text


def test_another_units_administrator_books_no_place(office, page, site_app):
    beside = Browser(site_app, "east")
    beside.sign_in_administrator("a2")
    assert beside.post(f"{page}/places", {"exam": "yearly", "opens": FIRST}).status_code == 404
    assert "已报0人" in office.get(page).text


def test_the_page_leads_to_an_application_for_exemption(office, page):
    assert page.replace("learners/", "exemptions/new/") in office.get(page).text
