"""The first sign-in with the password that everybody shares: a second fact, a password of one's own, contact details."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.walking import IN_A_BROWSER

pytestmark = IN_A_BROWSER
OWN = "zhishi2023"


@pytest.mark.parametrize(
    ("label", "question", "policy"),
    [("hainan", "您在名册中的姓名", "6 至 12 位"), ("wuwei", "您登记手机号的后四位", "6 至")],
)
def test_the_shared_password_leads_over_a_second_fact_to_a_password_of_ones_own(
    visit, demo, label, question, policy
):
    who, walker = demo.learner(label, "首次登录"), visit(label)
    walker.sign_in(who)
    walker.sees("您输入的是统一的初始密码", who.account)
    walker.fill(question, "不是本人")
    walker.press("继续")
    walker.sees("未能登录", "账号、密码或核对信息不正确。")
    walker.wait_out()

    walker.sign_in(who)
    walker.fill(question, who.second_fact)
    walker.press("继续")
    expect(walker.heading("设置新密码")).to_be_visible()
    walker.sees(policy)

    walker.fill("新密码", "123")
    walker.fill("再次输入新密码", "123")
    walker.press("保存新密码")
    field = walker.page.get_by_label("新密码", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("新密码不符合下列要求。"))
    expect(walker.page.locator(".x-line.x-bad").first).to_contain_text("未达到")

    walker.fill("新密码", OWN)
    walker.fill("再次输入新密码", OWN)
    walker.press("保存新密码")
    walker.sees("新密码已保存。")
    expect(walker.heading("联系方式")).to_be_visible()
    walker.page.get_by_label("手机号码").fill("19900009999")
    walker.press("保存联系方式")
    walker.sees("联系方式已保存。", "接下来的课程")

    walker.sign_out()
    walker.sign_in(who)
    walker.fill(question, who.second_fact)
    walker.press("继续")
    walker.sees("账号、密码或核对信息不正确。")
