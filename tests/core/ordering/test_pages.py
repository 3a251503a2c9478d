"""The public pages over HTTP: from the form to the sign-in, for strangers alone with their link."""

import re

import pytest
import sqlalchemy as sa

from core.audit.models import AuditEntry
from core.db import db
from core.notify.models import Mail
from tests.core.fees.world import state_of
from tests.core.ordering.world import FORM, applied, link_of, paid, voucher
from tests.sites import Browser, scope_of_site

OWN = "Xinmima2024"


@pytest.fixture
def stranger(ordering):
    return Browser(ordering, "east")


def test_a_new_unit_sees_the_price_and_orders(ordering, stranger):
    assert "/ordering/new" in stranger.get("/ordering").text
    page = stranger.post("/ordering/new", FORM)
    hidden = dict(re.findall(r'name="(heads|fen)" value="(\d+)"', page.text))
    assert hidden == {"heads": "4", "fen": "6000"}
    placed = stranger.post("/ordering", FORM | hidden)
    link = placed.headers["Location"]
    shown = stranger.get(link).text
    assert "东省学法服务中心" in shown
    assert re.search(r"2024-\d{6}", shown)
    assert stranger.post(f"{link}/voucher", voucher()).status_code == 302
    assert stranger.get(link).headers["Referrer-Policy"] == "same-origin"


def test_what_was_typed_is_kept_when_something_is_wrong_or_is_changed(stranger):
    answer = stranger.post("/ordering/new", FORM | {"taxpayer": "X" * 18})
    assert answer.status_code == 400
    assert "末位为校验码" in answer.text
    assert FORM["email"] in answer.text
    back = stranger.post("/ordering/new", FORM | {"back": "yes"})
    assert (back.status_code, 'value="甲市图书馆"' in back.text) == (200, True)


def test_a_known_unit_is_told_what_to_do(stranger):
    answer = stranger.post("/ordering/new", FORM | {"name": "东省甲局"})
    assert (answer.status_code, "续费" in answer.text) == (409, True)


def test_only_the_right_link_shows_an_order(ordering, stranger):
    row = applied(ordering)
    link = link_of(ordering, row)
    other = link_of(ordering, applied(ordering, name="甲市档案馆")).rpartition("/")[2]
    assert stranger.get(link).status_code == 200
    for wrong in (other, "0" * 40, "x", "%E7%94%B2"):
        assert stranger.get(f"/ordering/{row.order_id}/{wrong}").status_code == 404
    assert Browser(ordering, "west").get(link).status_code == 404
    assert stranger.post(f"/ordering/{row.order_id}/{other}/voucher", voucher()).status_code == 404


def test_a_program_is_no_voucher(ordering, stranger):
    import io

    link = link_of(ordering, applied(ordering))
    answer = stranger.post(f"{link}/voucher", {"file": (io.BytesIO(b"MZ" + b"\0" * 300), "v.pdf")})
    assert answer.status_code == 400


def test_the_office_sees_who_is_to_be_opened_and_the_sign_in_is_shown_once(ordering, stranger):
    row = applied(ordering)
    link = link_of(ordering, row)
    office = Browser(ordering, "east")
    office.sign_in_administrator("office")
    assert "甲市图书馆" in office.get("/admin/fees").text
    assert "甲市图书馆" in office.get(f"/admin/fees/{row.order_id}").text
    assert "甲市图书馆" in office.get("/admin/fees?q=图书馆").text
    paid(ordering, row.order_id)
    shown = stranger.post(f"{link}/sign-in").text
    account, password = re.findall(r"<code>([^<]+)</code>", shown)
    assert stranger.post(f"{link}/sign-in").status_code == 409
    first = Browser(ordering, "east")
    assert first.sign_in_administrator(account, password).status_code == 302


def test_an_applicant_gives_up_and_a_paid_order_is_not_given_up(ordering, stranger):
    row = applied(ordering)
    link = link_of(ordering, row)
    assert stranger.post(f"{link}/cancel", {"reason": ""}).status_code == 400
    assert stranger.post(f"{link}/cancel", {"reason": "人数有误"}).status_code == 302
    assert state_of(ordering, row.order_id) == "cancelled"
    assert stranger.post(f"{link}/cancel", {"reason": "再次"}).status_code == 409


