"""Inspecting exemptions: a sample that is drawn again the same, and what has changed since last year."""

import io

import pytest
import python_calamine
import sqlalchemy as sa

from core.audit.models import AuditEntry
from core.db import db
from core.exemptions.models import ExemptionRow
from core.standings.models import Standing
from tests.sites import TODAY, Browser, learner_id, scope_of_site

ACCOUNTS = ("1001", "1002", "1003", "1004", "1005")


@pytest.fixture
def east(hall):
    """Everybody of two units has an approved exemption."""
    for account in ACCOUNTS:
        learner = learner_id(hall, "east", account)
        with scope_of_site(hall, "east"):
            trail = [{"act": "approve", "by": "x", "name": "钱四", "at": TODAY.isoformat(), "why": ""}]
            db.session.add(
                ExemptionRow(
                    learner=learner, year=2024, reason="illness", state="approved", trail=trail,
                    applied_at=TODAY, evidence="诊断证明存档",
                )
            )  # fmt: skip
            db.session.commit()
    return hall


def browser(app, account="office"):
    known = Browser(app, "east")
    known.sign_in_administrator(account)
    return known


def drawn(known, seed="2024-1", size=3):
    answer = known.get(f"/admin/exemptions/sample.xlsx?seed={seed}&size={size}")
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    return [row[1] for row in sheet.to_python()[1:]]


def test_the_same_seed_draws_the_same_and_another_seed_another_order(east):
    known = browser(east)
    assert drawn(known) == drawn(known)
    assert len(drawn(known)) == 3
    assert {tuple(drawn(known, seed)) for seed in "abcdefgh"} != {tuple(drawn(known))}


def test_a_sample_holds_no_more_than_there_are_and_the_units_of_whoever_draws(east):
    assert sorted(drawn(browser(east), size=500)) == list(ACCOUNTS)
    assert sorted(drawn(browser(east, "a2"), size=500)) == ["1002", "1005"]


def test_the_page_shows_the_sample_and_the_trail_says_who_drew_it(east):
    page = browser(east).get("/admin/exemptions/sample?seed=2024-1&size=2").text
    assert "从 5 项中抽取 2 项，抽取码 2024-1" in page
    with scope_of_site(east, "east"):
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "sample_exemptions")).one()
    assert entry.facts == {"seed": "2024-1", "size": "2", "among": "5"}


@pytest.mark.parametrize(
    "asked",
    ["seed=&size=3", "seed=x&size=0", "seed=x&size=501", "seed=x&size=drei", f"seed={'x' * 41}&size=3"],
)
def test_a_sample_that_cannot_be_drawn_is_said_at_its_field(east, asked):
    assert browser(east).get(f"/admin/exemptions/sample?{asked}").status_code == 400


def test_what_has_changed_since_last_year_stands_unit_by_unit(hall):
    states = {"1001": ("exempt", "exempt"), "1002": ("studying", "exempt"), "1003": ("exempt", "passed")}
    for account, (last, this) in states.items():
        learner = learner_id(hall, "east", account)
        with scope_of_site(hall, "east"):
            for year, found in ((2023, last), (2024, this)):
                db.session.add(
                    Standing(
                        learner=learner, year=year, state=found, outcome={}, inputs={}, formula="x",
                        rules_digest="x", judged_at=TODAY,
                    )
                )  # fmt: skip
            db.session.commit()
    known = browser(hall)
    page = known.get("/admin/exemptions/changes").text
    for name in ("李一", "赵二", "周三"):
        assert name in page
    new = known.get("/admin/exemptions/changes?change=new").text
    assert "赵二" in new
    assert "周三" not in new
    assert "赵二" not in browser(hall, "a1").get("/admin/exemptions/changes").text
