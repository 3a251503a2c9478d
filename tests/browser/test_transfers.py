"""A transfer is refused inside the freeze and done after it, and the figures of both units are right for their days."""

import re

import pytest

from tests.browser.demo import running_demo
from tests.browser.test_every_page import faults_of, grave_faults_of
from tests.browser.walking import DESK, IN_A_BROWSER

pytestmark = IN_A_BROWSER
A_DAY = 24 * 60
PAST_THE_FREEZE = 85 * A_DAY
"""From the demo's moment in September into December."""


@pytest.fixture(scope="module")
def demo(browser):
    """A demo of its own, whose clock goes on by months."""
    with running_demo("yunnan") as running:
        yield running


def open_page(walker, path):
    walker.page.goto(f"{walker.demo.address(walker.label)}{path}")


def on_the_roster(walker, day=""):
    """How many the unit report counts for the administrator's units, on a day or on the newest, and which day that is."""
    open_page(walker, f"/admin/reports?on={day}")
    page = walker.page.locator("main").inner_text()
    shown = re.search(r"截至(\d+)年(\d+)月(\d+)日", page)
    return int(re.search(r"在册\s+(\d+)", page)[1]), "{}-{:0>2}-{:0>2}".format(*shown.groups())


def ask(walker, who):
    walker.go("调动")
    walker.follow("申请调动")
    walker.page.locator("input[name=account]").fill(who[0])
    walker.fill("姓名", who[1])
    walker.fill("事由", "工作调动")
    walker.press("办理调动")


def test_a_transfer_waits_for_the_end_of_the_freeze(visit, demo):
    receiving, sending = (visit("yunnan", DESK) for _ in range(2))
    receiving.sign_in_administrator(demo.administrator("yunnan", "总工会"))
    sending.sign_in_administrator(demo.administrator("yunnan", "疾病预防控制中心"))
    account = demo.learner("yunnan", "未开始学习").account
    open_page(sending, f"/admin/learners?q={account}")
    who = (account, sending.page.locator("main tbody th a").first.inner_text())
    ask(receiving, who)
    receiving.sees("2017年12月1日 00:00", "三（2）5")
    receiving.let_minutes_pass(PAST_THE_FREEZE)
    (came_to, day), (left, _) = on_the_roster(receiving), on_the_roster(sending)
    ask(receiving, who)
    receiving.sees(who[1], "已调动")
    faults = [*faults_of(receiving, "调动"), *grave_faults_of(receiving, "调动")]
    sending.go("调动")
    sending.sees(who[1], "已调动")
    receiving.let_minutes_pass(A_DAY)
    assert (on_the_roster(receiving)[0], on_the_roster(sending)[0]) == (came_to + 1, left - 1)
    assert (on_the_roster(receiving, day)[0], on_the_roster(sending, day)[0]) == (came_to, left)
    assert faults == []
