"""Paying online against a service of its own on loopback: paid once, whatever notices come; lost ones are asked after."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.db import db
from core.fees import service as fees
from core.payments.asking import ask_after
from core.payments.models import OnlinePayment
from core.web.site import composition
from tests.core.fees.world import acting_as, ordered, pay, state_of
from tests.core.ordering.world import applied, link_of, prepare
from tests.core.payments.counterpart import MERCHANT, SERVICE, STRANGER, headers_for, payment_service
from tests.core.payments.world import payments, set_up
from tests.sites import Browser


@pytest.fixture
def wechat(site_app, tmp_path):
    home = composition(site_app).home
    with payment_service() as service:
        set_up(site_app, service, tmp_path)
        yield service
    composition(site_app).home = home


@pytest.fixture
def unit(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in_administrator("a1")
    return browser


@pytest.fixture
def begun(site_app, wechat, unit):
    """An order with a payment that waits; gives the order and the payment's number."""
    order = ordered(site_app)
    assert unit.post(f"/admin/fees/{order.id}/pay/wechat_pay").status_code == 302
    (row,) = payments(site_app)
    return order, row.number


def tell(app, notice):
    headers, body = notice
    browser = Browser(app, "east")
    return browser.client.post(
        "/payments/wechat_pay/notice", base_url=browser.address, headers=headers, data=body
    )


def bank(app):
    with acting_as(app, "office"):
        return fees.balances()


def test_a_payment_is_begun_with_a_signed_request_and_shown_as_a_code(site_app, wechat, unit, begun):
    order, number = begun
    asked = wechat.orders[number]
    assert (asked["amount"], asked["description"]) == ({"total": 4500, "currency": "CNY"}, order.reference)
    assert asked["notify_url"].endswith("/payments/wechat_pay/notice")
    assert wechat.refused == []
    again = unit.post(f"/admin/fees/{order.id}/pay/wechat_pay").headers["Location"]
    assert "data:image/svg+xml" in unit.get(again).text
    assert len(payments(site_app)) == 1, "the code of before holds"


def test_a_verified_notice_pays_the_order_once_however_often_it_comes(site_app, wechat, begun):
    order, number = begun
    said = wechat.pay(number)
    for _ in range(3):
        assert tell(site_app, wechat.notice(said)).status_code == 204
    assert state_of(site_app, order.id) == "active"
    assert bank(site_app) == {"owed": 0, "fees": -4500, "bank": 4500, "unassigned": 0}
    assert [row.state for row in payments(site_app)] == ["paid"]


def test_forged_old_foreign_and_broken_notices_change_nothing(site_app, wechat, begun):
    order, number = begun
    said = wechat.pay(number)
    headers, body = wechat.notice(said)
    for notice in (
        wechat.notice(said, key=STRANGER),
        wechat.notice(said, key=MERCHANT),
        wechat.notice(said, age=3600),
        wechat.notice(said, age=-3600),
        wechat.notice(said, api_key="x" * 32),
        wechat.notice(said | {"mchid": "1900000002"}),
        (headers, body.replace(b"transaction", b"transactioN", 1)),
        (headers | {"Wechatpay-Serial": "OTHER"}, body),
        (headers | {"Wechatpay-Signature": "?"}, body),
        ({"Content-Type": "application/json"}, body),
        (headers_for("[]", SERVICE), b"[]"),
        (headers_for("{}", SERVICE), b"{}"),
    ):
        answer = tell(site_app, notice)
        assert (answer.status_code, json.loads(answer.data)["code"]) == (401, "FAIL")
    assert state_of(site_app, order.id) == "ordered"
    assert bank(site_app)["bank"] == 0


def test_a_notice_of_a_payment_that_nobody_began_is_none_of_ours(site_app, wechat, begun):
    _, number = begun
    said = wechat.pay(number) | {"out_trade_no": "2024000001ffff"}
    assert tell(site_app, wechat.notice(said)).status_code == 404
    assert bank(site_app)["bank"] == 0


