"""The exam without a mouse, on a screen as narrow as a phone's."""

import re

from playwright.sync_api import expect

from tests.browser.walking import IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER
MOST_TABS = 60


def tab_to(walker, target):
    """Press Tab until the target has the focus, as somebody does who cannot use a mouse."""
    for _ in range(MOST_TABS):
        if target.evaluate("one => one === document.activeElement"):
            return
        walker.page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by {MOST_TABS} presses of Tab")


def test_the_whole_exam_is_done_with_the_keyboard(visit, demo):
    walker = visit("gansu", PHONE)
    page = walker.page
    walker.sign_in(demo.learner("gansu", "考过一次未合格"))
    walker.start_exam("年度学法考试")

    first = page.locator("#q1 input").first
    tab_to(walker, first)
    page.keyboard.press("Space")
    expect(first).to_be_checked()
    expect(page.locator("[data-save]")).to_contain_text("已保存")

    tab_to(walker, walker.button("下一题"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name=re.compile("第 2 题"))).to_be_visible()
    page.keyboard.press("b")
    expect(page.locator("#q2 input").nth(1)).to_be_checked()
    page.keyboard.press("n")
    expect(page.get_by_role("group", name=re.compile("第 3 题"))).to_be_visible()

    tab_to(walker, page.get_by_role("link", name=re.compile("第 30 题")))
    page.keyboard.press("Enter")
    tab_to(walker, walker.button("检查并交卷"))
    page.keyboard.press("Enter")
    walker.sees("还有 28 题未答")
    tab_to(walker, walker.button("提交试卷"))
    page.keyboard.press("Enter")
    walker.sees("本次成绩")
