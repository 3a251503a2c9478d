"""The connection fails in the middle of an exam: nothing is lost, and the page says so."""

from playwright.sync_api import expect

from tests.browser.walking import DISCONNECTED, IN_A_BROWSER

pytestmark = IN_A_BROWSER


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
