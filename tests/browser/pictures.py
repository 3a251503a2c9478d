"""The pictures of the guides, taken anew from a running demo: ``python -m tests.browser.pictures [NAME…]``.

Every picture of ``docs/guides`` has its function here, and a test holds that none is missing and none is left over.
A function leads a walker to what is to be seen; the page is taken as its reader sees it, at a desk or on a phone.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

from tests.browser.conftest import QUIET, chromium_path
from tests.browser.demo import ROOT, Demo, running_demo
from tests.browser.walking import PHONE, Walker

DESK: ViewportSize = {"width": 1080, "height": 760}
"""Narrower than a desk's screen is, so that the words can be read in a guide."""
FOLDER = ROOT / "docs" / "guides" / "img"
COLOURS = 64
"""A picture of a page needs few; this makes it a third as large."""
Walk = Callable[[Walker], None]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its file's name: whose site, on which screen, and the way to it."""

    name: str
    label: str
    walk: Walk
    size: ViewportSize


PICTURES: dict[str, Picture] = {}


def picture(label: str, *sizes: ViewportSize) -> Callable[[Walk], Walk]:
    """Name a function as the way to a picture; on several screens each gets a picture, the phone's with ``-phone``."""

    def keep(walk: Walk) -> Walk:
        for size in sizes or (DESK,):
            name = walk.__name__.replace("_", "-") + ("-phone" if size == PHONE else "")
            PICTURES[name] = Picture(name, label, walk, size)
        return walk

    return keep


def take(picture: Picture, browser: Browser, demo: Demo) -> None:
    """Walk to a picture and keep it."""
    context = browser.new_context(
        viewport=picture.size, locale="zh-CN", reduced_motion="reduce", device_scale_factor=1.5
    )
    walker = Walker(context.new_page(), demo, picture.label)
    picture.walk(walker)
    walker.page.wait_for_load_state("networkidle")
    taken = Image.open(BytesIO(walker.page.screenshot(animations="disabled")))
    taken.quantize(COLOURS).save(FOLDER / f"{picture.name}.png", optimize=True)
    context.close()


def main(names: list[str]) -> None:
    """Take the named pictures, or all of them."""
    unknown = set(names) - set(PICTURES)
    if unknown:
        sys.exit(
            f"there are no such pictures: {', '.join(sorted(unknown))}; there are: {', '.join(PICTURES)}"
        )
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running_demo() as demo, _browser() as browser:
        for name in names or PICTURES:
            take(PICTURES[name], browser, demo)
            sys.stdout.write(f"{name}\n")
            sys.stdout.flush()


@contextmanager
def _browser() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        sys.exit("no Chromium was found; on Debian: apt-get install chromium fonts-noto-cjk")
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=[*QUIET, "--lang=zh-CN"])


@picture("hunan")
def sign_in(walker: Walker) -> None:
    walker.open()
    walker.follow("登录")


@picture("hainan")
def first_sign_in(walker: Walker) -> None:
    walker.sign_in(walker.demo.learner("hainan", "首次登录"))


@picture("hunan", DESK, PHONE)
def learner_home(walker: Walker) -> None:
    walker.sign_in(walker.demo.learner("hunan", "学分不足"))


@picture("hunan", PHONE)
def lesson(walker: Walker) -> None:
    walker.sign_in(walker.demo.learner("hunan", "学分不足"))
    walker.follow("《中华人民共和国长江保护法》与《中华人民共和国环境保护法》")
    walker.page.get_by_role("link", name="开始").or_(
        walker.page.get_by_role("link", name="继续")
    ).first.click()
    walker.sees("学习时间怎样计")


@picture("hainan", DESK)
def study_record(walker: Walker) -> None:
    walker.sign_in(walker.demo.learner("hainan", "差一节课"))
    walker.follow("我的学习记录")


@picture("hunan", DESK)
def entry_check(walker: Walker) -> None:
    walker.sign_in(walker.demo.learner("hunan", "尚未报考"))
    walker.go("考试")
    walker.follow("查看全部条件")


@picture("gansu", DESK, PHONE)
def exam(walker: Walker) -> None:
    walker.sign_in(walker.demo.learner("gansu", "学时已满"))
    walker.go("考试")
    walker.follow(re.compile("去考试|继续"))
    start = walker.button("开始考试")
    if start.count():
        start.click()
    on_a_desk = walker.page.viewport_size == DESK
    walker.answer(1 if on_a_desk else 2, 1)


