"""Invoices: asked for by the payment, issued outside, taken back once and checked, mailed, taken back by a red letter."""

import pytest
import sqlalchemy as sa
from python_calamine import load_workbook

from core.db import db
from core.errors import BadInput, NotFound, Refused
from core.fees import service as fees
from core.invoices import service
from core.invoices.models import Invoice
from core.invoices.reading import read_invoice
from core.notify.mailing import send_mails
from core.notify.models import Mail
from core.web.language import Reader
from core.web.site import composition
from tests.core.fees.world import DETAILS, acting_as, ordered, pay
from tests.core.invoices.world import (
    CODE,
    TAXPAYER,
    as_ofd,
    as_pdf,
    as_xml,
    issued,
    lines,
    reference_of,
    request_of,
    requested,
    take,
    zipped,
)
from tests.mail_server import mail_server
from tests.sites import scope_of_site

OTHER = "24462000000099999999"
AGAIN = {"again": "yes", "red_code": "24462000000012345679", "reason": "抬头有误", **DETAILS}


def states(app):
    with acting_as(app, "office"):
        return sorted(db.session.scalars(sa.select(Invoice.state)))


def why(taken):
    return " ".join(text.message for text in taken.why)


def test_the_payment_in_full_asks_for_the_invoice_once(site_app):
    row = ordered(site_app)
    pay(site_app, row.id, 4000)
    assert states(site_app) == []
    pay(site_app, row.id, 500, "B2")
    asked = request_of(site_app, row)
    assert (asked.state, asked.fen, asked.title) == ("requested", 4500, DETAILS["title"])
    with acting_as(site_app, "office") as by:
        service.request_invoice(by.actor, fees.order_of(row.id))
        db.session.commit()
    assert states(site_app) == ["requested"]


@pytest.mark.parametrize("form", ["pdf", "ofd", "xml"])
def test_each_form_of_an_invoice_is_read(form):
    content = {"pdf": as_pdf(lines()), "ofd": as_ofd(lines()), "xml": as_xml()}[form]
    read = read_invoice(content)
    assert read.code == CODE
    assert read.says(TAXPAYER)
    assert 4500 in read.sums
    assert not read.says(TAXPAYER[:-1])


@pytest.mark.parametrize("form", ["pdf", "ofd", "xml"])
def test_an_issued_invoice_finds_its_request_by_the_number_in_it(site_app, form):
    row = requested(site_app)
    remark = reference_of(site_app, row)
    said = lines(remark=remark)
    content = {"pdf": as_pdf(said), "ofd": as_ofd(said), "xml": as_xml(remark=remark)}[form]
    (taken,) = take(site_app, (f"发票.{form}", content))
    assert taken.why == ()
    assert (taken.invoice.id, taken.invoice.state, taken.invoice.code) == (row.id, "issued", CODE)


def test_an_invoice_without_a_number_is_found_by_buyer_and_sum_and_two_that_fit_are_asked_about(site_app):
    requested(site_app)
    (taken,) = take(site_app, ("a.xml", as_xml()))
    assert taken.invoice is not None
    second = ordered(site_app, "a2", "u2", heads=2)
    pay(site_app, second.id, 3000, "B3")
    (other_sum,) = take(site_app, ("b.xml", as_xml(code=OTHER, total="31.00")))
    assert why(other_sum).startswith("No open request fits")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"taxpayer": "91460000MA5T00000X"}, "The buyer's taxpayer number"),
        ({"total": "54.00"}, "The sum of the request"),
        ({"code": "12"}, "The invoice's own number"),
    ],
)
def test_what_does_not_agree_with_the_request_is_not_taken(site_app, changed, said):
    row = requested(site_app)
    (taken,) = take(site_app, (f"{row.request}.xml", as_xml(**changed)))
    assert said in why(taken)
    assert states(site_app) == ["requested"]


def test_no_invoice_is_taken_twice(site_app):
    row = issued(site_app)
    second = ordered(site_app, "a2", "u2", heads=2)
    pay(site_app, second.id, 3000, "B3")
    (again,) = take(site_app, ("again.xml", as_xml(remark=row.request)))
    assert why(again).startswith("Invoice {code} was taken already")
    assert states(site_app) == ["issued", "requested"]


def test_several_come_in_one_zip_and_a_bad_one_keeps_no_other_out(site_app):
    row = requested(site_app)
    packed = zipped(
        {
            f"票/{row.request}.pdf": as_pdf(lines()),
            "票/坏.pdf": b"%PDF-1.4 nothing",
            "票/程序.xml": b"MZ\x90\x00",
            "__MACOSX/._x.pdf": b"x",
        }
    )
    taken = {one.name: one for one in take(site_app, ("发票.zip", packed))}
    assert taken[f"{row.request}.pdf"].invoice is not None
    assert taken["坏.pdf"].invoice is None
    assert taken["程序.xml"].invoice is None


