"""A bulletin: numbered, ranked with ties, compared with the last, kept for good, and laid out as the standard asks."""

import re
from io import BytesIO

import docx
import psycopg
import pypdfium2 as pdfium
import pytest
import sqlalchemy as sa
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from core.certificates.typeface import width
from core.db import db
from core.decisions.participation import Share
from core.decisions.ranking import ranking
from core.reports.docx_file import docx_of
from core.reports.models import Bulletin
from core.reports.official import Document, Paragraph
from core.reports.pdf_file import SIGN, folded, pdf_of
from core.tenancy.scope import tenant_scope
from tests.core.reports.test_counting import judged, standing
from tests.core.reports.test_pages import DONE, figures, signed_in
from tests.sites import TODAY, learner_id, scope_of_site

__all__ = ["figures"]
MM = 72 / 25.4
LONG = "各单位要把学法用法同本职工作结合起来，" * 40
WORDING = {
    "title": "关于2024年度学法考试情况的通报",
    "issuer": "东省普法办公室",
    "to": "各单位：",
    "remarks": "免考一人。\n另有一次停电。",
}
DOCUMENT = Document(
    head="东省普法办公室文件",
    number="通报〔2024〕1号",
    title="关于2024年度学法考试情况的通报",
    to="各单位：",
    text=[
        Paragraph("heading", "一、总体情况"),
        *(Paragraph("body", "国" * 400) for _ in range(3)),
        Paragraph("body", LONG),
    ],
    signed="东省普法办公室",
    day="2024年6月3日",
    columns=["名次", "名称", "合格率"],
    rows=[[str(number), f"第{number}单位", "90%"] for number in range(1, 60)],
    caption="附件：情况表",
)


def issued(browser, **more):
    answer = browser.post("/admin/reports/bulletins", {**WORDING, **more})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def test_the_same_rate_shares_a_rank_and_the_next_is_counted_on():
    shares = {"a": Share(1, 2), "b": Share(2, 3), "c": Share(3, 6), "d": Share(0, 4), "e": Share(0, 0)}
    found = [(one.key, one.rank, one.tied) for one in ranking(shares)]
    assert found == [("b", 1, False), ("a", 2, True), ("c", 2, True), ("d", 4, False), ("e", None, False)]


def test_rates_that_only_look_alike_are_no_tie():
    shares = {"a": Share(33333, 100000), "b": Share(1, 3)}
    assert [(one.key, one.rank) for one in ranking(shares)] == [("b", 1), ("a", 2)]


def test_a_bulletin_says_its_figures_with_their_denominators(figures):
    browser = signed_in(figures, "office")
    assert "关于2024年度国家工作人员学法考试情况的通报" in browser.get("/admin/reports/bulletins/new").text
    page = browser.get(issued(browser)).text
    for part in (
        "通报〔2024〕1号",
        "应参加5人",
        "免考1人",
        "合格率20.00%（1／5）",
        "分母为年度状态为",
        "另有一次停电。",
        "名次并列",
    ):
        assert part in page, part


def test_numbers_go_up_and_each_tells_what_has_changed_since_the_last(figures):
    browser = signed_in(figures, "office")
    issued(browser)
    with scope_of_site(figures, "east"):
        judged(standing(learner_id(figures, "east", "1002"), TODAY, "passed", DONE))
        db.session.commit()
    page = browser.get(issued(browser)).text
    assert "〔2024〕2号" in page
    assert "与通报〔2024〕1号相比" in page
    assert "合格率上升20.00个百分点" in page


def test_a_bulletin_stays_as_it_was_whatever_happens_later(figures):
    browser = signed_in(figures, "office")
    address = issued(browser)
    before, file = browser.get(address).text, browser.get(f"{address}.pdf").data
    with scope_of_site(figures, "east"):
        judged(standing(learner_id(figures, "east", "1002"), TODAY, "passed", DONE))
        db.session.commit()
    assert re.findall(r"<p class=.x-official-text.>.*?</p>", browser.get(address).text) == re.findall(
        r"<p class=.x-official-text.>.*?</p>", before
    )
    assert browser.get(f"{address}.pdf").data == file


