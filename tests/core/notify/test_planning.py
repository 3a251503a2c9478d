"""Campaigns that begin by themselves, what becomes of each message, and mails that come back."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from core.accounts.models import Administrator
from core.audit.models import AuditEntry
from core.db import db
from core.notify.bounces import Bounce, bounce_of
from core.notify.deliveries import came_back
from core.notify.models import Campaign, CampaignPlan, ContactChoice, Delivery
from core.notify.planning import begin_due
from core.tenancy.clock import set_clock
from core.web.site import composition
from tests.core.notify.test_campaigns import FORM, run, send
from tests.core.notify.test_sending import confirm, daytime
from tests.core.notify.test_sending import send as send_due
from tests.core.notify.world import east, inbox
from tests.mail_server import mail_server
from tests.sites import Browser

__all__ = ["daytime"]
PLAN = {**FORM, "anchor": "study", "days": "10", "hour": "09:00"}
REPORT = """From: MAILER-DAEMON@example.cn
To: xuefa@example.cn
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It came back.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.cn

Final-Recipient: rfc822; li@example.cn
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

From: xuefa@example.cn
Message-ID: <{message}.email@example.cn>

--b--
"""


@pytest.fixture
def office(shelved):
    browser = Browser(shelved, "east")
    browser.sign_in_administrator("office")
    return browser


def on(app, moment):
    """Let the worker look at what is planned, at this moment of the tenant's clock."""
    with east(app):
        set_clock(datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Asia/Shanghai")))
        begin_due.work(None)
        return [row.state for row in db.session.scalars(sa.select(CampaignPlan))]


def campaigns(app):
    with east(app):
        return len(db.session.scalars(sa.select(Campaign.id)).all())


def test_a_notice_begins_so_many_days_before_the_rules_own_day(shelved, qian):
    assert "学习截止日 (2024年12月31日)" in qian.post("/admin/notices/preview", FORM).text
    assert qian.post("/admin/notices/plans", PLAN).status_code == 302
    page = qian.get("/admin/notices").text
    assert "学习截止日前 10 天" in page
    assert "12月21日" in page
    assert on(shelved, "2024-12-21 08:59") == ["waiting"]
    assert on(shelved, "2024-12-21 09:00") == ["begun"]
    assert on(shelved, "2024-12-21 09:10") == ["begun"]
    assert campaigns(shelved) == 1
    assert "学习截止日前 10 天" not in qian.get("/admin/notices").text


def test_a_notice_is_planned_for_a_day_of_its_own_and_stopped(shelved, qian):
    assert (
        qian.post("/admin/notices/plans", {**PLAN, "anchor": "day", "day": "2024-12-01"}).status_code == 302
    )
    with east(shelved):
        plan = db.session.scalar(sa.select(CampaignPlan.id))
    assert qian.post(f"/admin/notices/plans/{plan}/stop").status_code == 302
    assert qian.post(f"/admin/notices/plans/{plan}/stop").status_code == 409
    assert on(shelved, "2024-12-02 09:00") == ["stopped"]
    assert campaigns(shelved) == 0
    with east(shelved):
        assert {"plan_notice", "stop_plan"} <= set(db.session.scalars(sa.select(AuditEntry.act)))


def test_nobody_is_told_for_an_administrator_who_is_gone_or_when_nobody_stands_there(shelved, qian):
    qian.post("/admin/notices/plans", {**PLAN, "states": ["absent"]})
    assert on(shelved, "2024-12-21 09:00") == ["nobody"]
    with east(shelved):
        set_clock(datetime(2024, 6, 3, 10, tzinfo=ZoneInfo("Asia/Shanghai")))
    qian.post("/admin/notices/plans", PLAN)
    with east(shelved):
        db.session.execute(sa.update(Administrator).where(Administrator.account == "a1").values(active=False))
        db.session.commit()
    assert sorted(on(shelved, "2024-12-21 09:00")) == ["nobody", "void"]
    assert campaigns(shelved) == 0


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"anchor": "moon"}, "请选择按哪个日期推算"),
        ({"days": "367"}, "请填写 0 到 366 天"),
        ({"days": "-1"}, "请填写 0 到 366 天"),
        ({"days": "300"}, "这个时间已经过去"),
        ({"hour": "25:00"}, "请填写时间"),
        ({"anchor": "day", "day": "soon"}, "请填写日期"),
        ({"subject": ""}, "请填写要发送的内容"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_beside_its_field(shelved, qian, changes, fault):
    answer = qian.post("/admin/notices/plans", {**PLAN, **changes})
    assert answer.status_code == 400
    assert fault in answer.text
    assert on(shelved, "2024-12-21 09:00") == []


def test_a_plan_of_another_unit_is_not_there(shelved, qian, office):
    office.post("/admin/notices/plans", {**PLAN, "unit": "u0"})
    with east(shelved):
        plan = db.session.scalar(sa.select(CampaignPlan.id))
    assert qian.post(f"/admin/notices/plans/{plan}/stop").status_code == 404
    assert qian.post("/admin/notices/plans", {**PLAN, "unit": "u2"}).status_code == 404


@pytest.fixture
def refused(shelved, daytime, qian, monkeypatch):
    """A notice whose mail to Li the server has refused for good, and its page."""
    confirm(shelved)
    with mail_server(refuse={"li@example.cn": "550 no such mailbox"}) as post:
        monkeypatch.setattr(composition(shelved), "channels", {"email": post.settings})
        page = send(qian)
        run(shelved, page)
        send_due(shelved)
        yield page, post


def test_each_message_is_listed_with_its_fate_and_what_failed_is_tried_again(shelved, qian, office, refused):
    page, post = refused
    shown = qian.get(f"{page}/deliveries?state=failed").text
    for part in ("李一", "l***@example.cn", "recipient_refused_550"):
        assert part in shown
    assert "li@example.cn" not in shown
    assert "李一" not in qian.get(f"{page}/deliveries?state=sent").text
    assert "李一" not in qian.get(f"{page}/deliveries?q=赵").text
    post.refuse.clear()
    assert qian.post(f"{page}/retry").status_code == 302
    send_due(shelved)
    assert [mail["Subject"] for mail in post.mails] == ["请尽快学习"]
    assert "李一" in qian.get(f"{page}/deliveries?state=sent").text
    assert qian.post(f"{page}/retry").status_code == 409
    beside = Browser(shelved, "east")
    beside.sign_in_administrator("a2")
    assert beside.get(f"{page}/deliveries").status_code == 404
    assert beside.post(f"{page}/retry").status_code == 404


def test_a_mail_that_came_back_is_kept_and_its_address_gets_no_more(shelved, li, qian, refused):
    page, _post = refused
    with east(shelved):
        message = db.session.scalar(sa.select(Delivery.message))
        assert came_back(message, "4.4.1", for_good=False)
        assert db.session.scalar(sa.select(Delivery.state)) == "failed"
        assert came_back(message, "5.1.1", for_good=True)
        assert db.session.scalar(sa.select(Delivery.state)) == "bounced"
        assert db.session.scalar(sa.select(ContactChoice.email)) == ""
        assert not came_back(db.session.scalar(sa.select(Administrator.id)), "5.1.1", for_good=True)
    assert "被退回" in qian.get(f"{page}/deliveries?state=bounced").text
    assert "发往您邮箱的邮件被退回" in inbox(shelved)
    assert qian.post(f"{page}/retry").status_code == 409


MESSAGE = "0b8f4f0e-5f3e-4d67-9a53-0d4b8f5c1a11"


@pytest.mark.parametrize(
    ("action", "status", "for_good"), [("failed", "5.1.1", True), ("delayed", "4.4.7", False)]
)
def test_a_mail_servers_report_is_read(action, status, for_good):
    found = bounce_of(REPORT.format(action=action, status=status, message=MESSAGE).encode())
    assert isinstance(found, Bounce)
    assert (str(found.message), found.status, found.for_good) == (MESSAGE, status, for_good)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Subject: hello\n\nhi",
        b"\xff\xfe\x00 not a mail",
        REPORT.format(action="delivered", status="2.0.0", message=MESSAGE).encode(),
        REPORT.format(action="failed", status="5.1.1", message="someone-elses").encode(),
        REPORT.format(action="failed", status="none", message=MESSAGE).encode(),
    ],
)
def test_what_is_no_report_of_ours_is_none(raw):
    assert bounce_of(raw) is None
