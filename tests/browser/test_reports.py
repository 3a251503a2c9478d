"""Reports in the browser: from a unit's figures to the people behind them and to a bulletin, at a desk and on a phone."""

import re

import pytest

from tests.browser.test_every_page import faults_of, grave_faults_of
from tests.browser.walking import DESK, IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER


def steps(office):
    """Read the report, look at the people, issue a bulletin; stop at each page."""
    office.go("报表")
    office.sees("参学率", "统计口径")
    yield "单位报表"
    office.follow("学员报表")
    office.sees("还差什么")
    yield "学员报表"
    office.follow("通报")
    office.sees("〔2024〕1号")
    yield "通报"
    office.follow("新建通报")
    yield "新建通报"
    office.press("印发通报")
    office.sees(re.compile(r"与通报〔2024〕\d+号相比"), "统计口径")
    yield ""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=lambda size: size["width"])
def test_an_office_reads_its_figures_and_issues_a_bulletin(visit, demo, size):
    office, found = visit("gansu", size), []
    office.sign_in_administrator(demo.office("gansu"))
    for stop in steps(office):
        found += [*faults_of(office, stop), *grave_faults_of(office, stop)]
    assert found == []
