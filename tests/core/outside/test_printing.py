"""Papers for a room without network: drawn once, printed the same again, handed out by rule, keys to nobody else."""

import re
from datetime import timedelta

import pypdfium2
import pytest
import sqlalchemy as sa

from core.audit.models import AuditEntry
from core.courses import service as courses
from core.courses.models import Question
from core.db import db
from core.errors import BadInput, Refused
from core.exams.service import bank_for
from core.outside.models import Printing
from core.outside.offers import sittings_of
from core.outside.printing import Order, draw_variants, print_papers, variant_of
from core.outside.sheets import pdf_of, variant
from core.tenancy.clock import set_clock
from tests.access_world import fill_shelves
from tests.core.outside.world import YEARLY, browser, offer_here, office, printed
from tests.sites import TODAY, Browser, scope_of_site

WHATS = ("paper", "sheet", "key")


@pytest.fixture
def room(site_app):
    fill_shelves(site_app)
    return site_app


def files_of(app, row):
    with office(app):
        row = db.session.scalars(sa.select(Printing).where(Printing.id == row.id)).one()
        return [pdf_of(variant(row, place), what) for place in range(len(row.variants)) for what in WHATS]


def pages_of(pdf):
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_each_variant_has_the_questions_that_the_blueprint_asks_in_its_own_order(room):
    row = printed(room, variants=3)
    assert [len(paper) for paper in row.variants] == [5, 5, 5]
    assert len({str(paper) for paper in row.variants}) == 3
    assert all(len({kept["code"] for kept in paper}) == 5 for paper in row.variants)


def test_a_variant_is_a_function_of_exam_bank_blueprint_and_seed(room):
    row = printed(room)
    with office(room) as (site, who, _):
        offer = offer_here(site, who)
        again = draw_variants(row, offer, bank_for(2024, "", TODAY.date(), counts=True), 2)
        row.seed = "other"
        other = draw_variants(row, offer, bank_for(2024, "", TODAY.date(), counts=True), 2)
        db.session.rollback()
    assert again == printed_variants(room, row.id) != other


def printed_variants(app, printing):
    with office(app):
        return db.session.scalars(sa.select(Printing.variants).where(Printing.id == printing)).one()


def test_it_is_printed_byte_for_byte_again_after_the_bank_has_changed(room):
    row = printed(room, room="三楼会议室")
    before = files_of(room, row)
    with scope_of_site(room, "east"):
        for kept in row.variants[0]:
            courses.retire_question(2024, kept["code"])
    assert files_of(room, row) == before


def test_paper_sheet_and_key_are_separate_files_with_pages_and_an_embedded_font(room):
    paper, sheet, key = files_of(room, printed(room, variants=1))
    for pdf in (paper, sheet, key):
        assert pdf.startswith(b"%PDF")
        assert b"/FontFile2" in pdf
        assert pages_of(pdf) == 1
    assert len({paper, sheet, key}) == 3


def test_the_paper_shows_code_lines_and_questions_and_only_the_key_file_shows_the_key(room):
    row = printed(room, variants=1)
    paper, sheet, key = (text_of(pdf) for pdf in files_of(room, row))
    for text in (paper, sheet, key):
        assert f"{row.code}-A" in text
        assert "年度学法考试" in text
        assert "第 1 页，共 1 页" in text
        assert "测发〔2024〕1号 四" in text
    for text in (paper, sheet):
        assert "姓名" in text
        assert "考场" in text
    letters = ["ABCD"[kept["order"].index(0)] for kept in row.variants[0]]
    assert re.findall(r"\d\. ([A-D]+)", key) == letters
    assert all(kept["code"] in key for kept in row.variants[0])
    assert "阅卷专用" in key
    assert "阅卷专用" not in paper + sheet


def text_of(pdf):
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_a_long_paper_breaks_between_questions_and_numbers_its_pages(room):
    row = printed(room, variants=1)
    with office(room):
        row = db.session.scalars(sa.select(Printing).where(Printing.id == row.id)).one()
        db.session.execute(sa.update(Question).values(stem="法" * 1200))
        pdf = pdf_of(variant(row, 0), "paper")
        db.session.rollback()
    assert pages_of(pdf) > 2


