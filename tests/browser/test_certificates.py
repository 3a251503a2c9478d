"""A certificate's life in a browser: issued by its learner, checked by a stranger, collected for the unit, revoked."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_every_page import grave_faults_of
from tests.browser.walking import DESK, IN_A_BROWSER, PHONE, SMALL

pytestmark = IN_A_BROWSER


def faults(walker, stop):
    sideways = walker.overflow()
    return [
        *([f"{stop}: {sideways} px to scroll sideways"] if sideways > 0 else []),
        *grave_faults_of(walker, stop),
    ]


@pytest.mark.parametrize("size", [PHONE, SMALL], ids=lambda size: size["width"])
def test_a_learner_has_a_certificate_and_a_stranger_checks_it(visit, demo, size):
    walker = visit("wuwei", size)
    walker.sign_in(demo.learner("wuwei", "已经合格"))
    walker.follow("我的证书")
    expect(walker.heading("我的证书")).to_be_visible()
    if walker.button("生成我的证书").count():
        found = faults(walker, "issuing")
        walker.press("生成我的证书")
    else:
        found = []
    walker.sees("学法合格证书", "武威市国家工作人员在线学法考试平台")
    with walker.page.expect_download() as paper:
        walker.follow("下载 PDF")
    assert re.fullmatch(r"WW2023\d{6} .+\.pdf", paper.value.suggested_filename)
    found += faults(walker, "paper")
    words = walker.page.locator(".x-paper").inner_text()
    number, code = re.search(r"编号：(\S+)", words)[1], re.search(r"核验码 (\S+)", words)[1]
    stranger = visit("wuwei", size)
    stranger.page.goto(f"{demo.address('wuwei')}/verify")
    stranger.fill("证书编号", number)
    stranger.fill("核验码", code.lower())
    stranger.press("核验")
    stranger.sees("这份证书有效。", number)
    assert found + faults(stranger, "check") == []


def test_an_office_issues_for_a_unit_and_revokes_with_a_reason(visit, demo):
    walker = visit("gansu", DESK)
    walker.sign_in_administrator(demo.office("gansu"))
    walker.go("证书")
    walker.follow("按单位批量发证")
    found = faults(walker, "bulk")
    walker.press(re.compile("打包"))
    walker.sees("份证书已备好")
    with walker.page.expect_download() as papers:
        walker.follow("压缩包 1")
    assert papers.value.suggested_filename.endswith("-1.zip")
    walker.go("证书")
    found += faults(walker, "list")
    walker.page.get_by_role("rowheader").get_by_role("link").first.click()
    expect(walker.page.locator(".x-paper")).to_be_visible()
    found += faults(walker, "one")
    walker.follow("撤销证书")
    walker.fill("事由", "姓名有误")
    walker.page.get_by_label("已核对编号和姓名").check()
    found += faults(walker, "revoking")
    walker.press("撤销证书")
    walker.sees("证书已撤销。", "姓名有误", "已撤销")
    assert found == []
