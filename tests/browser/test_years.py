"""A new year is opened in the browser, and the last one stays as it was: at the office, for a learner, in the reports."""

import pytest
from playwright.sync_api import expect

from tests.browser.demo import running_demo
from tests.browser.walking import IN_A_BROWSER

pytestmark = IN_A_BROWSER

TO_JANUARY = 60 * 24 * 45
"""Minutes from the demo's November to the January after it."""
LAST_DAY = "on=2023-12-31"


@pytest.fixture(scope="module")
def demo(browser):
    """A demo of its own: what is opened here, other tests need as it was."""
    with running_demo("hainan") as running:
        yield running


def figures(walker, address: str) -> str:
    """The whole table of the unit report."""
    walker.page.goto(f"{walker.demo.address(walker.label)}/admin/reports?{address}")
    walker.sees("2023年12月31日")
    return walker.page.locator("main table").last.inner_text()


def test_a_new_year_is_opened_and_the_last_one_stays_as_it_was(visit, demo):
    office, learner = visit("hainan"), visit("hainan")
    office.sign_in_administrator(demo.office("hainan"))
    office.go("年度")
    office.sees("须先办结", "不能提前截断")
    office.let_minutes_pass(TO_JANUARY)
    before = figures(office, LAST_DAY)
    office.go("年度")
    office.sees("开启2024年度", "沿用各人现有密码")
    for tick in office.page.locator("form input[type=checkbox]").all():
        tick.check()
    office.press("开启2024年度")
    office.sees("2024年度已开启，2023年度已封存")
    assert figures(office, f"year=2023&{LAST_DAY}") == before
    learner.sign_in(demo.learner("hainan", "已经合格"))
    learner.sees("尚未开始学习")
    office.page.goto(f"{demo.address('hainan')}/admin/reports")
    expect(office.page.get_by_label("年度", exact=False).first).to_be_visible()
