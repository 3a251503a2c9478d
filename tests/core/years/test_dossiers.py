"""What stays of the years: a person's study file and a unit's archive, as pages, papers and sheets."""

from uuid import uuid4

import pypdfium2
import pytest
import sqlalchemy as sa

from core.audit.models import AuditEntry
from core.db import db
from core.standings.service import judge_all
from tests.core.years.test_opening import open_2025, sat
from tests.sites import Browser, learner_id, scope_of_site


@pytest.fixture
def filed(two_years):
    """Two years on file: Li has sat the exam of the first."""
    with scope_of_site(two_years, "east"):
        sat(two_years)
        list(judge_all())
    open_2025(two_years)
    return two_years


def signed_in(app, account, host="east"):
    browser = Browser(app, host)
    browser.sign_in(account) if account.isdigit() else browser.sign_in_administrator(account)
    return browser


def words_of(answer) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.data))


def test_a_learner_reads_every_year_on_file_with_its_exam(filed):
    page = signed_in(filed, "1001").get("/study-file").text
    assert page.index("2025") < page.index("2024")
    assert "年度学法考试" in page
    paper = words_of(signed_in(filed, "1001").get("/study-file.pdf"))
    assert "个人学法档案" in paper
    assert "李一" in paper


def test_the_administrator_reads_the_same_and_a_paper_taken_stands_in_the_trail(filed):
    qian, li = signed_in(filed, "a1"), learner_id(filed, "east", "1001")
    assert "年度学法考试" in qian.get(f"/admin/learners/{li}/study-file").text
    paper = words_of(qian.get(f"/admin/learners/{li}/study-file.pdf"))
    assert "由钱四于" in paper
    with scope_of_site(filed, "east"):
        assert db.session.scalar(sa.select(AuditEntry.id).where(AuditEntry.act == "take_study_file"))


def test_a_units_archive_tells_figures_people_and_results_of_its_year(filed):
    qian = signed_in(filed, "a1")
    assert "/admin/archives/u1/2024.pdf" in qian.get("/admin/archives").text
    paper = words_of(qian.get("/admin/archives/u1/2024.pdf"))
    assert "2024年度单位普法档案" in paper
    assert "李一" in paper
    assert "／" in paper
    assert qian.get("/admin/archives/u1/2025.xlsx").data[:2] == b"PK"


def test_nobody_takes_what_is_not_theirs_or_not_there(filed):
    qian, zhao = signed_in(filed, "a1"), learner_id(filed, "east", "1002")
    for address in (
        f"/admin/learners/{zhao}/study-file",
        f"/admin/learners/{zhao}/study-file.pdf",
        f"/admin/learners/{uuid4()}/study-file",
        "/admin/archives/u2/2024.pdf",
        "/admin/archives/u1/1999.pdf",
        "/admin/archives/u1/2024.exe",
        "/admin/archives/none/2024.pdf",
    ):
        assert qian.get(address).status_code == 404, address
    west = signed_in(filed, "office", "west")
    assert west.get(f"/admin/learners/{zhao}/study-file.pdf").status_code == 404
    assert qian.get("/admin/archives?page=²").status_code == 200
