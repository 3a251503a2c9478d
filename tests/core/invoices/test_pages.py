"""The pages of invoices over HTTP: finance's desk, a unit's own, and the applicant's link."""

import io

import pytest

from tests.core.fees.world import DETAILS, pay
from tests.core.invoices.world import CODE, as_pdf, as_xml, issued, lines, request_of, requested
from tests.core.ordering.world import applied, link_of, prepare
from tests.sites import Browser


@pytest.fixture
def office(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in_administrator("office")
    return browser


@pytest.fixture
def unit(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in_administrator("a1")
    return browser


def test_finance_exports_takes_back_and_the_unit_saves_it(site_app, office, unit):
    row = requested(site_app)
    sheet = office.post("/admin/invoices/batch")
    assert sheet.data.startswith(b"PK")
    assert office.post("/admin/invoices/batch").status_code == 409
    sent = {"file": (io.BytesIO(as_pdf(lines())), f"{row.request}.pdf")}
    page = office.post("/admin/invoices/issued", sent).text
    assert CODE in page
    assert row.request in unit.get("/admin/invoices").text
    given = unit.get(f"/admin/invoices/{row.id}/file")
    assert (given.mimetype, "attachment" in given.headers["Content-Disposition"]) == ("application/pdf", True)
    assert unit.post("/admin/invoices/batch").status_code == 404


def test_an_xml_is_saved_and_never_shown(site_app, office):
    row = requested(site_app)
    office.post("/admin/invoices/issued", {"file": (io.BytesIO(as_xml(remark=row.request)), "x.xml")})
    given = office.get(f"/admin/invoices/{row.id}/file")
    assert given.mimetype == "application/xml"
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in given.headers["Content-Security-Policy"]


def test_a_file_that_is_not_taken_says_why(site_app, office):
    requested(site_app)
    page = office.post("/admin/invoices/issued", {"file": (io.BytesIO(b"MZ"), "x.pdf")}).text
    assert "无法按 PDF、OFD 或 XML 发票读取" in page
    assert office.post("/admin/invoices/issued", {}).status_code == 400


def test_an_issued_invoice_is_taken_back_with_number_and_reason(site_app, office):
    row = issued(site_app)
    form = {"red_code": "24462000000012345679", "reason": "抬头有误", "again": "yes", **DETAILS}
    assert office.post(f"/admin/invoices/{row.id}/red", form | {"reason": ""}).status_code == 400
    led = office.post(f"/admin/invoices/{row.id}/red", form).headers["Location"]
    assert "待开票" in office.get(led).text
    assert "24462000000012345679" in office.get(f"/admin/invoices/{row.id}").text
    assert office.post(f"/admin/invoices/{row.id}/mail").status_code == 409


def test_invoices_are_found_by_number_title_and_state(site_app, office):
    row = issued(site_app)
    for text in (row.request, CODE, DETAILS["title"], DETAILS["taxpayer"]):
        assert row.request in office.get(f"/admin/invoices?q={text}").text
    assert row.request not in office.get("/admin/invoices?state=red").text
    assert "已开票" in office.get("/admin/invoices?state=issued&page=1").text


def test_the_applicant_saves_the_invoice_behind_the_link(site_app, office):
    prepare(site_app)
    order = applied(site_app)
    pay(site_app, order.order_id, 6000)
    link = link_of(site_app, order)
    stranger = Browser(site_app, "east")
    assert "待开票" in stranger.get(link).text
    assert stranger.get(f"{link}/invoice").status_code == 404
    from core.fees.service import order_of
    from tests.core.fees.world import acting_as

    with acting_as(site_app, "office"):
        placed = order_of(order.order_id)
    row = request_of(site_app, placed)
    content = as_xml(total="60.00", remark=row.request)
    office.post("/admin/invoices/issued", {"file": (io.BytesIO(content), "x.xml")})
    assert stranger.get(f"{link}/invoice").data == content
    assert stranger.get(f"/ordering/{order.order_id}/{'0' * 40}/invoice").status_code == 404
