"""The pages of fees over HTTP: from the price to the seats, with what is wrong said at its field."""

import io
import re

import pytest

from tests.core.fees.world import DETAILS, ordered, state_of, with_voucher
from tests.core.files import samples
from tests.sites import Browser


@pytest.fixture
def unit(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in_administrator("a1")
    return browser


@pytest.fixture
def office(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in_administrator("office")
    return browser


def test_an_order_is_placed_at_the_price_that_is_shown(unit):
    page = unit.get("/admin/fees/new").text
    hidden = dict(re.findall(r'name="(heads|fen)" value="(\d+)"', page))
    assert hidden == {"heads": "3", "fen": "4500"}
    placed = unit.post("/admin/fees", DETAILS | hidden)
    shown = unit.get(placed.headers["Location"]).text
    assert "东省学法服务中心" in shown
    assert "2024-06-06" in shown or "6 月 6 日" in shown or "6月6日" in shown, (
        "three working days from 3 June"
    )


def test_a_wrong_taxpayer_number_keeps_what_was_typed(unit):
    answer = unit.post("/admin/fees", DETAILS | {"heads": "3", "fen": "4500", "taxpayer": "X" * 18})
    assert answer.status_code == 400
    assert "末位为校验码" in answer.text
    assert DETAILS["email"] in answer.text


def test_a_tampered_price_orders_nothing(unit):
    assert unit.post("/admin/fees", DETAILS | {"heads": "3", "fen": "1"}).status_code == 409
    assert unit.post("/admin/fees", DETAILS | {"heads": "-1", "fen": "9" * 99}).status_code == 409


def test_a_voucher_is_sent_and_given_out_as_what_it_is(site_app, unit, office):
    order = ordered(site_app).id
    sent = {"file": (io.BytesIO(samples.PDF), "回单.pdf")}
    assert unit.post(f"/admin/fees/{order}/voucher", sent).status_code == 302
    given = office.get(f"/admin/fees/{order}/voucher")
    assert (given.data, given.mimetype) == (samples.PDF, "application/pdf")
    assert given.headers["X-Content-Type-Options"] == "nosniff"


def test_the_office_enters_money_and_the_seats_are_active(site_app, office):
    order = with_voucher(site_app, ordered(site_app)).id
    money = {"serial": "B1", "amount": "45.00", "day": "2024-06-03", "payer": "东省甲局"}
    assert office.post(f"/admin/fees/{order}/receipts", money | {"amount": "-45"}).status_code == 400
    assert office.post(f"/admin/fees/{order}/receipts", money).status_code == 302
    assert state_of(site_app, order) == "active"
    assert office.post(f"/admin/fees/{order}/receipts", money).status_code == 409
    assert office.post(f"/admin/fees/{order}/refund", {"what": "all", "reason": ""}).status_code == 400
    assert office.post(f"/admin/fees/{order}/refund", {"what": "all", "reason": "退出"}).status_code == 302
    assert state_of(site_app, order) == "refunded"


def test_orders_are_found_by_reference_unit_and_taxpayer(site_app, office):
    number = ordered(site_app).reference
    for text in (number, "甲局", DETAILS["taxpayer"][:8]):
        assert number in office.get(f"/admin/fees?q={text}").text
    assert number not in office.get("/admin/fees?q=乙局").text
    assert number not in office.get("/admin/fees?state=active").text
    assert number in office.get("/admin/fees?state=ordered&page=1").text


def test_a_west_office_has_no_place_for_fees(site_app):
    west = Browser(site_app, "west")
    west.sign_in_administrator("office")
    assert "/admin/fees" not in west.get("/admin").text


def test_the_audit_trail_says_what_was_done_in_words(site_app, office):
    order = with_voucher(site_app, ordered(site_app))
    page = office.get("/admin/audit").text
    assert order.reference in page
    assert "提交缴费订单" in page
    assert "上传汇款凭证" in page
    assert re.search(r"金额：[0-9]+ 元", page)
