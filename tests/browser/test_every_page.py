"""A tour of the pages of one place, at the widths of a desk, a phone and a small phone.

At every stop: nothing to scroll sideways, at most four places at the thumb, no serious fault of accessibility, and
in Chinese no word of English.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.walking import DESK, IN_A_BROWSER, PHONE, SMALL

pytestmark = IN_A_BROWSER
MOST_PLACES = 4
GRAVE = {"serious", "critical"}
AXE = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
HEIGHT = "() => document.documentElement.scrollHeight"
LATIN = re.compile(r"[A-Za-z]{2,}")
MEANT = re.compile(
    r"EN|https?|[\w-]+\.localhost|hainan[\w-]*|operator|xuefa\d*|gansu|yunnan|hunan|wuwei|\w+/\w+|版本\w+|\b[0-9a-f]{16}\b|CPC|AC|APP|GIFT|FP\d+|OFD|XML|ZIP|Moodle XML|MB|KB|PDF|CSV|UTF-8|GBK|Word|mp[34]|webm|\.\w{3,4}\b"
)
"""Letters that are nobody's English: names of hosts, accounts and keys, a version's digest, kinds of files, the switch itself."""

CODE = re.compile(r"[a-z0-9-]+(?: · .*)?")
"""A course's or lesson's code, which stands on a line of its own."""


def public_pages(walker, demo):
    walker.open()
    yield "海南省智慧普法云平台"
    walker.follow("登录")
    yield "登录"
    walker.follow("公告")
    yield "公告"
    walker.follow("新单位如何开通账号")
    yield "新单位如何开通账号"
    for page in ("下载", "联系我们", "扫码进入"):
        walker.follow(page)
        yield page
    walker.page.goto(f"{demo.address('hainan')}/nothing-here")
    yield "没有找到这个页面"
    walker.page.goto(demo.address())
    yield "本平台的网站"


def learner_pages(walker, demo):
    walker.sign_in(demo.learner("hainan", "已经合格"))
    yield "首页"
    walker.follow("我的学习记录")
    yield "学习记录"
    walker.go("成绩")
    walker.source_of("学习合计")
    yield "成绩"
    walker.go("课程")
    yield "课程"
    walker.follow("《中华人民共和国民法典》")
    yield "《中华人民共和国民法典》"
    walker.follow("开始")
    walker.sees("学习时间怎样计")
    yield ""
    walker.open_my_account()
    yield "我的账号"
    walker.follow("修改密码")
    yield "设置新密码"
    walker.open()
    walker.open_my_account()
    walker.follow("修改联系方式")
    yield "联系方式"


def exam_pages(walker, demo):
    walker.sign_in(demo.learner("hainan", "已经合格"))
    walker.go("考试")
    yield "考试"
    walker.follow("去考试")
    walker.sees("现在可以开始考试。")
    yield "法治测试"
    walker.press("开始考试")
    walker.answer(1)
    yield "法治测试"
    walker.question(30)
    walker.press("检查并交卷")
    yield "法治测试"
    walker.press("提交试卷")
    yield "成绩：法治测试"


def office_pages(walker, demo):
    walker.sign_in_administrator(demo.office("hainan"))
    yield "概况"
    walker.go("学员")
    yield "学员"
    walker.page.get_by_role("rowheader").get_by_role("link").first.click()
    walker.sees("判定时间")
    yield ""
    walker.follow("重置密码")
    yield "重置密码"


def editor_pages(walker, demo):
    walker.sign_in_administrator(demo.editor("hainan", "编写"))
    yield "题库"
    walker.page.get_by_role("rowheader").get_by_role("link").first.click()
    walker.sees("答题统计")
    yield ""
    walker.follow("编写新版本")
    walker.sees("下一版草稿")
    yield ""
    walker.go("题目")
    walker.follow("新增题目")
    yield "新增题目"
    walker.go("待复查")
    yield "待复查"
    walker.go("学习内容")
    yield "学习内容"
    walker.go("导入")
    yield "导入"


def author_pages(walker, demo):
    walker.sign_in_administrator(demo.editor("hainan", "编写"))
    walker.go("课程")
    yield "课程"
    walker.follow("编写课程")
    yield "编写课程"
    walker.go("课程")
    walker.follow("《中华人民共和国民法典》")
    yield "《中华人民共和国民法典》"
    walker.page.locator("main ol a, main ul.x-order a, main .x-order a").first.click()
    walker.sees("正文", "附件")
    yield ""
    walker.follow("预览")
    yield "预览"
    walker.go("资料库")
    yield ""


def desk_pages(walker, demo):
    walker.sign_in_administrator(demo.office("hainan"))
    for place in (
        "报表",
        "正在考试",
        "异议",
        "单位",
        "名册导入",
        "纸质考试",
        "通知",
        "证书",
        "更正评分",
        "操作日志",
    ):
        walker.go(place)
        yield ""
    walker.go("通知")
    walker.follow("撰写通知")
    yield "撰写通知"


def operator_pages(walker, demo):
    walker.label = "operator"
    walker.open()
    yield "平台运维"
    walker.sign_in_operator(demo.operator())
    yield "各租户"


TOURS = (
    public_pages,
    learner_pages,
    exam_pages,
    office_pages,
    desk_pages,
    editor_pages,
    author_pages,
    operator_pages,
)


def faults_of(walker, stop):
    """Say what is wrong with the page that the walker stands on, whose title begins like this."""
    expect(walker.page).to_have_title(re.compile(f"^{stop}"))
    if walker.overflow() > 0:
        yield f"{stop}: {walker.overflow()} px to scroll sideways"
    if walker.page.locator(".x-bar a:visible").count() > MOST_PLACES:
        yield f"{stop}: more than {MOST_PLACES} places at the thumb"
    for text in walker.page.locator("body").inner_text().splitlines():
        if LATIN.search(MEANT.sub("", text)) and not CODE.fullmatch(text):
            yield f"{stop}: not Chinese: {text}"


def grave_faults_of(walker, stop):
    """Yield the accessibility faults, looking at the whole page at once, so that the bar at the foot of the screen hides nothing."""
    size = walker.page.viewport_size
    walker.page.set_viewport_size({**size, "height": walker.page.evaluate(HEIGHT)})
    for one in Axe().run(walker.page, options=AXE).response["violations"]:
        if one["impact"] in GRAVE:
            yield f"{stop}: {one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes']]}"
    walker.page.set_viewport_size(size)


@pytest.mark.parametrize("size", [DESK, PHONE, SMALL], ids=lambda size: size["width"])
@pytest.mark.parametrize("tour", TOURS)
def test_every_page_fits_and_can_be_used_by_everybody(visit, demo, tour, size):
    walker, found = visit("hainan", size), []
    for stop in tour(walker, demo):
        found += faults_of(walker, stop)
        if size != SMALL:
            found += grave_faults_of(walker, stop)
    assert found == []
