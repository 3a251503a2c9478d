"""Urging letters: chosen units, a sample, numbered letters that stay as they were, who sees names, receipts, the ZIP."""

import io
import zipfile
from datetime import timedelta

import psycopg
import pypdfium2 as pdfium
import pytest
import sqlalchemy as sa

from core.audit.models import AuditEntry
from core.db import db
from core.reports.exporting import export_report
from core.reports.letter_pdf import letter_pdf
from core.reports.letter_text import LetterText
from core.reports.letter_writing import write_letters
from core.reports.models import LetterRun, ReportFile, UrgingLetter
from core.tenancy.scope import tenant_scope
from tests.core.reports.test_bulletins import MM, lines_of
from tests.core.reports.test_counting import judged, standing
from tests.core.reports.test_pages import DONE, figures, signed_in
from tests.sites import TODAY, learner_id, scope_of_site

__all__ = ["figures"]
LETTERS = "/admin/reports/letters"
FORM = {
    "title": "关于抓紧完成学法考试任务的函",
    "issuer": "东省普法办公室",
    "due": (TODAY + timedelta(days=30)).date().isoformat(),
    "asks": "请逐人提醒。\n\n请书面回复。",
    "contact": "王五 0900-1234567",
    "listed": "yes",
    "picked": ["u1", "u2"],
}
LETTER = LetterText(
    head="东省普法办公室",
    number="督办函〔2024〕7号",
    title="关于抓紧完成2024年度国家工作人员学法考试任务的函",
    to="东省甲局：",
    text=["国" * 400, "学" * 300],
    signed="东省普法办公室",
    day="2024年6月3日",
    caption="附件：名单",
    rows=[[str(number), "李一", "东省甲局", "学习中", "还差 8 学分"] for number in range(1, 41)],
    chat="",
)


def run(app):
    """Let the worker write what was ordered last."""
    with scope_of_site(app, "east"):
        row = db.session.scalars(sa.select(LetterRun).order_by(LetterRun.asked_at.desc())).first()
        identity, progress = row.id, row.progress
        db.session.commit()
        write_letters.run("east", str(progress), {"run": str(identity)})
    return f"{LETTERS}/runs/{identity}"


def sent(app, browser, **changes):
    answer = browser.post(LETTERS, {**FORM, **changes})
    assert answer.status_code == 302, answer.text
    return run(app)


def letters(app):
    with scope_of_site(app, "east"):
        rows = db.session.scalars(sa.select(UrgingLetter).order_by(UrgingLetter.serial)).all()
        return {row.to_unit: (f"{LETTERS}/{row.id}", row.number) for row in rows}


@pytest.fixture
def office(figures):
    return signed_in(figures, "office")


def test_the_units_that_are_behind_are_offered_the_lowest_first(office):
    page = office.get(f"{LETTERS}/new").text
    assert page.index("东省乙局") < page.index("东省甲局")
    assert 'name="picked" value="u1" aria-label="东省甲局" checked' in page
    fewer = office.get(f"{LETTERS}/new?rate=pass&below=30").text
    assert "东省乙局" in fewer
    assert "东省甲局" not in fewer


def test_a_sample_is_shown_first_and_keeps_nothing(figures, office):
    page = office.post(f"{LETTERS}/sample", FORM).text
    assert "应参加2人，已合格1人，尚未合格1人" in page
    assert "共 2 份" in page
    assert "关于抓紧完成学法考试任务的函" in office.post(f"{LETTERS}/new", FORM).text
    assert letters(figures) == {}


def test_letters_are_numbered_and_tell_figures_denominators_and_source(figures, office):
    page = office.get(sent(figures, office)).text
    found = letters(figures)
    assert [number for _, number in found.values()] == ["〔2024〕1号", "〔2024〕2号"]
    assert "〔2024〕2号" in page
    text = office.get(found["u1"][0]).text
    for part in (
        "督办函〔2024〕1号",
        "东省甲局：",
        "尚未合格1人",
        "合格率50.00%（1／2）",
        "分母为年度状态为",
        "按照规定，本年度学习于2024年12月31日截止",
        "请书面回复。",
        "王五 0900-1234567",
        "周三",
    ):
        assert part in text, part
    assert "李一" not in text, "who has passed is not behind"
    assert "钱四" not in text, "who is exempt is not behind"


def test_the_text_for_the_chat_group_names_nobody(figures, office):
    sent(figures, office)
    page = office.get(letters(figures)["u1"][0]).text
    chat = page[page.index("单位群通知文字") : page.index("督办函〔2024〕")]
    assert "尚有1人未合格" in chat
    assert "周三" not in chat


def test_a_letter_stays_as_it_was_and_a_job_that_is_repeated_writes_none_twice(figures, office):
    sent(figures, office)
    address, _ = letters(figures)["u2"]
    before = office.get(f"{address}.pdf").data
    with scope_of_site(figures, "east"):
        judged(standing(learner_id(figures, "east", "1002"), TODAY, "passed", DONE))
        db.session.commit()
    run(figures)
    assert len(letters(figures)) == 2
    assert office.get(f"{address}.pdf").data == before


