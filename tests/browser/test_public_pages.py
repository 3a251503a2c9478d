"""An office announces something, and a stranger on a phone reads it before signing in."""

from tests.browser.walking import IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER


def test_an_announcement_goes_from_the_office_to_a_stranger_s_phone(visit, demo):
    office = visit("yunnan")
    office.sign_in_administrator(demo.office("yunnan"))
    office.go("公开页面")
    office.follow("撰写公告")
    office.page.locator("#f-title").fill("本周末系统维护")
    office.page.get_by_role("textbox", name="正文").fill("周六 22:00 至 24:00 暂停服务。")
    office.press("存为草稿")
    stranger = visit("yunnan", PHONE)
    stranger.open()
    stranger.follow("登录")
    stranger.sees("考试期间学法账号不办理转移")
    stranger.sees_not("本周末系统维护")

    office.press("发布")
    office.sees("已发布")
    stranger.page.reload()
    stranger.follow("本周末系统维护")
    stranger.sees("周六 22:00 至 24:00 暂停服务。")
    office.press("撤回")
    office.page.locator("dialog").get_by_role("button", name="撤回").click()
    office.sees("已撤回")
