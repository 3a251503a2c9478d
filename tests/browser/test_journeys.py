"""A learner's year in each of the five places: sign in, study, sit the exam, read the verdict."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from core.accounts.names import pinyin_of
from tests.browser.walking import IN_A_BROWSER

pytestmark = IN_A_BROWSER


@dataclass(frozen=True)
class Studies:
    """Somebody one lesson short: what home says before, what the lesson earns, and where home stands after."""

    label: str
    who: str
    before: tuple[str, ...]
    course: str
    earned: str
    after: str


STUDIES = (
    Studies(
        "hainan",
        "差一节课即达标",
        ("正在学习", "2023年12月10日", "38 / 40 学习积分", "还差 2 学习积分"),
        "《关于新形势下党内政治生活的若干准则》",
        "本课已学完，得 2 学习积分。",
        "2023年度已合格",
    ),
    Studies(
        "yunnan",
        "差 6 积分满 3000",
        ("正在学习", "2017年11月30日", "2994 / 3000 积分", "还差 6 积分"),
        "全国“七五”普法规划",
        "本课已学完",
        "学习已完成，还需参加考试",
    ),
    Studies(
        "gansu",
        "差 1 学时",
        ("正在学习", "2024年12月31日", "19 / 20 学时", "还差 1 学时"),
        "党内法规",
        "得 1 学时。",
        "学习已完成，还需参加考试",
    ),
    Studies(
        "wuwei",
        "差一节课学完全部课程",
        ("正在学习", "2023年12月20日", "900 / 1000 学分", "还差 100 学分"),
        "水务行业：水法与节约用水",
        "本课程已学完，得 100 学分。",
        "学习已完成，还需参加考试",
    ),
    Studies(
        "hunan",
        "学分不足（差一节）",
        ("正在学习", "2024年11月30日", "96 / 100 学分", "选修", "还差 4 学分"),
        "《中华人民共和国长江保护法》与《中华人民共和国环境保护法》",
        "得 4 学分",
        "学习已完成，还需参加考试",
    ),
)


@pytest.mark.parametrize("case", STUDIES, ids=lambda case: case.label)
def test_a_learner_is_told_what_is_left_and_finishes_a_lesson_for_credit(case, visit, demo):
    walker = visit(case.label)
    walker.sign_in(demo.learner(case.label, case.who))
    walker.sees(*case.before)
    walker.follow(case.course)
    expect(walker.heading(case.course)).to_be_visible()
    walker.follow(re.compile("^(继续学习|开始学习|开始)$"))
    walker.finish_lesson()
    walker.sees(case.earned)
    walker.go("首页")
    walker.sees(case.after)


@dataclass(frozen=True)
class Sits:
    """Somebody who may sit the exam, and lines of the verdict afterwards with a document that one of them cites."""

    label: str
    who: str
    exam: str
    lines: tuple[str, ...]
    cited: tuple[str, str]


SITS = (
    Sits(
        "yunnan",
        "未开始学习，也可以考试",
        "全省在线法律知识统一考试",
        (
            "学习合计",
            "考试：全省在线法律知识统一考试",
            "年度成绩中的学习部分",
            "年度成绩中的考试部分",
            "年度成绩",
        ),
        ("年度成绩", "玉治市法宣组〔2017〕4号"),
    ),
    Sits(
        "gansu",
        "学时已满，可以考试",
        "年度学法考试",
        ("学习合计", "考试：年度学法考试", "年度结果"),
        ("学习合计", "合水县2024年度学法考试通知"),
    ),
    Sits(
        "wuwei",
        "可以参加综合考试",
        "综合考试",
        ("考试：综合考试", "年度结果"),
        ("考试：综合考试", "武法办发〔2023〕68号"),
    ),
    Sits(
        "hunan",
        "已报考当前场次",
        "分众（区域）学法考法",
        ("考试：分众（区域）学法考法", "年度结果"),
        ("考试：分众（区域）学法考法", "汨罗市2024年8月7日通知"),
    ),
)


@pytest.mark.parametrize("case", SITS, ids=lambda case: case.label)
def test_a_learner_sits_the_exam_loses_no_answer_and_reads_the_verdict(case, visit, demo):
    walker = visit(case.label)
    walker.sign_in(demo.learner(case.label, case.who))
    walker.start_exam(case.exam)
    for number, option in ((1, 1), (2, 0), (16, 0), (16, 1), (21, 1)):
        walker.answer(number, option)

    walker.page.reload()
    for number, option in ((1, 1), (2, 0), (16, 0), (16, 1), (21, 1)):
        expect(walker.question(number).locator("input").nth(option)).to_be_checked()

    walker.question(30)
    walker.press("检查并交卷")
    walker.sees("还有 26 题未答", "提交后不能再修改答案。")
    walker.press("提交试卷")
    walker.sees(re.compile(r"本次成绩：\d+ 分"), "本人提交")
    walker.follow("查看年度结果")
    for item in case.lines:
        expect(walker.line(item)).to_contain_text(re.compile("依据|按理解执行"))
    expect(walker.source_of(case.cited[0])).to_contain_text(case.cited[1])


def test_in_gansu_phone_and_pinyin_open_the_account_too(visit, demo):
    who, walker = demo.learner("gansu", "已经合格"), visit("gansu")
    walker.sign_in(who)
    walker.sees("2024年度已合格")
    walker.open_my_account()
    facts = walker.facts()
    for key in (facts["手机号码"], pinyin_of(facts["姓名"])):
        walker.sign_out()
        walker.sign_in(who, typed=key)
        walker.sees("2024年度已合格")


@pytest.mark.parametrize(
    ("label", "grade", "item", "figure", "needed", "document"),
    [
        ("hainan", "合格", "学习合计", "40 学习积分", "要求 40", "琼普法办〔2023〕10号"),
        ("yunnan", "合格", "年度成绩", "分", "要求 60 分", "玉治市法宣组〔2017〕4号"),
        ("gansu", "合格", "学习合计", "20 学时", "要求 20", "合水县2024年度学法考试通知"),
        ("wuwei", re.compile("优秀|良好|合格"), "考试：综合考试", "分", "要求 60 分", "武法办发〔2023〕68号"),
        ("hunan", "合格", "考试：分众（区域）学法考法", "分", "要求 60 分", "汨罗市2024年8月7日通知"),
    ],
)
def test_a_verdict_tells_line_by_line_how_it_was_reached(
    visit, demo, label, grade, item, figure, needed, document
):
    walker = visit(label)
    walker.sign_in(demo.learner(label, "已经合格"))
    walker.follow("查看年度结果")
    expect(walker.page.get_by_role("heading", level=2).first).to_have_text(grade)
    line = walker.line(item)
    expect(line).to_contain_text(figure)
    expect(line).to_contain_text(needed)
    expect(line).to_contain_text("符合")
    expect(walker.source_of(item)).to_contain_text(document)
    walker.sees("判定时间")
