"""An exemption in the browser: the learner applies with evidence, two reviewers decide, at a desk and on a phone."""

import re

import pytest

from tests.browser.demo import running_demo
from tests.browser.test_every_page import faults_of, grave_faults_of
from tests.browser.walking import DESK, IN_A_BROWSER, PHONE
from tests.core.files import samples

pytestmark = IN_A_BROWSER

PROOF = {"name": "诊断证明.pdf", "mimeType": "application/pdf", "buffer": samples.PDF}


def open_first(walker) -> None:
    """A phone's bar holds other places; the address is the same."""
    walker.page.goto(f"{walker.demo.address(walker.label)}/admin/exemptions?state=waiting")
    walker.page.locator("main th a").first.click()


@pytest.fixture(scope="module")
def demo(browser):
    """A demo of its own: whoever is exempted here, other tests need as they were."""
    with running_demo("hunan") as running:
        yield running


def steps(learner, unit, office):
    """Walk from the reasons on offer to the revocation's consequence, and stop at each page."""
    learner.go("成绩")
    learner.follow("我的免考")
    learner.sees("退休日期", "不能申请这项免考")
    yield learner, "我的免考"
    learner.follow("申请此项免考")
    learner.page.locator("input[type=file]").set_input_files(PROOF)
    learner.fill("备注 （选填）", "住院治疗")
    yield learner, "申请免考"
    learner.press("提交申请")
    learner.sees("等待审核：人事部门", "诊断证明.pdf")
    yield learner, ""
    open_first(unit)
    unit.sees("住院治疗", "诊断证明.pdf")
    yield unit, ""
    unit.press("批准")
    unit.sees("等待审核：单位", "下一级须由他人办理")
    open_first(office)
    office.press("退回补充")
    office.sees("请填写理由")
    yield office, ""
    office.press("批准")
    office.sees("年度免考已批准")
    office.follow("撤销免考")
    office.sees("变为")
    yield office, "撤销免考"
    learner.page.reload()
    learner.sees("年度免考已批准")
    yield learner, ""
    office.fill("事由", "诊断证明有误")
    office.press("撤销免考")
    office.sees("免考已撤销")


@pytest.mark.parametrize(
    ("size", "about", "town"),
    [(DESK, "学分不足", "屈子祠镇"), (PHONE, "尚未报考", "弼时镇")],
    ids=["desk", "phone"],
)
def test_two_are_exempted_with_evidence_and_review(visit, demo, size, about, town):
    learner, unit, office = (visit("hunan", size) for _ in range(3))
    learner.sign_in(demo.learner("hunan", about))
    unit.sign_in_administrator(demo.administrator("hunan", town))
    office.sign_in_administrator(demo.office("hunan"))
    found = []
    for walker, stop in steps(learner, unit, office):
        found += [*faults_of(walker, stop), *grave_faults_of(walker, stop)]
    assert found == []


def test_everybody_is_booked_into_sittings_and_later_into_the_makeup(visit, demo):
    office = visit("hunan", DESK)
    office.sign_in_administrator(demo.office("hunan"))
    pages = f"{demo.address('hunan')}/admin/booking"
    office.page.goto(f"{pages}?exam=regional&area=miluo")
    office.sees("1. 选择场次", "2. 选择单位")
    found = [*faults_of(office, ""), *grave_faults_of(office, "")]
    for number in (0, 1):
        office.page.locator("[data-slot] input:enabled").nth(number).check()
    office.page.locator("input[name=whole]").check()
    office.press("生成安排")
    office.sees("将报考")
    office.press(re.compile("确认报考"))
    office.sees("相关人员已收到消息")
    found += faults_of(office, "")
    office.let_minutes_pass(4 * 7 * 24 * 60)
    office.page.goto(f"{pages}/people?exam=makeup")
    office.sees("未参加", "五（三）")
    office.page.locator("select[name=opens]").select_option(index=0)
    office.page.locator("input[name=all_matching]").check()
    office.press("为所选人员报考")
    office.sees("将报考")
    office.press(re.compile("确认报考"))
    office.sees("相关人员已收到消息")
    assert found == []
