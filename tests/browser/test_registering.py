"""Registering in the browser: who is on the roster sheet signs in and studies; who is on none is listed and entered."""

import pytest

from tests.browser.demo import running_demo
from tests.browser.test_every_page import grave_faults_of
from tests.browser.walking import IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER
ON_SHEET = ("武威市公安局", "郭明", "710000198805121015", "19900010001")
ON_NONE = ("武威市总工会", "高远", "710000198506174045", "19900010009")
OWN = "zhishi2023"


@pytest.fixture(scope="module")
def demo(browser):
    """A demo of its own: whoever registers here is on nobody else's list."""
    with running_demo("gansu") as running:
        yield running


def register(walker, unit: str, name: str, number: str, phone: str) -> None:
    walker.open()
    walker.follow("登录")
    walker.follow("报名注册")
    walker.sees("隐私告知", "身份证号属于敏感个人信息")
    walker.page.get_by_role("checkbox").check()
    walker.press("同意并继续")
    walker.fill("单位全称", unit)
    walker.fill("姓名", name)
    walker.fill("身份证号", number)
    walker.fill("手机号码", phone)
    walker.press("提交报名")


def test_who_is_on_the_sheet_registers_and_studies(demo, visit):
    walker = visit("wuwei", PHONE)
    register(walker, *ON_SHEET)
    walker.sees("已开通，可以登录", "报名编号")
    assert list(grave_faults_of(walker, "我的报名")) == []
    walker.follow("登录")
    walker.page.locator("input[name=account]").fill(ON_SHEET[2])
    walker.fill("密码", "123456")
    walker.press("登录")
    walker.fill("您登记手机号的后四位", "0001")
    walker.press("继续")
    walker.fill("新密码", OWN)
    walker.fill("再次输入新密码", OWN)
    walker.press("保存新密码")
    walker.press("以后再填")
    walker.sees("接下来的课程")


def test_who_is_on_no_sheet_is_listed_and_entered_by_the_administrator(demo, visit):
    walker = visit("wuwei")
    register(walker, *ON_NONE)
    walker.sees("报名已收到", "由本单位管理员核对")
    office = visit("wuwei")
    office.sign_in_administrator(demo.office("wuwei"))
    office.go("报名核对")
    office.sees("高远", "该单位还没有报送信息收集表", "马远")
    office.follow("高远")
    office.press("录入此人")
    office.sees("已录入，该人员可以登录")
    walker.page.reload()
    walker.sees("已开通，可以登录")
    office.go("信息收集表报送")
    office.sees("逾期未报送")
