"""The unit report and the learner report, as administrators of a unit, an area and the whole read them."""

import re
from datetime import timedelta

import pytest

from core.db import db
from core.tenancy.clock import set_clock
from tests.core.reports.test_counting import judged, standing
from tests.sites import TODAY, Browser, learner_id, scope_of_site

DONE = "studied finished_study"


@pytest.fixture
def figures(site_app):
    """Li has passed, Zhao studies, Qian was exempt, the others were never judged."""
    with scope_of_site(site_app, "east"):
        for account, state, did in (
            ("1001", "passed", DONE),
            ("1002", "studying", "studied"),
            ("1004", "exempt", ""),
        ):
            judged(standing(learner_id(site_app, "east", account), TODAY - timedelta(days=3), state, did))
        db.session.commit()
    return site_app


def signed_in(app, account):
    browser = Browser(app, "east")
    browser.sign_in_administrator(account)
    return browser


def cells(page, name):
    """The cells of the row that begins with a name."""
    row = re.search(rf'<tr>\s*<th scope="row">(?:<a [^>]*>)?{name}.*?</tr>', page, re.DOTALL)
    assert row, page
    plain = re.sub(r"<[^>]+>", " ", row[0])
    return plain.split()


def test_an_office_reads_the_tree_with_rates_and_their_denominators(figures):
    page = signed_in(figures, "office").get("/admin/reports").text
    assert cells(page, "东省甲局")[1:5] == ["2", "1", "1", "1"]  # to take part, exempt, started, finished
    assert cells(page, "东省乙局")[1:5] == ["2", "0", "1", "0"]
    assert "统计口径" in page
    assert "分母：" in page


def test_a_units_administrator_sees_no_other_unit(figures):
    browser = signed_in(figures, "a1")
    assert "东省乙局" not in browser.get("/admin/reports").text
    assert browser.get("/admin/reports?unit=u2").status_code == 404
    assert browser.get("/admin/reports/people?unit=u0").status_code == 404
    assert "赵二" not in browser.get("/admin/reports/people").text


def test_the_office_of_an_area_sees_the_area_alone(figures):
    browser = Browser(figures, "bay")
    browser.sign_in_administrator("bay")
    page = browser.get("/admin/reports")
    assert page.status_code == 200
    assert "东省甲局" not in page.text


def test_a_figure_leads_to_its_people(figures):
    browser = signed_in(figures, "office")
    page = browser.get("/admin/reports/people?unit=u1&of=passed").text
    assert "李一" in page
    assert "周三" not in page
    assert "周三" in browser.get("/admin/reports/people?unit=u1&of=not_started").text


def test_a_past_day_shows_what_stood_then(figures):
    browser, day = signed_in(figures, "office"), TODAY.date() + timedelta(days=1)
    with scope_of_site(figures, "east"):
        set_clock(TODAY + timedelta(days=3))
        judged(standing(learner_id(figures, "east", "1002"), TODAY + timedelta(days=3), "passed", DONE))
        db.session.commit()
    assert "赵二" in browser.get("/admin/reports/people?of=passed").text
    then = browser.get(f"/admin/reports/people?of=passed&on={day}").text
    assert "李一" in then
    assert "赵二" not in then
    assert "赵二" in browser.get(f"/admin/reports/people?of=started&on={day}").text
    assert "截至2024年6月4日的数据" in browser.get(f"/admin/reports?on={day}").text


def test_filters_stay_in_the_address_and_nonsense_is_left_out(figures):
    browser = signed_in(figures, "office")
    page = browser.get("/admin/reports?level=city&by=kind").text
    assert "level=city&amp;" in page or "level=city" in page
    odd = browser.get("/admin/reports?by=x&on=2024-99-99&sort=;drop&page=²&of=<b>")
    assert odd.status_code == 200
    assert "of=<b>" not in odd.text


@pytest.mark.parametrize("by", ["unit", "region", "sector", "kind", "level", "tier", "rank"])
def test_figures_told_apart_otherwise_have_the_same_sum(figures, by):
    page = signed_in(figures, "office").get(f"/admin/reports?by={by}").text
    counts = re.search(r"应参加</dt>\s*<dd><a [^>]*>(\d+)</a>", page)
    assert counts, page[page.index("x-counts") :][:600]
    assert counts[1] == "5"


def test_an_editor_has_no_reports(figures):
    assert signed_in(figures, "editor").get("/admin/reports").status_code == 404
