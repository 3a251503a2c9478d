"""A notice in the browser: written, previewed and sent by the office, found at the bell by a learner, at a desk and on a phone."""

import pytest

from tests.browser.test_every_page import faults_of, grave_faults_of
from tests.browser.walking import DESK, IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER


def steps(office, learner):
    """Walk from the form to the inbox, and stop at each page."""
    office.page.goto(f"{office.demo.address(office.label)}/admin/notices")
    yield office, "通知"
    office.follow("撰写通知")
    yield office, "撰写通知"
    office.follow("学习进度提醒")
    office.page.get_by_label(
        "待考试"
    ).check()  # where the learner stands by now, if another test let them finish
    office.fill("标题", "请{姓名}尽快完成学习")
    office.press("预览")
    office.sees("其中 3 人看到的内容", "单位群通知文字")
    yield office, "发送前确认"
    office.press("返回修改")
    office.sees("撰写通知")
    office.press("预览")
    office.page.get_by_role("button", name="发送给").click()
    office.page.locator("dialog").get_by_role("button", name="发送给").click()
    office.sees("已通知")
    office.page.wait_for_selector("text=已发送", timeout=60_000)
    yield office, ""
    learner.page.reload()
    learner.page.get_by_role("link", name="未读").click()
    learner.sees("尽快完成学习")
    yield learner, "我的消息"
    learner.follow("接收方式")
    yield learner, "接收方式"
    learner.follow("我的消息")
    learner.page.locator(".x-message-unread h3 a").first.click()
    learner.sees("前往查看")
    yield learner, ""
    learner.follow("我的消息")
    learner.sees("尽快完成学习")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=lambda size: size["width"])
def test_a_notice_reaches_those_who_are_behind(visit, demo, size):
    office, learner, found = visit("gansu", size), visit("gansu", size), []
    learner.sign_in(demo.learner("gansu", "差 1 学时"))
    office.sign_in_administrator(demo.office("gansu"))
    for walker, stop in steps(office, learner):
        found += [*faults_of(walker, stop), *grave_faults_of(walker, stop)]
    assert found == []