@picture("yunnan", DESK, PHONE)
def verdict(walker: Walker) -> None:
    walker.sign_in(walker.demo.learner("yunnan", "已经合格"))
    walker.follow("查看年度结果")


@picture("wuwei", PHONE)
def certificate(walker: Walker) -> None:
    walker.sign_in(walker.demo.learner("wuwei", "已经合格"))
    walker.follow("我的证书")
    issue = walker.button("生成我的证书")
    if issue.count():
        issue.click()


@picture("wuwei", PHONE)
def register(walker: Walker) -> None:
    walker.open()
    walker.follow("登录")
    walker.follow("报名注册")


@picture("wuwei")
def registrations(walker: Walker) -> None:
    walker.sign_in_administrator(walker.demo.office("wuwei"))
    walker.go("报名核对")


@picture("wuwei")
def sheets_due(walker: Walker) -> None:
    walker.sign_in_administrator(walker.demo.office("wuwei"))
    walker.go("信息收集表报送")


@picture("yunnan")
def objection(walker: Walker) -> None:
    walker.sign_in(walker.demo.learner("yunnan", "已经合格"))
    walker.follow("我的学习记录")
    walker.follow("记录缺少或有误")


@picture("hainan", PHONE)
def messages(walker: Walker) -> None:
    walker.sign_in(walker.demo.learner("hainan", "差一节课"))
    walker.page.goto(f"{walker.demo.address('hainan')}/messages")


@picture("hainan")
def course_list(walker: Walker) -> None:
    walker.sign_in_administrator(walker.demo.editor("hainan", "编写"))
    walker.go("课程")


@picture("hainan")
def course(walker: Walker) -> None:
    walker.sign_in_administrator(walker.demo.editor("hainan", "编写"))
    walker.go("课程")
    walker.follow("《中华人民共和国宪法》")


@picture("hainan")
def lesson_editor(walker: Walker) -> None:
    course(walker)
    walker.follow("国家的一切权力属于人民")


@picture("hainan")
def preview(walker: Walker) -> None:
    course(walker)
    walker.follow("预览")


@picture("hainan", PHONE)
def library(walker: Walker) -> None:
    walker.sign_in(walker.demo.learner("hainan", "差一节课"))
    walker.page.goto(f"{walker.demo.address('hainan')}/library?q=宪法")


@picture("hainan")
def library_editor(walker: Walker) -> None:
    walker.sign_in_administrator(walker.demo.editor("hainan", "编写"))
    walker.go("资料库")


@picture("yunnan")
def question_list(walker: Walker) -> None:
    walker.sign_in_administrator(walker.demo.editor("yunnan", "编写"))


@picture("yunnan")
def question(walker: Walker) -> None:
    walker.sign_in_administrator(walker.demo.editor("yunnan", "编写"))
    walker.page.locator("main tbody a").first.click()


@picture("yunnan")
def question_import(walker: Walker) -> None:
    walker.sign_in_administrator(walker.demo.editor("yunnan", "编写"))
    walker.go("导入")


def office(walker: Walker, place: str) -> None:
    """Sign the office in and go to a place of its navigation."""
    walker.sign_in_administrator(walker.demo.office(walker.label))
    if place:
        walker.go(place)


@picture("gansu")
def desk(walker: Walker) -> None:
    office(walker, "")


@picture("gansu")
def learner_list(walker: Walker) -> None:
    office(walker, "学员")


@picture("gansu")
def learner_page(walker: Walker) -> None:
    office(walker, "学员")
    walker.page.locator("main tbody a").first.click()


@picture("gansu")
def roster_import(walker: Walker) -> None:
    office(walker, "名册导入")


@picture("gansu")
def units(walker: Walker) -> None:
    office(walker, "单位")


@picture("hunan")
def booking(walker: Walker) -> None:
    walker.sign_in_administrator(walker.demo.administrator("hunan", "屈子祠镇"))
    walker.follow("报考")
    walker.sees("选择场次")
    walker.page.locator(".x-day").first.scroll_into_view_if_needed()
    walker.page.locator(".x-chips").first.evaluate("element => element.scrollIntoView()")


@picture("hunan")
def makeup(walker: Walker) -> None:
    office(walker, "报考")
    walker.follow("全省统一补考")
    walker.follow("可参加的人员")


@picture("hunan")
def cohorts(walker: Walker) -> None:
    office(walker, "分组名单")


@picture("gansu")
def notice(walker: Walker) -> None:
    office(walker, "通知")
    walker.follow("撰写通知")


@picture("hunan")
def exemptions(walker: Walker) -> None:
    office(walker, "免考")


