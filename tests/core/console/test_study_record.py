"""A learner's study record as their administrator reads it: the very entries that the learner reads."""

import re
from datetime import timedelta

import pytest

from core.courses import service as courses
from core.courses.service import Correction, PastLesson
from tests.access_world import fill_shelves
from tests.sites import Browser, learner_id, scope_of_site


@pytest.fixture
def li(site_app):
    """Li with a lesson, one before the study period, and a correction."""
    fill_shelves(site_app)
    known = learner_id(site_app, "east", "1001")
    with scope_of_site(site_app, "east"):
        ly = courses.learner_year(known)
        done = [PastLesson(course="law", lesson="l1", at=ly.at - timedelta(hours=2))]
        courses.enter_history(ly, courses.shelf_for(ly), done)
        correction = Correction(amount=1, reason="停电补记", by="钱四", reference="异议1")
        assert courses.correct(ly, correction)
    return known


def browser(app, account, *, learner=False):
    known = Browser(app, "east")
    (known.sign_in if learner else known.sign_in_administrator)(account)
    return known


def rows_of(page):
    """The table's text, without the learner's links to objections."""
    table = re.search(r"<tbody>(.*)</tbody>", page, re.DOTALL)
    assert table, page
    plain = re.sub(r'<a class="x-no-print" href="/objections.*?</a>', "", table[1], flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", plain)).strip()


def test_the_administrator_reads_the_entries_that_the_learner_reads(site_app, li):
    own = rows_of(browser(site_app, "1001", learner=True).get("/study-record").text)
    told = browser(site_app, "a1").get(f"/admin/learners/{li}/study-record").text
    assert rows_of(told) == own
    assert "停电补记" in own
    assert "/objections/new" not in told


def test_it_is_reached_from_the_learners_page(site_app, li):
    assert (
        f'href="/admin/learners/{li}/study-record"'
        in browser(site_app, "a1").get(f"/admin/learners/{li}").text
    )


def test_another_units_administrator_is_told_that_there_is_nothing(site_app, li):
    assert browser(site_app, "a2").get(f"/admin/learners/{li}/study-record").status_code == 404


def test_a_learner_without_entries_has_an_empty_record(site_app):
    zhao = learner_id(site_app, "east", "1002")
    assert "还没有记录" in browser(site_app, "a2").get(f"/admin/learners/{zhao}/study-record").text
