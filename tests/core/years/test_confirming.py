"""The yearly confirmation: learners and units say whether their details are right, and who has not is listed."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from core.audit.models import AuditEntry
from core.db import db
from core.notify.models import Message
from core.tenancy.clock import set_clock
from core.years.models import LearnerConfirmation, UnitConfirmation
from tests.sites import Browser, learner_id, scope_of_site

ROUND_OPEN = datetime(2024, 6, 3, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
ROUND_OVER = datetime(2024, 7, 1, 0, 1, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def june(two_years):
    at(two_years, ROUND_OPEN)
    return two_years


def at(app, moment):
    with scope_of_site(app, "east"):
        set_clock(moment)


def signed_in(app, account, host="east"):
    browser = Browser(app, host)
    browser.sign_in(account) if account.isdigit() else browser.sign_in_administrator(account)
    return browser


def said(app, account):
    with scope_of_site(app, "east"):
        query = sa.select(LearnerConfirmation.state).where(
            LearnerConfirmation.learner == learner_id(app, "east", account)
        )
        return db.session.scalar(query)


def test_a_learner_is_asked_at_home_and_confirms_once(june):
    li = signed_in(june, "1001")
    assert "确认我的信息" in li.get("/").text
    page = li.get("/confirm").text
    assert "2024年6月30日" in page
    assert "东省甲局" in page
    assert li.post("/confirm", {"right": "yes"}).status_code == 302
    assert "信息已确认" in li.get("/confirm").text
    assert "确认我的信息" not in li.get("/").text
    assert said(june, "1001") == "confirmed"


def test_what_is_wrong_has_to_be_said_and_is_read_by_the_administrator(june):
    li, qian = signed_in(june, "1001"), signed_in(june, "a1")
    assert li.post("/confirm", {"right": "no", "note": " "}).status_code == 400
    li.post("/confirm", {"right": "no", "note": "职级已变动"})
    assert "职级已变动" in qian.get("/admin/confirmations?state=wrong").text
    answer = qian.post(
        f"/admin/confirmations/learners/{learner_id(june, 'east', '1001')}", {"state": "wrong"}
    )
    assert answer.status_code == 302
    assert said(june, "1001") == "confirmed"
    assert "钱四" in li.get("/confirm").text


def test_outside_the_round_nothing_is_said_but_an_administrator_still_may(june):
    at(june, ROUND_OVER)
    li, qian = signed_in(june, "1001"), signed_in(june, "a1")
    assert li.post("/confirm", {"right": "yes"}).status_code == 410
    assert "确认我的信息" not in li.get("/").text
    assert qian.post("/admin/confirmations/remind", {}).status_code == 409
    assert qian.post(f"/admin/confirmations/learners/{learner_id(june, 'east', '1001')}").status_code == 302


def test_the_list_tells_who_has_not_and_they_are_reminded_once_a_day(june):
    signed_in(june, "1001").post("/confirm", {"right": "yes"})
    qian = signed_in(june, "a1")
    page = qian.get("/admin/confirmations").text
    assert "周三" in page
    assert "李一" not in page
    assert "李一" in qian.get("/admin/confirmations?state=confirmed").text
    assert "周三" in qian.get("/admin/confirmations?q=zhousan").text
    for _ in range(2):
        assert qian.post("/admin/confirmations/remind", {}).status_code == 302
    with scope_of_site(june, "east"):
        reminded = sa.select(sa.func.count()).select_from(Message).where(Message.once.startswith("confirm/"))
        assert db.session.scalar(reminded) == 2


def test_the_list_is_exported_and_that_stands_in_the_trail(june):
    file = signed_in(june, "office").get("/admin/confirmations.xlsx")
    assert file.data[:2] == b"PK"
    with scope_of_site(june, "east"):
        assert db.session.scalar(sa.select(AuditEntry.id).where(AuditEntry.act == "export_confirmations"))


def test_units_are_confirmed_by_who_looks_after_them(june):
    qian = signed_in(june, "a1")
    assert "东省甲局" in qian.get("/admin/confirmations?of=units").text
    assert qian.post("/admin/confirmations/units/u1").status_code == 302
    assert "东省甲局" in qian.get("/admin/confirmations?of=units&state=confirmed").text
    with scope_of_site(june, "east"):
        assert db.session.scalar(sa.select(UnitConfirmation.by_name)) == "钱四"


def test_nobody_sees_or_confirms_what_is_not_theirs(june):
    qian = signed_in(june, "a1")
    zhao = learner_id(june, "east", "1002")
    assert "赵二" not in qian.get("/admin/confirmations").text
    assert qian.get("/admin/confirmations?unit=u2").status_code == 404
    assert qian.post(f"/admin/confirmations/learners/{zhao}").status_code == 404
    assert qian.post("/admin/confirmations/units/u2").status_code == 404
    assert signed_in(june, "editor").get("/admin/confirmations").status_code == 404
    west = signed_in(june, "office", "west")
    assert west.post(f"/admin/confirmations/learners/{zhao}").status_code == 404
    assert "没有信息确认" in west.get("/admin/confirmations").text


def test_odd_addresses_are_no_fault_of_the_server(june):
    office = signed_in(june, "office")
    for odd in ("?page=²", "?state=x&of=y", "?page=99999999", "?unit="):
        assert office.get(f"/admin/confirmations{odd}").status_code == 200, odd