def test_a_wrong_sum_is_left_to_finance(site_app, wechat, begun):
    order, number = begun
    assert tell(site_app, wechat.notice(wechat.pay(number, fen=1))).status_code == 204
    assert state_of(site_app, order.id) == "ordered"
    (row,) = payments(site_app)
    assert (row.state, row.fault, row.came_fen) == ("odd", "wrong_sum", 1)
    office = Browser(site_app, "east")
    office.sign_in_administrator("office")
    assert row.transaction in office.get(f"/admin/fees/{order.id}").text


def test_a_late_notice_for_an_ended_order_keeps_the_money_as_nobodys(site_app, wechat, begun):
    order, number = begun
    with acting_as(site_app) as by:
        fees.cancel_order(by, order.id, "改为汇款")
    assert tell(site_app, wechat.notice(wechat.pay(number))).status_code == 204
    assert state_of(site_app, order.id) == "cancelled"
    assert bank(site_app) == {"owed": 0, "fees": 0, "bank": 4500, "unassigned": -4500}
    assert [row.fault for row in payments(site_app)] == ["order_ended"]


def test_a_lost_notice_is_asked_after_and_what_nobody_pays_is_closed(site_app, wechat, begun):
    order, number = begun
    with acting_as(site_app, "office"):
        _age(timedelta(minutes=3))
        ask_after.work(None)
    assert state_of(site_app, order.id) == "ordered"
    wechat.pay(number)
    with acting_as(site_app, "office"):
        ask_after.work(None)
    assert state_of(site_app, order.id) == "active"


def test_a_code_that_has_run_out_is_closed_and_a_later_payment_with_it_still_counts(site_app, wechat, begun):
    order, number = begun
    with acting_as(site_app, "office"):
        _age(timedelta(hours=3))
        ask_after.work(None)
    assert [row.state for row in payments(site_app)] == ["closed"]
    assert tell(site_app, wechat.notice(wechat.pay(number))).status_code == 204
    assert state_of(site_app, order.id) == "active"


def test_an_answer_signed_by_somebody_else_begins_nothing(site_app, wechat, unit):
    wechat.answers_by = STRANGER
    order = ordered(site_app)
    assert unit.post(f"/admin/fees/{order.id}/pay/wechat_pay").status_code == 503
    assert [(row.state, row.fault) for row in payments(site_app)] == [("closed", "bad_signature")]


def test_what_the_bank_paid_meanwhile_is_not_asked_for_online(site_app, wechat, unit):
    order = ordered(site_app)
    pay(site_app, order.id, 1500)
    unit.post(f"/admin/fees/{order.id}/pay/wechat_pay")
    assert [one["amount"]["total"] for one in wechat.orders.values()] == [3000]


def test_a_place_without_settings_offers_no_online_payment(site_app, unit):
    order = ordered(site_app)
    assert "/pay/" not in unit.get(f"/admin/fees/{order.id}").text
    assert unit.post(f"/admin/fees/{order.id}/pay/wechat_pay").status_code == 404
    assert tell(site_app, ({"Content-Type": "application/json"}, b"{}")).status_code == 404


def test_an_applicant_pays_online_and_the_unit_opens(site_app, wechat):
    prepare(site_app)
    row = applied(site_app)
    link, stranger = link_of(site_app, row), Browser(site_app, "east")
    assert f"{link}/pay/wechat_pay" in stranger.get(link).text
    page = stranger.post(f"{link}/pay/wechat_pay").headers["Location"]
    (number,) = wechat.orders
    wechat.pay(number)
    stranger.post(f"{page}/ask")
    assert "已到账" in stranger.get(page).text
    assert "首位管理员" in stranger.get(link).text


def _age(span):
    row = db.session.scalars(sa.select(OnlinePayment)).one()
    row.begun_at -= span
    db.session.commit()
