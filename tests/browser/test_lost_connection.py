"""The connection fails in the middle of an exam: nothing is lost, and the page says so."""

import re

import pytest
from playwright.sync_api import Error, expect

from tests.browser.walking import DISCONNECTED, IN_A_BROWSER

pytestmark = IN_A_BROWSER
GIVEN_UP = "net::ERR_FAILED"
NOTHING_WAITS = re.compile("已保存|选择后自动保存")
"""Some browsers open a failed page again by themselves as soon as they can, and that page has sent everything first."""


def test_answers_given_without_a_connection_are_kept_and_sent_later(visit, demo, watch):
    walker = visit("yunnan")
    walker.sign_in(demo.learner("yunnan", "已经合格"))
    walker.start_exam("全省在线法律知识统一考试")
    walker.answer(1)

    watch.expected.add(DISCONNECTED)
    walker.page.context.set_offline(True)
    walker.question(2).locator(".x-choice").first.click()
    saving = walker.page.locator("[data-save]")
    expect(saving).to_contain_text("网络中断，1 题的答案暂存在本机，恢复后自动补传。")
    walker.question(30)
    walker.press("检查并交卷")
    walker.press("提交试卷")
    walker.sees("还有 1 题的答案没有传到服务器")

    walker.page.context.set_offline(False)
    expect(saving).to_contain_text("已保存")
    walker.press("提交试卷")
    walker.sees("本次成绩")


def test_ten_answers_of_three_minutes_without_a_connection_outlive_a_reload(visit, demo, watch):
    """The browser shows its own page when it reloads without a connection; the answers wait on the device meanwhile."""
    walker = visit("yunnan")
    page = walker.page
    page.clock.install()
    walker.sign_in(demo.learner("yunnan", "已经合格"))
    walker.start_exam("全省在线法律知识统一考试")
    walker.question(1)
    paper = page.url.partition("#")[0]

    watch.expected |= {DISCONNECTED, GIVEN_UP}
    page.context.set_offline(True)
    for number in range(1, 11):
        walker.question(number).locator(".x-choice").nth(number % 2).click()
    page.clock.fast_forward("03:00")
    saving = page.locator("[data-save]")
    expect(saving).to_contain_text("网络中断，10 题的答案暂存在本机")
    page.once("dialog", lambda dialog: dialog.accept())
    with pytest.raises(Error, match=DISCONNECTED):
        page.reload()

    page.context.set_offline(False)
    page.goto(paper)
    expect(page.locator(".x-exam-live")).to_be_visible()
    expect(saving).to_contain_text(NOTHING_WAITS)
    for number in range(1, 11):
        expect(walker.question(number).locator("input").nth(number % 2)).to_be_checked()
    page.goto(f"{paper}/receipts")
    expect(page.locator("tbody th")).to_have_text([f"第 {number} 题" for number in range(10, 0, -1)])
    expect(page.get_by_role("link", name="本机留存的凭据")).to_be_visible()