def test_the_code_on_the_sheets_leads_back_to_the_variant(room):
    row = printed(room)
    with office(room):
        found, place = variant_of(f" {row.code.lower()}-b ")
        assert (found.id, place) == (row.id, 1)
        assert variant_of(f"{row.code}-C") is None
        assert variant_of("") is None


@pytest.mark.parametrize("count", [0, 9])
def test_so_many_variants_are_refused(room, count):
    with pytest.raises(BadInput):
        printed(room, variants=count)


def test_signs_that_would_be_printed_blank_are_named_before_anything_is_kept(room):
    with office(room) as (site, who, by):
        db.session.execute(sa.update(Question).values(stem="\U0001f600 是什么"))
        offer = offer_here(site, who)
        with pytest.raises(Refused, match="\U0001f600"):
            print_papers(by, who, offer, Order(sitting=sittings_of(site, offer)[0], variants=1))


def test_who_prints_is_the_role_of_the_rule(room):
    row = printed(room)
    for account in ("a1", "bay"):
        other = browser(room, account) if account == "a1" else Browser(room, "bay")
        if account == "bay":
            other.sign_in_administrator(account)
        assert other.get(f"/admin/paper-exams/{row.id}").status_code == 404
        assert other.get(f"/admin/paper-exams/{row.id}/A/key.pdf").status_code == 404
    assert browser(room, "a1").post("/admin/paper-exams", {"exam": YEARLY}).status_code == 404


def test_files_are_refused_before_their_hour_with_the_rule_and_taken_after_it_with_a_trace(room):
    row, known = printed(room), browser(room)
    path = f"/admin/paper-exams/{row.id}/A"
    opens = row.opens
    with scope_of_site(room, "east"):
        set_clock(opens - timedelta(hours=3))
    refused = known.get(f"{path}/key.pdf")
    assert refused.status_code == 409
    assert "四" in refused.text
    assert known.get(f"{path}/paper.pdf").mimetype == "application/pdf"
    with scope_of_site(room, "east"):
        set_clock(opens - timedelta(hours=2))
    assert known.get(f"{path}/key.pdf").mimetype == "application/pdf"
    with scope_of_site(room, "east"):
        acts = db.session.scalars(sa.select(AuditEntry.act).where(AuditEntry.subject == f"printing/{row.id}"))
        assert sorted(acts) == ["print_papers", "take_key", "take_paper"]
        set_clock(TODAY)


def test_an_administrator_who_is_a_learner_as_well_gets_no_key_before_the_end(room):
    row = printed(room)
    with office(room) as (_, _, _):
        from core.accounts.models import Administrator
        from tests.sites import learner_id

        learner = learner_id(room, "east", "1004")
        db.session.execute(
            sa.update(Administrator).where(Administrator.account == "office").values(learner=learner)
        )
        db.session.commit()
    assert browser(room).get(f"/admin/paper-exams/{row.id}/A/key.pdf").status_code == 409


def test_learners_are_told_that_there_is_nothing(room):
    row = printed(room)
    li = Browser(room, "east")
    li.sign_in("1001")
    assert li.get(f"/admin/paper-exams/{row.id}/A/key.pdf").status_code == 404


def test_the_office_draws_papers_in_the_browser(room):
    known = browser(room)
    page = known.get("/admin/paper-exams").text
    opens = re.search(r'<option value="(2024-[^"]+)"', page)[1]
    assert (
        known.post("/admin/paper-exams", {"exam": YEARLY, "opens": opens, "variants": "x"}).status_code == 400
    )
    made = known.post(
        "/admin/paper-exams", {"exam": YEARLY, "opens": opens, "variants": "2", "room": "一号考场"}
    )
    page = known.get(made.headers["Location"]).text
    assert "一号考场" in page
    assert page.count(".pdf") == 6
    assert "/admin/paper-exams" in known.get("/admin").text
