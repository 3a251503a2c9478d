"""Rules in the browser: copied, changed, tried, approved by a second person, in force on their day; an area narrows, and does not widen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.demo import Account, running_demo
from tests.browser.test_every_page import faults_of, grave_faults_of
from tests.browser.walking import DESK, IN_A_BROWSER

pytestmark = IN_A_BROWSER

CITED = "二（二）1新"
WORKER = 90_000
"""Milliseconds that the worker may take to come to a job on a busy machine."""


@pytest.fixture(scope="module")
def demo(browser):
    """A demo of its own: its rules change."""
    with running_demo("hainan", "hunan") as running:
        yield running


def begins(walker, year: str, start: str) -> None:
    walker.page.goto(f"{walker.demo.address(walker.label)}/admin/rules/drafts/new")
    walker.fill("年度", year)
    walker.page.get_by_label("从哪里开始").select_option(start)
    walker.press("开始起草")
    walker.sees("草案已建立")


def at(walker, path: str) -> None:
    """Open a page of the draft that the walker is on."""
    draft = re.search(r"/drafts/[0-9a-f-]{36}", walker.page.url)
    walker.page.goto(f"{walker.demo.address(walker.label)}/admin/rules{draft[0]}{path}")


def today(walker) -> str:
    """The day of the place's clock, as its banner says it."""
    banner = walker.page.locator("body").inner_text()
    year, month, day = re.search(r"演练时间\s*(\d+)年(\d+)月(\d+)日", banner).groups()
    return f"{year}-{int(month):02}-{int(day):02}"


def steps(office, second):
    """Walk from this year's rules to the publication of changed ones, and stop at each page."""
    begins(office, "2023", "hainan/2023")
    yield office, ""
    at(office, "/form?at=study.target")
    office.fill("合计须达到", "50")
    office.fill("条款 （选填）", CITED)
    office.press("保存并检查")
    office.sees("草案已保存")
    yield office, ""
    at(office, "/form?at=exams.rule_of_law_test.plan")
    office.fill("截止日（含当日）", "2023-12-20")
    office.press("保存并检查")
    office.sees("草案已保存")
    at(office, "")
    office.sees("原为", "50", "2023年12月20日")
    yield office, ""
    at(office, "/roster")
    office.press("试算名册")
    expect(office.page.locator("main")).to_contain_text("名学员中有", timeout=WORKER)
    yield office, ""
    at(office, "/cases")
    office.fill("算例文本 （选填）", "")
    office.press("保存并运行")
    office.sees("提交审核前至少要有一个")
    office.fill("用一句话说明这个算例", "学满五十分，年度合格")
    office.fill("已学得 （选填）", "50")
    office.press("添加并运行")
    office.sees("1 例全部相符")
    yield office, ""
    at(office, "/step/hand_in")
    office.press("提交审核")
    office.sees("改过草案的人不能审核它")
    draft = office.page.url
    second.page.goto(draft)
    second.follow("批准")
    second.page.get_by_label("我已逐条看过算例，代表本机关签认").check()
    yield second, ""
    second.press("批准")
    second.sees("草案已审核通过")
    second.follow("发布")
    second.fill("施行日期", today(second))
    yield second, ""
    second.press("发布")
    second.sees("规则已发布")


def test_rules_are_changed_tried_approved_and_seen_in_a_verdict(visit, demo):
    office, second, learner = (visit("hainan", DESK) for _ in range(3))
    office.sign_in_administrator(demo.office("hainan"))
    other = demo.office("hainan")
    second.sign_in_administrator(Account("hainan-office2", other.password))
    found = []
    for walker, stop in steps(office, second):
        found += [*faults_of(walker, stop), *grave_faults_of(walker, stop)]
    assert found == []
    learner.sign_in(demo.learner("hainan", "已经合格"))
    learner.go("成绩")
    learner.sees(CITED)


def test_an_area_narrows_a_window_and_is_refused_when_it_widens_it(visit, demo):
    area = visit("hunan", DESK)
    area.sign_in_administrator(Account("miluo-office", demo.office("hunan").password))
    begins(area, "2024", "hunan/2024")
    at(area, "/form?at=exams.sector.plan")
    area.sees("本级只能从严")
    area.page.get_by_label("通知的条目").check()
    area.fill("条款 （选填）", "五（二）")
    area.fill("截止日（含当日） （选填）", "2024-11-26")
    area.press("保存并检查")
    area.sees("hunan/rules/2024.yaml")
    area.fill("截止日（含当日） （选填）", "2024-10-20")
    area.press("保存并检查")
    area.sees("草案已保存")
    at(area, "/form?at=study.target")
    area.sees("本级不可改", "hunan/rules/2024.yaml")
