"""Notices of administrators: to whom, previewed with three examples, sent by a job, told once, stopped, on file."""

import re
from uuid import UUID

import pytest
import sqlalchemy as sa

from core.audit.models import AuditEntry
from core.db import db
from core.notify.campaigns import carry_out
from core.notify.models import Campaign, Delivery, Message
from core.web.site import composition
from tests.core.notify.test_sending import confirm
from tests.core.notify.world import east, inbox
from tests.core.objections.world import study
from tests.mail_server import mail_server
from tests.sites import Browser

FORM = {
    "unit": "u1",
    "states": ["not_started", "studying"],
    "below": "",
    "subject": "请尽快学习",
    "text": "{name}：已完成 {done}，还差 {missing}。",
}


@pytest.fixture
def office(shelved):
    browser = Browser(shelved, "east")
    browser.sign_in_administrator("office")
    return browser


def send(browser, **changes) -> str:
    answer = browser.post("/admin/notices", {**FORM, **changes})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def run(app, page: str) -> None:
    """Do the job of the notice with this page."""
    with app.app_context():
        carry_out.run("east", str(UUID(int=0)), {"campaign": page.rpartition("/")[2]})


def test_the_preview_tells_how_many_and_shows_what_they_would_read(shelved, qian):
    study(shelved)
    page = qian.post("/admin/notices/preview", FORM).text
    assert "将通知 3 人" in page
    assert "李一：已完成 20%，还差 8 学分。" in page
    assert "【东省】东省甲局：本年度学法考试任务尚有 3 人未完成。" in page
    assert "李一" not in page[page.index("单位群通知文字") :]


def test_who_has_done_more_than_the_share_is_left_out(shelved, qian):
    study(shelved)
    assert "将通知 3 人" in qian.post("/admin/notices/preview", {**FORM, "below": "25"}).text
    with east(shelved):
        db.session.execute(sa.text("UPDATE standings SET earned = 5"))
        db.session.commit()
    assert "将通知 2 人" in qian.post("/admin/notices/preview", {**FORM, "below": "50"}).text
    assert "将通知 3 人" in qian.post("/admin/notices/preview", {**FORM, "below": "75"}).text


def test_a_notice_goes_to_everybody_meant_and_to_nobody_else(shelved, qian):
    page = send(qian)
    run(shelved, page)
    assert inbox(shelved) == inbox(shelved, "1003") == inbox(shelved, "1004") == ["请尽快学习"]
    assert inbox(shelved, "1002") == []
    told = qian.get(page).text
    assert "已发送" in told
    with east(shelved):
        acts = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "send_notice")).all()
        assert [(act.facts["count"], act.facts["unit"]) for act in acts] == [("3", "东省甲局")]


def test_a_job_that_is_repeated_tells_nobody_twice(shelved, qian):
    page = send(qian)
    run(shelved, page)
    with east(shelved):
        db.session.execute(sa.update(Campaign).values(state="running"))
        db.session.commit()
    run(shelved, page)
    assert inbox(shelved) == ["请尽快学习"]


def test_what_has_been_read_is_counted(shelved, qian, li):
    page = send(qian)
    run(shelved, page)
    li.post("/messages/read")
    shown = re.sub(r"\s+", " ", qian.get(page).text)
    assert re.search(r"已在站内阅读</dt>\s*<dd>1</dd>", shown)


def test_a_stopped_notice_tells_nobody_more_and_takes_back_what_waits(shelved, qian, monkeypatch):
    confirm(shelved)
    with mail_server() as post:
        monkeypatch.setattr(composition(shelved), "channels", {"email": post.settings})
        page = send(qian)
        run(shelved, page)
        assert "电子邮件" in qian.get(page).text
        assert qian.post(f"{page}/stop").status_code == 302
    with east(shelved):
        assert db.session.scalars(sa.select(Delivery.state)).all() == ["stopped"]
    assert "已停止" in qian.get(page).text
    again = send(qian)
    qian.post(f"{again}/stop")
    run(shelved, again)
    assert inbox(shelved) == ["请尽快学习"]
    assert qian.post(f"{again}/stop").status_code == 409


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"subject": " "}, "请填写要发送的内容"),
        ({"text": ""}, "请填写要发送的内容"),
        ({"text": "{name.__class__}{password}"}, "没有可填入“password”的内容"),
        ({"text": "长" * 1001}, "最多 1000 字"),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused_beside_its_field(shelved, qian, changes, fault):
    for address in ("/admin/notices/preview", "/admin/notices"):
        answer = qian.post(address, {**FORM, **changes})
        assert answer.status_code == 400
        assert fault in answer.text
    assert inbox(shelved) == []


def test_nobody_to_tell_is_refused(qian):
    assert "没有符合条件的学员" in qian.post("/admin/notices/preview", {**FORM, "states": ["absent"]}).text
    assert qian.post("/admin/notices", {**FORM, "states": ["absent"]}).status_code == 400


def test_a_unit_of_others_is_not_there(qian, office):
    assert qian.post("/admin/notices/preview", {**FORM, "unit": "u2"}).status_code == 404
    assert "将通知 6 人" in office.post("/admin/notices/preview", {**FORM, "unit": "u0"}).text


def test_only_those_who_see_the_unit_see_its_notices(shelved, qian, office):
    page = send(office, unit="u0")
    assert qian.get(page).status_code == 404
    assert qian.post(f"{page}/stop").status_code == 404
    assert "还没有发送过通知" in qian.get("/admin/notices").text
    assert "请尽快学习" in office.get("/admin/notices").text


def test_a_text_is_begun_from_a_template_and_can_be_changed_after_the_preview(qian):
    page = qian.get("/admin/notices/new?template=behind&states=studying&below=50").text
    assert "请在{截止日期}前完成本年度学法任务" in page
    assert 'value="50" selected' in page
    kept = qian.post("/admin/notices/new", FORM).text
    assert "{name}：已完成 {done}，还差 {missing}。" in kept


def test_braces_that_a_name_carries_stay_as_they_are(shelved, qian):
    with east(shelved):
        db.session.execute(sa.text("UPDATE learners SET name = '{unit}' WHERE account = '1001'"))
        db.session.commit()
    run(shelved, send(qian))
    with east(shelved):
        row = db.session.scalars(sa.select(Message).where(Message.campaign.is_not(None))).all()
        assert any("{unit}：已完成" in str(one.body) for one in row)


def test_a_place_is_written_in_either_language_and_named_where_the_notice_is_nobodys(shelved, qian):
    page = send(qian, subject="{姓名}请在{deadline}前学习", text="{name}还差{还差}")
    run(shelved, page)
    assert inbox(shelved) == ["李一请在2024年12月31日前学习"]
    shown = qian.get(page).text
    assert "〔姓名〕请在2024年12月31日前学习" in shown
    assert "〔姓名〕还差〔还差〕" in shown
