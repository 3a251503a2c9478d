"""A missing minute in the browser: from the record to the answer, at a desk and on a phone."""

import pytest

from tests.browser.test_every_page import faults_of, grave_faults_of
from tests.browser.walking import DESK, IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER


def steps(learner, administrator):
    """Walk from the record to the correction, and stop at each page."""
    learner.follow("我的学习记录")
    yield learner, "学习记录"
    learner.follow("记录缺少或有误")
    yield learner, "提出异议"
    learner.page.go_back()
    learner.follow("有异议")
    yield learner, "提出的异议"
    learner.fill("哪里有误，应当怎样", "少计了一课")
    learner.press("提交异议")
    learner.sees("少计了一课", "往来留言")
    yield learner, ""
    administrator.go("异议")
    yield administrator, "异议"
    administrator.page.locator("main th a").first.click()
    administrator.sees("少计了一课")
    yield administrator, ""
    administrator.page.get_by_label("成立", exact=False).first.check()
    administrator.page.locator("form[action$=decide] textarea").fill("断网漏记")
    administrator.press("办结异议")
    administrator.sees("录入更正")
    yield administrator, ""
    administrator.fill("数量", "1")
    administrator.page.locator("form[action$=correction] textarea").fill("断网漏记一课")
    administrator.press("录入更正")
    administrator.sees("学习记录更正")
    yield administrator, ""
    learner.page.reload()
    learner.sees("断网漏记一课", "成立")
    yield learner, ""
    learner.follow("我的异议")
    yield learner, "我的异议"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=lambda size: size["width"])
def test_a_missing_minute_is_answered_and_put_right(visit, demo, size):
    learner, administrator, found = visit("hainan", size), visit("hainan", size), []
    learner.sign_in(demo.learner("hainan", "按年龄不作考核"))
    administrator.sign_in_administrator(demo.office("hainan"))
    for walker, stop in steps(learner, administrator):
        found += [*faults_of(walker, stop), *grave_faults_of(walker, stop)]
    assert found == []