@picture("gansu")
def rules(walker: Walker) -> None:
    office(walker, "年度规则")


def rule_draft_at(walker: Walker, path: str) -> None:
    """Open a page of the draft that the demo has begun."""
    office(walker, "年度规则")
    walker.page.goto(f"{walker.demo.address(walker.label)}/admin/rules/drafts")
    walker.page.locator("main th a").first.click()
    expect(walker.page.get_by_role("navigation", name="草案各页")).to_be_visible()
    if path:
        walker.page.goto(f"{walker.page.url}{path}")


@picture("hunan")
def rule_draft(walker: Walker) -> None:
    rule_draft_at(walker, "")


@picture("hunan")
def rule_form(walker: Walker) -> None:
    rule_draft_at(walker, "/form?at=exams.sector.plan")


@picture("hunan")
def rule_dry_run(walker: Walker) -> None:
    rule_draft_at(walker, "/roster")
    walker.press("试算名册")
    expect(walker.page.locator("main")).to_contain_text("名学员中有", timeout=90_000)


@picture("gansu")
def reports(walker: Walker) -> None:
    office(walker, "报表")


@picture("gansu")
def letters_new(walker: Walker) -> None:
    walker.sign_in_administrator(walker.demo.office("gansu"))
    walker.page.goto(f"{walker.demo.address('gansu')}/admin/reports/letters/new?unit=u12")


@picture("gansu")
def letter(walker: Walker) -> None:
    walker.sign_in_administrator(walker.demo.administrator("gansu", "合水县司法局"))
    walker.page.goto(f"{walker.demo.address('gansu')}/admin/reports/letters?box=received")
    walker.page.locator("main th a").first.click()
    walker.sees("签收这份督办函")


@picture("gansu")
def notice_later(walker: Walker) -> None:
    walker.sign_in_administrator(walker.demo.office("gansu"))
    walker.page.goto(f"{walker.demo.address('gansu')}/admin/notices/new?template=behind")
    walker.press("预览")
    walker.page.get_by_text("定时发送", exact=True).click()
    walker.page.get_by_text("定时发送", exact=True).scroll_into_view_if_needed()


@picture("gansu")
def bulletin(walker: Walker) -> None:
    office(walker, "报表")
    walker.follow("通报")
    walker.page.locator("main th a").first.click()


@picture("gansu")
def paper_exams(walker: Walker) -> None:
    office(walker, "纸质考试")


@picture("gansu")
def outside_marks(walker: Walker) -> None:
    office(walker, "线下成绩与学分")


@picture("gansu")
def takeovers(walker: Walker) -> None:
    office(walker, "外平台数据接收")


@picture("gansu")
def study_file(walker: Walker) -> None:
    office(walker, "学员")
    walker.page.locator("main tbody a").first.click()
    walker.follow("个人学法档案")


@picture("gansu")
def audit_trail(walker: Walker) -> None:
    office(walker, "操作日志")


@picture("hainan")
def year(walker: Walker) -> None:
    office(walker, "年度")


@picture("hunan")
def confirmations(walker: Walker) -> None:
    office(walker, "信息确认")


@picture("hunan")
def handovers(walker: Walker) -> None:
    office(walker, "管理员交接")


def finance(walker: Walker, place: str) -> None:
    """Sign finance in, with the sample statement entered, and go to one of its pages."""
    walker.sign_in_administrator(walker.demo.finance(walker.label))
    send_statement(walker)
    if walker.page.get_by_label("银行", exact=True).count():
        walker.fill("银行", "工行基本户")
        walker.press("记住并入账")
        walker.sees("笔到款")
    walker.page.goto(f"{walker.demo.address(walker.label)}/admin/{place}")


def send_statement(walker: Walker) -> None:
    walker.page.goto(f"{walker.demo.address(walker.label)}/admin/finance/statements")
    walker.page.get_by_label("对账单文件").set_input_files(walker.demo.statement())
    walker.press("导入对账单")
    walker.sees("查看原文件")


@picture("hainan")
def statement_columns(walker: Walker) -> None:
    walker.sign_in_administrator(walker.demo.finance(walker.label))
    send_statement(walker)


@picture("hainan")
def money_to_assign(walker: Walker) -> None:
    finance(walker, "finance/matching?tab=sure")


@picture("hainan")
def fee_orders(walker: Walker) -> None:
    finance(walker, "fees")


@picture("hainan")
def fee_ledger(walker: Walker) -> None:
    finance(walker, "finance/ledger")


if __name__ == "__main__":
    main(sys.argv[1:])