def test_the_database_lets_nobody_change_a_bulletin(own_database, committed):
    with tenant_scope("east"), psycopg.connect(own_database.app_url, autocommit=True) as connection:
        for statement in ("UPDATE bulletins SET title = 'x'", "DELETE FROM bulletins"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_who_looks_after_one_unit_alone_reads_bulletins_and_issues_none(figures):
    address = issued(signed_in(figures, "office"))
    browser = signed_in(figures, "a1")
    assert browser.get(address).status_code == 200
    assert browser.get("/admin/reports/bulletins/new").status_code == 404
    assert browser.post("/admin/reports/bulletins", WORDING).status_code == 404


def test_a_bulletin_without_a_title_is_refused_beside_the_field(figures):
    browser = signed_in(figures, "office")
    answer = browser.post("/admin/reports/bulletins", {**WORDING, "title": " "})
    assert answer.status_code == 400
    assert "f-title-error" in answer.text
    with scope_of_site(figures, "east"):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Bulletin)) == 0


def test_the_word_file_is_laid_out_as_the_standard_asks():
    file = docx.Document(BytesIO(docx_of(DOCUMENT)))
    (section,) = file.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.top_margin.mm), round(section.left_margin.mm)) == (37, 28)
    assert round(section.page_width.mm - section.left_margin.mm - section.right_margin.mm) == 156
    assert round(section.page_height.mm - section.top_margin.mm - section.bottom_margin.mm) == 225
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    assert 225 * MM * 20 // int(grid.get(qn("w:linePitch"))) in {21, 22}
    pitch = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert 156 * MM / pitch == pytest.approx(28, abs=0.01)
    normal = file.styles["Normal"]
    assert (normal.font.size, normal.font.name) == (Pt(16), "仿宋_GB2312")
    assert Mm(225) / normal.paragraph_format.line_spacing == pytest.approx(22, abs=0.01)
    head = file.paragraphs[0]
    assert (head.text, str(head.runs[0].font.color.rgb)) == ("东省普法办公室文件", "FF0000")
    assert any("〔2024〕1号" in paragraph.text for paragraph in file.paragraphs)
    assert [cell.text for cell in file.tables[0].rows[1].cells] == ["1", "第1单位", "90%"]
    assert "PAGE" in section.footer._element.xml


def lines_of(page):
    """The characters of a page by the line they stand on, with their place in millimetres."""
    text, found = page.get_textpage(), {}
    for number in range(text.count_chars()):
        sign = text.get_text_range(number, 1)
        left, low, _, _ = text.get_charbox(number, loose=True)
        if sign.strip():
            found.setdefault(round(297 - low / MM, 1), []).append((left / MM, sign))
    return dict(sorted(found.items()))


def test_the_pdf_holds_22_lines_of_28_characters_in_the_type_area():
    file = pdfium.PdfDocument(pdf_of(DOCUMENT))
    width, height = file[0].get_size()
    assert (round(width / MM), round(height / MM)) == (210, 297)
    second = {place: signs for place, signs in lines_of(file[1]).items() if place < 37 + 225 + 2}
    full = [signs for signs in second.values() if len(signs) == 28]
    assert len(second) == 22
    assert len(full) >= 15
    for signs in full:
        assert min(left for left, _ in signs) == pytest.approx(28, abs=0.6)
        assert max(left for left, _ in signs) == pytest.approx(28 + 156 * 27 / 28, abs=0.6)
    places = list(second)
    assert (places[-1] - places[0]) / 21 == pytest.approx(225 / 22, abs=0.05)


def test_the_pdf_numbers_its_pages_and_repeats_the_tables_head():
    file = pdfium.PdfDocument(pdf_of(DOCUMENT))
    pages = [page.get_textpage().get_text_range() for page in file]
    assert all(f"— {number} —" in text for number, text in enumerate(pages, start=1))
    tables = [text for text in pages if "第" in text and "单位" in text and "名次" in text]
    assert len(tables) == 2
    assert pdf_of(DOCUMENT) == pdf_of(DOCUMENT)


def test_no_closing_sign_begins_a_line():
    lines = list(
        folded("参学率84.56%（230／272），参考率31.62%（86／272），合格率24.26%（66／272）。" * 5, 156 * MM)
    )
    assert len(lines) > 5
    assert not [line for line in lines if line[0] in "，。；：、）%"]
    assert all(width(line, SIGN) <= 156 * MM + 0.1 for line in lines)
