"""Finance sends in the bank's statement, says once which column is which, confirms what is certain; the units' seats are active."""

import pytest

from tests.browser.demo import running_demo
from tests.browser.test_every_page import faults_of, grave_faults_of
from tests.browser.walking import DESK, IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER
PAGES = ("fees", "finance/statements", "finance/matching?tab=left", "finance/ledger")


@pytest.fixture(scope="module")
def demo(browser):
    """A demo of its own: its orders are paid here, and other tests order for the same people."""
    with running_demo("hainan") as running:
        yield running


def steps(finance, unit):
    """Walk from the statement to the seats, and stop at each page."""
    base = f"{finance.demo.address(finance.label)}/admin"
    finance.page.goto(f"{base}/finance/statements")
    finance.page.get_by_label("对账单文件").set_input_files(finance.demo.statement())
    finance.press("导入对账单")
    finance.sees("请指定各列的含义", "贷方发生额")
    yield finance, ""
    finance.fill("银行", "演示银行")
    finance.press("记住并入账")
    finance.sees("笔到款", "未入账的明细", "冲正")
    yield finance, ""
    finance.follow("去核销")
    finance.sees("有把握", "匹配依据", "附言写明该订单")
    yield finance, "到款核销"
    finance.press("全部确认（2 项）")
    finance.page.get_by_role("dialog").get_by_role("button", name="全部确认（2 项）").click()
    finance.sees("已确认 2 项，2 个订单付清并激活")
    finance.follow("示范文化传播有限公司")
    finance.fill("事由", "与本项目无关")
    finance.press("登记退款")
    finance.sees("已全部核销或退还")
    yield finance, ""
    unit.page.goto(f"{base}/fees")
    unit.sees("已付清并激活")
    yield unit, "缴费"
    finance.page.set_viewport_size(PHONE)
    for page in PAGES:
        finance.page.goto(f"{base}/{page}")
        yield finance, ""


def test_a_statement_pays_orders_and_their_seats_are_active(visit, demo):
    finance, unit, found = visit("hainan", DESK), visit("hainan", DESK), []
    finance.sign_in_administrator(demo.finance("hainan"))
    unit.sign_in_administrator(demo.administrator("hainan", "海南省司法厅"))
    for walker, stop in steps(finance, unit):
        found += [*faults_of(walker, stop), *grave_faults_of(walker, stop)]
    assert found == []