def test_renewing_asks_for_code_and_number_and_shows_no_names(ordering, stranger):
    known = {"code": "u1", "known_phone": "13800000009"}
    page = stranger.post("/ordering/renew", known)
    assert "李一" not in page.text
    hidden = dict(re.findall(r'name="(heads|fen)" value="(\d+)"', page.text))
    assert hidden == {"heads": "3", "fen": "4500"}
    answer = stranger.post("/ordering/renewals", FORM | known | hidden)
    assert answer.status_code == 302
    wrong = stranger.post("/ordering/renew", known | {"known_phone": "13800000008"})
    assert wrong.status_code == 400


def test_a_place_whose_rules_know_no_public_orders_has_no_such_page(ordering):
    west = Browser(ordering, "west")
    for path in ("/ordering", "/ordering/new", "/ordering/renew"):
        assert west.get(path).status_code == 404
    assert "/ordering" not in west.get("/sign-in").text
    assert "/ordering" in Browser(ordering, "east").get("/sign-in").text


def shown_sign_in(stranger, link):
    page = stranger.post(f"{link}/sign-in").text
    account, password = re.findall(r"<code>([^<]+)</code>", page)[:2]
    return account, password


@pytest.fixture
def finance(ordering):
    known = Browser(ordering, "east")
    known.sign_in_administrator("office")
    return known


def test_a_lost_first_sign_in_is_handed_out_anew_with_a_reason(ordering, stranger, finance):
    row = applied(ordering)
    paid(ordering, row.order_id)
    link, desk = link_of(ordering, row), f"/admin/fees/{row.order_id}"
    _, lost = shown_sign_in(stranger, link)
    assert f"{desk}/sign-in" in finance.get(desk).text
    assert finance.post(f"{desk}/sign-in", {"reason": " "}).status_code == 400
    assert finance.post(f"{desk}/sign-in", {"reason": "笔记本遗失，已电话核实"}).status_code == 302
    account, password = shown_sign_in(stranger, link)
    assert password != lost
    administrator = Browser(ordering, "east")
    refused = administrator.post("/admin/sign-in", {"account": account, "password": lost})
    assert refused.status_code == 401
    with scope_of_site(ordering, "east"):
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "renew_sign_in")).one()
        assert (entry.reason, entry.facts) == ("笔记本遗失，已电话核实", {"account": account})
        assert password not in str(entry.facts)
        mails = db.session.scalars(sa.select(Mail.link).order_by(Mail.created)).all()
        assert mails == [link] * 3, "ordered, paid, handed out anew"


def test_nothing_is_handed_out_before_the_first_was_shown(ordering, finance):
    row = applied(ordering)
    assert finance.post(f"/admin/fees/{row.order_id}/sign-in", {"reason": "遗失"}).status_code == 409
    paid(ordering, row.order_id)
    assert finance.post(f"/admin/fees/{row.order_id}/sign-in", {"reason": "遗失"}).status_code == 409


def test_whoever_has_a_password_of_their_own_keeps_it(ordering, stranger, finance):
    row = applied(ordering)
    paid(ordering, row.order_id)
    account, password = shown_sign_in(stranger, link_of(ordering, row))
    administrator = Browser(ordering, "east")
    administrator.post("/admin/sign-in", {"account": account, "password": password})
    administrator.post("/password", {"new": OWN, "again": OWN})
    assert finance.post(f"/admin/fees/{row.order_id}/sign-in", {"reason": "遗失"}).status_code == 409
    assert administrator.get("/admin").status_code == 200


def test_a_units_administrator_and_another_place_hand_nothing_out(ordering, stranger):
    row = applied(ordering)
    paid(ordering, row.order_id)
    shown_sign_in(stranger, link_of(ordering, row))
    for host, account in (("east", "a1"), ("west", "office")):
        known = Browser(ordering, host)
        known.sign_in_administrator(account)
        for answer in (
            known.get(f"/admin/fees/{row.order_id}/sign-in"),
            known.post(f"/admin/fees/{row.order_id}/sign-in", {"reason": "遗失"}),
        ):
            assert answer.status_code == 404
