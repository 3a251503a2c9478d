"""Handing a unit over: both sides say so, the old account ends with the successor's word and not before."""

import re

import pytest
import sqlalchemy as sa

from core.accounts.models import Administrator
from core.audit.models import AuditEntry
from core.db import db
from core.errors import Refused
from core.handovers.models import Handover
from core.handovers.service import accept_as_learner
from core.notify.models import Message
from tests.sites import PASSWORD, Browser, learner_id, scope_of_site


def signed_in(app, account, host="east"):
    browser = Browser(app, host)
    browser.sign_in(account) if account.isdigit() else browser.sign_in_administrator(account)
    return browser


def administrator(app, account, host="east"):
    with scope_of_site(app, host):
        return db.session.scalars(sa.select(Administrator).where(Administrator.account == account)).one()


def offer(browser, app, whose="a1", **form):
    return browser.post(f"/admin/handovers/new/{administrator(app, whose).id}", form)


def number(app):
    with scope_of_site(app, "east"):
        query = sa.select(Handover.id).order_by(Handover.proposed_at.desc())
        return db.session.scalars(query.limit(1)).one()


def acts(app):
    with scope_of_site(app, "east"):
        query = sa.select(AuditEntry.act).where(AuditEntry.act.startswith("handover"))
        return set(db.session.scalars(query))


@pytest.fixture
def qian(site_app):
    return signed_in(site_app, "a1")


def test_a_learner_accepts_with_their_own_sign_in_and_the_old_account_ends(site_app, qian):
    assert "李一现在可以确认接任" in offer(qian, site_app, learner="1001").text
    assert qian.get("/admin/handovers").status_code == 200
    li = signed_in(site_app, "1001")
    assert "有单位请您接任管理员" in li.get("/").text
    assert "钱四请您接任东省甲局的管理员" in li.get("/handover").text
    assert "您已接任" in li.post(f"/handover/{number(site_app)}", {"answer": "accept"}).text
    assert qian.get("/admin/handovers").status_code == 302  # to sign in
    assert qian.sign_in_administrator("a1").status_code != 302
    new = signed_in(site_app, "none")
    assert new.sign_in_administrator("1001", PASSWORD).status_code == 302
    assert "周三" in new.get("/admin/learners").text
    assert acts(site_app) == {"handover_propose", "handover_accept"}


def test_the_old_account_stays_where_that_was_offered(site_app, qian):
    offer(qian, site_app, learner="1001", stays="yes")
    signed_in(site_app, "1001").post(f"/handover/{number(site_app)}", {"answer": "accept"})
    assert qian.get("/admin/handovers").status_code == 200
    assert administrator(site_app, "1001").unit == "u1"


def test_somebody_new_brings_the_code_and_chooses_a_password(site_app, qian):
    page = offer(qian, site_app, name="孙 八", account="new1", phone="13900000009").text
    code = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", page)[0]
    stranger = Browser(site_app, "east")
    assert (
        stranger.post("/handover/code", {"code": "x", "name": "孙八", "password": "xyz98765"}).status_code
        == 404
    )
    assert (
        stranger.post("/handover/code", {"code": code, "name": "别人", "password": "xyz98765"}).status_code
        == 400
    )
    assert stranger.post("/handover/code", {"code": code, "name": "孙八", "password": "1"}).status_code == 400
    taken = stranger.post("/handover/code", {"code": code.lower(), "name": "孙八", "password": "xyz98765"})
    assert "new1" in taken.text
    again = {"code": code, "name": "孙八", "password": "xyz98765"}
    assert Browser(site_app, "east").post("/handover/code", again).status_code == 404
    assert stranger.sign_in_administrator("new1", "xyz98765").status_code == 302


def test_a_code_of_one_province_is_worth_nothing_in_another(site_app, qian):
    page = offer(qian, site_app, name="孙八", account="new1").text
    code = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", page)[0]
    sent = {"code": code, "name": "孙八", "password": "xyz98765"}
    assert Browser(site_app, "west").post("/handover/code", sent).status_code == 404


def test_an_offer_taken_back_is_worth_nothing(site_app, qian):
    offer(qian, site_app, learner="1001")
    assert offer(qian, site_app, learner="1003").status_code == 409
    assert qian.post(f"/admin/handovers/{number(site_app)}/take-back").status_code == 302
    li = signed_in(site_app, "1001")
    assert li.post(f"/handover/{number(site_app)}", {"answer": "accept"}).status_code == 409
    assert "没有请您接任的单位" in li.get("/handover").text
    assert administrator(site_app, "a1").active


def test_who_declines_changes_nothing_and_the_other_side_is_told(site_app, qian):
    offer(qian, site_app, learner="1001")
    li = signed_in(site_app, "1001")
    assert li.post(f"/handover/{number(site_app)}", {"answer": "no"}).status_code == 302
    assert administrator(site_app, "a1").active
    with scope_of_site(site_app, "east"):
        told = sa.select(Message.id).where(Message.reader == administrator(site_app, "a1").id)
        assert db.session.scalars(told).first()


def test_the_office_hands_over_for_somebody_who_has_gone_with_a_reason(site_app):
    office = signed_in(site_app, "office")
    assert "吴六" in office.get("/admin/handovers?q=吴六").text
    assert offer(office, site_app, "a2", learner="1002").status_code == 400
    assert offer(office, site_app, "a2", learner="1002", reason="原管理员已调离").status_code == 200
    signed_in(site_app, "1002").post(f"/handover/{number(site_app)}", {"answer": "accept"})
    assert not administrator(site_app, "a2").active


def test_nobody_hands_over_or_accepts_what_is_not_theirs(site_app, qian):
    assert offer(qian, site_app, "a2", learner="1001", reason="x").status_code == 404
    assert offer(qian, site_app, learner="1002").status_code == 400  # a learner of another unit
    assert offer(qian, site_app).status_code == 400
    assert offer(qian, site_app, name="孙八", account="a2").status_code == 400
    offer(qian, site_app, learner="1001")
    zhao = signed_in(site_app, "1002")
    assert zhao.post(f"/handover/{number(site_app)}", {"answer": "accept"}).status_code == 404
    assert zhao.post(f"/handover/{number(site_app)}", {"answer": "no"}).status_code == 404
    assert signed_in(site_app, "editor").get("/admin/handovers").status_code == 404
    west = signed_in(site_app, "office", "west")
    assert west.post(f"/admin/handovers/{number(site_app)}/take-back").status_code == 404


def test_a_units_administrator_never_hands_over_the_office_above(site_app, qian):
    with scope_of_site(site_app, "east"):
        row = db.session.scalars(sa.select(Administrator).where(Administrator.account == "a1")).one()
        row.unit = "u0"
        db.session.commit()
    assert offer(qian, site_app, "a2", learner="1002", reason="x").status_code == 200
    assert offer(qian, site_app, "office", learner="1001", reason="x").status_code == 404
    assert "郑七" not in qian.get("/admin/handovers").text


def test_a_learner_on_the_shared_password_chooses_one_first(site_app, qian):
    offer(qian, site_app, learner="1003")
    with scope_of_site(site_app, "east"), pytest.raises(Refused):
        accept_as_learner(learner_id(site_app, "east", "1003"), number(site_app))