def test_a_bomb_an_entity_and_nothing_at_all_are_refused(site_app):
    requested(site_app)
    with pytest.raises(BadInput):
        take(site_app, ("bomb.zip", zipped({f"{n}.xml": b"0" * 25_000_000 for n in range(9)})))
    with pytest.raises(BadInput):
        take(site_app)
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    (taken,) = take(site_app, ("x.xml", entity))
    assert why(taken).startswith("This file cannot be read")


def test_the_batch_holds_every_request_once_and_again_when_asked(site_app):
    row = requested(site_app)
    with acting_as(site_app, "office") as by:
        reader = Reader("zh", by.site.words, by.site.zone)
        import io

        sheet = load_workbook(io.BytesIO(service.export_batch(by, reader))).get_sheet_by_index(0).to_python()
        assert sheet[1][:4] == [row.request, sheet[1][1], DETAILS["title"], TAXPAYER]
        assert sheet[1][5:8] == ["3", "15.00", "45.00"]
        with pytest.raises(Refused):
            service.export_batch(by, reader)
        assert service.export_batch(by, reader, again=True)


def test_a_request_is_put_right_before_it_is_issued_and_not_after(site_app):
    row = requested(site_app)
    with acting_as(site_app, "office") as by:
        with pytest.raises(BadInput):
            service.correct_request(by, row.id, {**DETAILS, "reason": ""})
        changed = service.correct_request(by, row.id, {**DETAILS, "title": "东省甲局机关", "reason": "更名"})
        assert changed.title == "东省甲局机关"
    take(site_app, (f"{row.request}.xml", as_xml()))
    with acting_as(site_app, "office") as by, pytest.raises(Refused):
        service.correct_request(by, row.id, {**DETAILS, "reason": "更名"})


def test_an_invoice_taken_back_by_a_red_letter_is_followed_by_another(site_app):
    row = issued(site_app)
    with acting_as(site_app, "office") as by:
        with pytest.raises(BadInput) as fault:
            service.take_back(by, row.id, AGAIN | {"red_code": "x"})
        assert list(fault.value.facts["fields"]) == ["red_code"]
        again = service.take_back(by, row.id, AGAIN | {"title": "东省甲局机关"})
        assert (again.state, again.title) == ("requested", "东省甲局机关")
        with pytest.raises(Refused):
            service.take_back(by, row.id, AGAIN)
    assert states(site_app) == ["red", "requested"]
    (taken,) = take(site_app, (f"{again.request}.xml", as_xml(code=OTHER)))
    assert taken.invoice.id == again.id


def test_money_paid_back_withdraws_the_request(site_app):
    row = requested(site_app)
    with acting_as(site_app, "office") as by:
        fees.refund_order(by, row.order_id, "不再参加")
    assert states(site_app) == ["withdrawn"]


def test_a_request_is_late_after_the_last_promised_working_day(site_app):
    from datetime import date

    row = requested(site_app)
    with acting_as(site_app, "office") as by:
        promise = service.promise_of(by.site, fees.order_of(row.order_id), "")
        assert (promise.first, promise.last) == (date(2024, 6, 13), date(2024, 6, 18))
        assert not service.is_late(row, promise, date(2024, 6, 18))
        assert service.is_late(row, promise, date(2024, 6, 19))


def test_other_units_and_other_provinces_find_no_invoice(site_app):
    row = issued(site_app)
    with acting_as(site_app, "a2") as by, pytest.raises(NotFound):
        service.invoice_in(by.scope, row.id)
    with acting_as(site_app, "a1") as by:
        assert service.invoice_in(by.scope, row.id).invoice.code == CODE
    with scope_of_site(site_app, "west"):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Invoice)) == 0


def test_the_invoice_arrives_by_mail_with_its_file(site_app, monkeypatch):
    issued(site_app)
    with mail_server() as post, acting_as(site_app, "office"):
        monkeypatch.setattr(composition(), "channels", {"email": post.settings})
        send_mails.work(None)
        assert list(db.session.scalars(sa.select(Mail.state))) == ["sent"]
        send_mails.work(None)
    (mail,) = post.mails
    assert mail["To"] == DETAILS["email"]
    assert CODE in mail["Subject"]
    (enclosed,) = mail.iter_attachments()
    assert enclosed.get_content_type() == "application/pdf"
    assert enclosed.get_content().startswith(b"%PDF-")


def test_a_server_out_of_reach_is_tried_again_and_a_refused_address_is_not(site_app, monkeypatch):
    issued(site_app)
    with acting_as(site_app, "office"):
        monkeypatch.setattr(
            composition(),
            "channels",
            {"email": {"host": "127.0.0.1", "port": "1", "from": "x@example.cn", "security": "none"}},
        )
        send_mails.work(None)
        mail = db.session.scalars(sa.select(Mail)).one()
        assert (mail.state, mail.tries, mail.fault) == ("waiting", 1, "no_connection")
        mail.due = mail.created
        db.session.commit()
    with mail_server(refuse={DETAILS["email"]: "550 no such user"}) as post, acting_as(site_app, "office"):
        monkeypatch.setattr(composition(), "channels", {"email": post.settings})
        send_mails.work(None)
        mail = db.session.scalars(sa.select(Mail)).one()
        assert (mail.state, mail.fault) == ("failed", "recipient_refused_550")