def test_the_unit_is_told_reads_its_letter_and_acknowledges_it_once(figures, office):
    sent(figures, office)
    address, number = letters(figures)["u1"]
    unit = signed_in(figures, "a1")
    assert f"收到东省普法办公室的督办函{number}" in unit.get("/messages").text
    assert number in unit.get(LETTERS).text
    answer = unit.post(f"{address}/acknowledge", {"answer": "本周内全部完成。"})
    assert answer.status_code == 302
    assert "本周内全部完成。" in office.get(address).text
    assert f"督办函{number}已签收" in office.get("/messages").text
    assert number not in office.get(f"{LETTERS}?state=open").text
    assert number in office.get(f"{LETTERS}?state=acknowledged").text
    assert unit.post(f"{address}/acknowledge").status_code == 409
    with scope_of_site(figures, "east"):
        acts = set(db.session.scalars(sa.select(AuditEntry.act)))
    assert {"send_letters", "acknowledge_letter"} <= acts


def test_nobody_acknowledges_their_own_letter_or_reads_that_of_another_unit(figures, office):
    sent(figures, office)
    address, _ = letters(figures)["u1"]
    assert office.post(f"{address}/acknowledge").status_code == 409
    beside = signed_in(figures, "a2")
    for answer in (beside.get(address), beside.get(f"{address}.pdf"), beside.post(f"{address}/acknowledge")):
        assert answer.status_code == 404
    assert beside.get(f"{LETTERS}/new").status_code == 404
    assert beside.post(LETTERS, FORM).status_code == 404


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": " "}, "f-title-error"),
        ({"issuer": ""}, "f-issuer-error"),
        ({"due": "2020-01-01"}, "请填写今天或以后的日期"),
        ({"due": "morgen"}, "请填写今天或以后的日期"),
        ({"asks": "长" * 2001}, "f-asks-error"),
        ({"picked": []}, "请至少选择一个单位"),
    ],
)
def test_an_order_that_cannot_be_sent_is_refused_beside_its_field(figures, office, changes, fault):
    for where in (f"{LETTERS}/sample", LETTERS):
        answer = office.post(where, {**FORM, **changes})
        assert answer.status_code == 400
        assert fault in answer.text
    assert letters(figures) == {}


def test_a_unit_that_is_not_there_is_not_written_to(figures, office):
    assert office.post(LETTERS, {**FORM, "picked": ["u1", "nowhere"]}).status_code == 404
    assert letters(figures) == {}


def test_the_letters_of_an_order_are_packed_as_pdf_by_number_and_unit(figures, office):
    page = sent(figures, office)
    assert office.post(f"{page}/zip").status_code == 302
    with scope_of_site(figures, "east"):
        row = db.session.scalars(sa.select(ReportFile)).one()
        identity, progress = row.id, row.progress
        db.session.commit()
        export_report.run("east", str(progress), {"file": str(identity)})
    packed = zipfile.ZipFile(io.BytesIO(office.get(f"/admin/reports/exports/{identity}").data))
    assert packed.namelist() == ["督办函〔2024〕1号东省甲局.pdf", "督办函〔2024〕2号东省乙局.pdf"]
    text = pdfium.PdfDocument(packed.read(packed.namelist()[1]))[0].get_textpage().get_text_range()
    assert "东省乙局：" in text


def test_the_database_lets_nobody_change_a_letter(own_database, committed):
    with tenant_scope("east"), psycopg.connect(own_database.app_url, autocommit=True) as connection:
        for statement in ("UPDATE urging_letters SET title = 'x'", "DELETE FROM letter_receipts"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def strokes(page):
    """The horizontal lines of a page: place from above and ends in millimetres, and whether it is thick."""
    found = []
    for one in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_PATH]):
        left, low, right, high = one.get_bounds()
        if right - left > 400:
            found.append((297 - (low + high) / 2 / MM, left / MM, right / MM, high - low))
    return sorted(found)


def test_the_pdf_is_laid_out_in_the_letter_form_of_the_standard():
    file = pdfium.PdfDocument(letter_pdf(LETTER))
    first = file[0]
    upper_thick, upper_thin, lower_thin, lower_thick = strokes(first)
    for _, left, right, _ in (upper_thick, lower_thick):
        assert right - left == pytest.approx(170, abs=1.6)
        assert (left + right) / 2 == pytest.approx(105, abs=0.2)
    assert upper_thick[3] > upper_thin[3]
    assert lower_thick[3] > lower_thin[3]
    assert 297 - lower_thin[0] == pytest.approx(20, abs=0.5)
    lines = lines_of(first)
    head, number = [(place, signs) for place, signs in lines.items()][:2]
    assert "".join(sign for _, sign in number[1]) == "督办函〔2024〕7号"
    assert number[0] > upper_thin[0]
    assert head[0] < upper_thick[0]
    assert "— 1 —" not in first.get_textpage().get_text_range()
    assert "— 2 —" in file[1].get_textpage().get_text_range()
    assert letter_pdf(LETTER) == letter_pdf(LETTER)
    full = [signs for signs in lines.values() if len(signs) == 28]
    assert len(full) >= 10
