"""A unit orders for its roster and sends its voucher; the office enters what came in, the seats are active, and it goes back."""

import pytest

from tests.browser.test_every_page import faults_of, grave_faults_of
from tests.browser.walking import DESK, IN_A_BROWSER, PHONE
from tests.core.fees.world import DETAILS
from tests.core.files import samples

pytestmark = IN_A_BROWSER


def steps(unit, office, serial):
    """Walk from the price to the refund, and stop at each page; at the end nobody is ordered for."""
    unit.page.goto(f"{unit.demo.address(unit.label)}/admin/fees")
    yield unit, "缴费"
    unit.follow("申购")
    unit.sees("费用", "15 元")
    yield unit, "申购"
    unit.fill("纳税人识别号", "114600000081736290")
    unit.fill("接收发票的电子邮箱", "c@e.com")
    unit.fill("联系电话", DETAILS["phone"])
    unit.press("提交订单")
    unit.sees("末位为校验码")
    yield unit, ""
    unit.fill("纳税人识别号", DETAILS["taxpayer"])
    unit.press("提交订单")
    unit.sees("收款账号", "待付")
    unit.page.get_by_label("凭证照片或电子文档").set_input_files(
        {"name": "回单.pdf", "mimeType": "application/pdf", "buffer": samples.PDF}
    )
    unit.press("上传凭证")
    unit.sees("查看凭证", "已传凭证")
    yield unit, ""
    office.page.goto(f"{office.demo.address(office.label)}/admin/fees")
    yield office, "缴费"
    office.page.locator("main th a").first.click()
    office.sees("录入到款")
    yield office, ""
    owed = office.facts()["金额"].split()[0].replace(",", "")
    office.fill("银行流水号", serial)
    office.fill("汇款金额（元）", owed)
    office.fill("付款人", "某单位")
    office.press("录入")
    office.sees("已付清，名额已激活")
    yield office, ""
    unit.page.reload()
    unit.sees("名额已激活")
    yield unit, ""
    office.page.get_by_label("事由").fill("演练结束")
    office.press("登记退款")
    office.sees("已退款")
    yield office, ""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=lambda size: size["width"])
def test_an_order_is_placed_paid_and_refunded(visit, demo, size):
    unit, office, found = visit("hainan", size), visit("hainan", size), []
    unit.sign_in_administrator(demo.administrator("hainan", "海南省司法厅"))
    office.sign_in_administrator(demo.office("hainan"))
    for walker, stop in steps(unit, office, f"T{size['width']}"):
        found += [*faults_of(walker, stop), *grave_faults_of(walker, stop)]
    assert found == []
