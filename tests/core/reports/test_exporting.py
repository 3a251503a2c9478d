"""Exports: made by the worker with the asker's rights, harmless in a spreadsheet, fetched by the asker alone."""

import io
import zipfile

import pypdfium2 as pdfium
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select, update

from core.accounts.service import learner
from core.db import db
from core.reports.exporting import KEPT, export_report, exports_of, forget_exports
from core.reports.models import ReportFile
from core.reports.sheets import Sheet, csv_of, xlsx_of
from tests.core.reports.test_pages import figures, signed_in
from tests.sites import ID_NUMBER, Browser, learner_id, scope_of_site

__all__ = ["figures"]
EVIL = '=HYPERLINK("http://x","y")'


def exported(app, browser, kind, form, **more):
    """Ask for an export on the page, let the worker make it, and fetch it."""
    answer = browser.post("/admin/reports/exports", {"report": kind, "form": form, **more})
    assert answer.status_code == 302, answer.text
    return made(app, browser, form)


def made(app, browser, form):
    """Let the worker make the export that was asked for, and fetch it."""
    with scope_of_site(app, "east"):
        row = db.session.scalars(select(ReportFile).where(ReportFile.form == form)).first()
        identity, progress = row.id, row.progress
        db.session.commit()
        export_report.run("east", str(progress), {"file": str(identity)})
    return browser.get(f"/admin/reports/exports/{identity}")


def cells_of(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_the_unit_report_as_a_spreadsheet_says_its_sum_and_its_denominators(figures):
    rows = cells_of(exported(figures, signed_in(figures, "office"), "units", "xlsx").data)
    named = {row[0]: row for row in rows}
    assert named["东省甲局"][1:3] == [2, 1]
    assert named["合计"][1] == 5
    assert any("分母：" in str(row[0]) for row in rows)


def test_an_administrator_exports_their_own_people_alone_with_the_columns_they_chose(figures):
    browser = signed_in(figures, "a1")
    text = exported(figures, browser, "people", "csv", column=["account", "name", "state"]).data.decode(
        "utf-8-sig"
    )
    lines = text.splitlines()
    assert lines[0] == "账号,姓名,状态"
    assert {line.split(",")[1] for line in lines[1:]} == {"李一", "周三", "钱四"}


def test_the_sheet_for_personnel_systems_has_the_columns_headings_and_codes_of_the_place(figures):
    browser = signed_in(figures, "a1")
    assert "人事系统用 CSV" in browser.get("/admin/reports/people").text
    with scope_of_site(figures, "east"):
        learner(learner_id(figures, "east", "1003")).id_number = ID_NUMBER
        db.session.commit()
    browser.post("/admin/reports/exports", {"report": "people", "form": "personnel-csv"})
    rows = made(figures, browser, "csv").data.decode("utf-8-sig").splitlines()
    assert rows[0] == "工号,姓名,身份证号,单位编码,结果,年度,证书"
    assert f"1003,周三,{ID_NUMBER},u1,0,2024," in rows
    assert len(rows) == 4
    browser.post("/admin/reports/exports", {"report": "people", "form": "personnel-xlsx"})
    assert cells_of(made(figures, browser, "xlsx").data)[0][0] == "工号"


def test_who_only_reads_reports_gets_no_sheet_for_personnel_systems(figures):
    reader = signed_in(figures, "reader")
    assert "人事系统" not in reader.get("/admin/reports/people").text
    sent = {"report": "people", "form": "personnel-csv"}
    assert reader.post("/admin/reports/exports", sent).status_code == 404
    west = Browser(figures, "west")
    west.sign_in_administrator("office")
    assert west.post("/admin/reports/exports", sent).status_code == 404
    assert (
        signed_in(figures, "a1").post("/admin/reports/exports", {**sent, "form": "x-csv"}).status_code == 404
    )


def test_a_name_that_is_a_formula_is_text(figures):
    with scope_of_site(figures, "east"):
        learner(learner_id(figures, "east", "1001")).name = EVIL
        db.session.commit()
    browser = signed_in(figures, "a1")
    book = exported(figures, browser, "people", "xlsx").data
    assert EVIL in {row[1] for row in cells_of(book) if len(row) > 1}
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    assert f"'{EVIL[:10]}" in exported(figures, browser, "people", "csv").data.decode("utf-8-sig")


@pytest.mark.parametrize("start", ["=1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_text_of_a_csv_is_reckoned_with(start):
    sheet = Sheet(title="", moment="", columns=["a"], rows=[[start], [-5]])
    lines = csv_of(sheet).decode("utf-8-sig")
    assert f"'{start}" in lines
    assert "\n-5" in lines
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(xlsx_of(sheet))).read("xl/worksheets/sheet1.xml")


def test_the_report_is_printed_and_a_units_summary_has_room_for_a_signature(figures):
    browser = signed_in(figures, "office")
    pages = pdfium.PdfDocument(exported(figures, browser, "units", "pdf").data)
    assert "东省甲局" in pages[0].get_textpage().get_text_range()
    text = pdfium.PdfDocument(browser.get("/admin/reports/summary.pdf?unit=u1").data)[0].get_textpage()
    for part in ("单位：东省甲局", "单位盖章", "1／2", "50.00%"):
        assert part in text.get_text_range(), part


def test_only_the_asker_fetches_a_file_and_an_unknown_form_is_refused(figures):
    office, other = signed_in(figures, "office"), signed_in(figures, "a1")
    address = exported(figures, office, "units", "xlsx").request.path
    assert office.get(address).status_code == 200
    assert other.get(address).status_code == 404
    assert "还没有导出过文件" in other.get("/admin/reports/exports").text
    assert office.post("/admin/reports/exports", {"report": "units", "form": "exe"}).status_code == 400


def test_old_files_are_forgotten(figures):
    browser = signed_in(figures, "office")
    exported(figures, browser, "units", "xlsx")
    with scope_of_site(figures, "east"):
        asker = db.session.scalar(select(ReportFile.asked_by))
        forget_exports()
        assert len(exports_of(asker)) == 1
        db.session.execute(update(ReportFile).values(asked_at=func.now() - KEPT * 2))
        forget_exports()
        assert exports_of(asker) == []
