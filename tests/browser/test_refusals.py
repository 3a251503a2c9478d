"""Where somebody is refused, the page says which rule, which article, and what to do."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.walking import IN_A_BROWSER

pytestmark = IN_A_BROWSER


@dataclass(frozen=True)
class Refused:
    """Somebody who may not start the exam: which line stands in the way, why, the document it cites, what to do."""

    label: str
    who: str
    item: str
    why: str
    document: str
    todo: str


REFUSED = (
    Refused(
        "wuwei",
        "学分不足",
        "学习合计",
        "学习合计为 500 学分，要求 1000 学分",
        "武法办发〔2023〕68号",
        "前再获得 500 学分",
    ),
    Refused(
        "yunnan",
        "考试次数已用 8 次",
        "考试次数",
        "共8次考试机会，已用8次",
        "玉治市法宣组〔2017〕4号",
        "查看年度结果",
    ),
    Refused(
        "hunan",
        "尚未报考",
        "预约的场次",
        "尚未为您预约场次",
        "汨罗市2024年8月7日通知",
        "请联系您单位的管理员",
    ),
    Refused("gansu", "免考", "免考", "您已免考，无需参加考试", "合水县2024年度学法考试通知", "查看年度结果"),
)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.label)
def test_an_exam_that_cannot_be_started_says_rule_article_and_what_to_do(case, visit, demo):
    walker = visit(case.label)
    walker.sign_in(demo.learner(case.label, case.who))
    walker.go("考试")
    walker.sees(f"现在还不能考：{case.why}")
    walker.follow("查看全部条件")
    expect(walker.heading("现在不能开始考试。")).to_be_visible()
    refusal = walker.page.locator(".x-refusal")
    expect(refusal).to_contain_text("依据的规则")
    expect(walker.line(case.item)).to_contain_text("未达到")
    expect(walker.source_of(case.item)).to_contain_text(case.document)
    expect(refusal).to_contain_text("怎么办")
    expect(refusal).to_contain_text(case.todo)
    expect(refusal).to_contain_text("谁能帮忙")
    expect(walker.button("开始考试")).to_have_count(0)


def test_a_deactivated_account_is_told_why_and_whom_to_ask(visit, demo):
    walker = visit("hainan")
    walker.sign_in(demo.learner("hainan", "账号已失效"))
    walker.sees("未能登录", "该账号已失效", "请本单位管理员恢复")
    expect(walker.source_of("账号")).to_contain_text("琼普法办〔2023〕10号")


def test_a_lesson_that_is_left_too_early_says_how_long_is_missing(visit, demo):
    walker = visit("hainan")
    walker.sign_in(demo.learner("hainan", "按年龄不作考核"))
    walker.go("课程")
    walker.follow("《中华人民共和国民法典》")
    walker.follow("开始")
    walker.press("学完本课")
    expect(walker.heading("这一课还不能结束。")).to_be_visible()
    walker.sees("学习满 1 分钟方可完成本课", "0 分钟", "请继续学习 1 分钟。")
    walker.follow("返回上一页")
    walker.sees("学习时间怎样计")
