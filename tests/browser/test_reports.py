"""Reports in the browser: the province urges a county, whose bureau reads its figures, answers, reminds its people and issues a bulletin."""

import re

import pytest

from tests.browser.test_every_page import faults_of, grave_faults_of
from tests.browser.walking import DESK, IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER
BUREAU = "合水县司法局"


def send(walker, name):
    """Press a button that asks once more."""
    walker.page.get_by_role("button", name=name).click()
    walker.page.locator("dialog").get_by_role("button", name=name).click()


def urging(office):
    """The province writes to the units of a city."""
    office.page.goto(f"{office.demo.address(office.label)}/admin/reports?unit=u12")
    office.follow("发督办函")
    office.sees(BUREAU)
    yield office, "发督办函"
    office.press("查看第一份")
    office.sees("督办函", "尚未合格")
    yield office, "发送前确认"
    send(office, re.compile(r"发出 \d+ 份"))
    office.page.get_by_role("heading", name="督办函已生成").wait_for(timeout=60_000)
    yield office, ""


def answering(bureau):
    """The bureau finds the letter and acknowledges it."""
    bureau.page.goto(f"{bureau.demo.address(bureau.label)}/admin/reports/letters?box=received&state=open")
    bureau.sees("未签收")
    bureau.page.locator("main th a").first.click()
    bureau.sees("签收这份督办函", "单位群通知文字", "尚未合格")
    yield bureau, ""
    bureau.page.get_by_label(re.compile("办理情况或打算")).fill("本周内全部完成")
    bureau.press("签收")
    bureau.sees("签收人", "本周内全部完成")
    yield bureau, ""


def publishing(bureau):
    """The bureau reads its report and its people, and issues a bulletin."""
    bureau.go("报表")
    bureau.sees("参学率", "统计口径")
    yield bureau, "单位报表"
    bureau.follow("学员报表")
    bureau.sees("还差什么")
    yield bureau, "学员报表"
    bureau.follow("通报")
    bureau.sees("〔2024〕1号")
    yield bureau, "通报"
    bureau.follow("新建通报")
    yield bureau, "新建通报"
    bureau.press("印发通报")
    bureau.sees("统计口径", "排名情况")
    yield bureau, ""


def reminding(bureau):
    """The bureau tells those who are behind, and plans another notice for later."""
    bureau.page.goto(f"{bureau.demo.address(bureau.label)}/admin/notices/new?template=behind")
    bureau.press("预览")
    bureau.sees("单位群通知文字")
    bureau.page.get_by_text("定时发送", exact=True).click()
    bureau.press("定时发送这条通知")
    bureau.sees("学习截止日前 10 天")
    yield bureau, "通知"
    bureau.page.goto(f"{bureau.demo.address(bureau.label)}/admin/notices/new?template=behind")
    bureau.press("预览")
    send(bureau, re.compile("发送给"))
    bureau.page.wait_for_selector("text=已发送", timeout=60_000)
    yield bureau, ""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=lambda size: size["width"])
def test_a_county_is_urged_answers_reminds_its_people_and_issues_a_bulletin(visit, demo, size):
    office, bureau, found = visit("gansu", size), visit("gansu", size), []
    office.sign_in_administrator(demo.office("gansu"))
    bureau.sign_in_administrator(demo.administrator("gansu", BUREAU))
    for part in (urging(office), answering(bureau), publishing(bureau), reminding(bureau)):
        for walker, stop in part:
            found += [*faults_of(walker, stop), *grave_faults_of(walker, stop)]
    assert found == []
