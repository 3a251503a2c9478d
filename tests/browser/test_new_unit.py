"""A new unit gets from the public page to study: ordered, paid, opened, its roster entered, a learner in, the invoice in the mail."""

import re

import pytest
import python_calamine
from playwright.sync_api import expect

from tests.browser.demo import Account, running_demo
from tests.browser.test_every_page import faults_of, grave_faults_of
from tests.browser.test_rosters import BAD, enter, people, send, sheet_of
from tests.browser.walking import DESK, IN_A_BROWSER, PHONE
from tests.core.files import samples
from tests.core.invoices.world import as_pdf, lines
from tests.mail_server import mail_server

pytestmark = IN_A_BROWSER
NAME, TAXPAYER, CODE = "三亚市演练图书馆", "11460000008173629F", "24462000000012345699"
OWN, OF_LEARNER = "Xinban2023", "xuexi2023"
HEAD = "交易日期,交易流水号,借方发生额,贷方发生额,对方户名,对方账号,摘要,附言"
START = 50000
"""Of names and telephone numbers that no other unit of the demo has."""


@pytest.fixture(scope="module")
def post():
    with mail_server() as running:
        yield running


@pytest.fixture(scope="module")
def demo(browser, post):
    """A demo of its own: its orders are paid here, and its mail arrives at a server of the test."""
    with running_demo(
        "hainan",
        settings={f"XUEFA_EMAIL_{name.upper()}": text for name, text in post.settings.items()},
    ) as running:
        yield running


def file_called(name, kind, content):
    return {"name": name, "mimeType": kind, "buffer": content}


def statement_of(reference):
    """The bank's statement with the one transfer of the new unit."""
    line = f"2023-11-20,202311200700,,3000.00,{NAME},6228480000000070001,转账,学法费 {reference}"
    return file_called("工行.csv", "text/csv", "\r\n".join(["\ufeff" + HEAD, line, ""]).encode())


def order(stranger):
    """Order on the public page, from the sign-in to the voucher; stops at each page."""
    stranger.open()
    stranger.follow("登录")
    stranger.follow(re.compile("网上申购"))
    yield stranger, "网上申购（无需账号）"
    stranger.follow("新单位申购")
    stranger.fill("单位全称", NAME)
    stranger.page.get_by_label("所属市县（区）").select_option("三亚市")
    stranger.page.get_by_label("单位性质").select_option("事业单位")
    for label, text in (
        ("参加人数", "200"),
        ("发票抬头", NAME),
        ("纳税人识别号", TAXPAYER[:-1] + "0"),
        ("接收发票的电子邮箱", "n@e.com"),
        ("联系人", "孙九"),
        ("联系电话", "0898-65000001"),
    ):
        stranger.fill(label, text)
    stranger.press("核对金额")
    stranger.sees("末位为校验码")
    yield stranger, "新单位申购"
    stranger.fill("纳税人识别号", TAXPAYER)
    stranger.press("核对金额")
    stranger.sees("3000 元")
    yield stranger, "核对订单"
    stranger.press("提交订单")
    stranger.sees("待付：3000 元")
    stranger.page.get_by_label("凭证照片或电子文档").set_input_files(
        file_called("回单.pdf", "application/pdf", samples.PDF)
    )
    stranger.press("上传凭证")
    stranger.sees("已传凭证")
    yield stranger, ""


def confirm(finance, reference):
    """Enter the bank's statement, and confirm the one match that it has."""
    finance.page.goto(f"{finance.demo.address(finance.label)}/admin/finance/statements")
    finance.page.get_by_label("对账单文件").set_input_files(statement_of(reference))
    finance.press("导入对账单")
    finance.fill("银行", "工行基本户")
    finance.press("记住并入账")
    finance.sees("新增 1 笔到款")
    finance.follow("去核销")
    finance.sees(reference, "附言写明该订单", "金额一致")
    finance.press("全部确认（1 项）")
    finance.page.get_by_role("dialog").get_by_role("button", name="全部确认（1 项）").click()
    finance.sees("已确认 1 项")


def open_unit(stranger):
    """Have the sign-in shown behind the secret link, and sign in as the first administrator."""
    stranger.page.reload()
    stranger.sees("已付清，200 个名额已激活", "号段")
    yield stranger, ""
    stranger.press("显示登录账号")
    stranger.sees("只显示一次")
    yield stranger, "首位管理员"
    shown = {name: text.split()[0] for name, text in stranger.facts().items()}
    stranger.follow("管理员登录")
    stranger._enter(shown["账号"], shown["密码"])
    stranger.fill("新密码", OWN)
    stranger.fill("再次输入新密码", OWN)
    yield stranger, "设置新密码"
    stranger.press("保存新密码")
    stranger.sees("新密码已保存。", "名册中还没有学员")
    yield stranger, "概况"


def fill_roster(administrator, folder):
    """Import 200 people with 7 bad rows, correct what the commented file says, and send it again."""
    rows, good = people(START, 200), people(START, 200)
    for number, fault in BAD.items():
        rows[number - 2] |= fault
    send(administrator, sheet_of(rows))
    administrator.sees("将新增 193 条，修改 0 条，未变 0 条，不能导入 7 条")
    with administrator.page.expect_download() as download:
        administrator.follow("下载不能导入的行")
    refused = folder / "refused.xlsx"
    download.value.save_as(refused)
    head, *lines_ = python_calamine.load_workbook(str(refused)).get_sheet_by_index(0).to_python()
    assert len(lines_) == len(BAD)
    assert all(line[head.index("未导入原因")] for line in lines_)
    administrator.page.get_by_label(re.compile("导入其余 193 条")).check()
    enter(administrator, 193)
    send(administrator, sheet_of([good[number - 2] for number in BAD]))
    administrator.sees("将新增 7 条，修改 0 条，未变 0 条，不能导入 0 条")
    enter(administrator, 7)


def study(administrator, learner):
    """Sign in one of those who were just entered, by the account number that the list shows."""
    administrator.page.goto(f"{administrator.demo.address(administrator.label)}/admin/learners")
    administrator.sees("共 200 条")
    row = administrator.page.get_by_role("row").filter(has_text=f"演练{START}")
    account = re.search(r"\d{13}", row.inner_text())[0]
    learner.sign_in(Account(account, "888888"))
    learner.fill("您在名册中的姓名", f"演练{START}")
    learner.press("继续")
    learner.fill("新密码", OF_LEARNER)
    learner.fill("再次输入新密码", OF_LEARNER)
    learner.press("保存新密码")
    learner.page.get_by_label("手机号码").fill("19900008888")
    learner.press("保存联系方式")
    learner.sees("接下来的课程")


def invoice(finance, reference):
    """Export the batch, and send back the invoice that was issued."""
    finance.page.goto(f"{finance.demo.address(finance.label)}/admin/invoices")
    finance.sees(NAME)
    yield finance, "发票"
    with finance.page.expect_download() as download:
        finance.press("导出开票申请")
    batch = python_calamine.load_workbook(str(download.value.path())).get_sheet_by_index(0).to_python()
    assert [row[batch[0].index("金额（元）")] for row in batch if reference in row] == ["3000.00"]
    issued = as_pdf(lines(CODE, TAXPAYER, "3000.00", reference))
    finance.page.get_by_label("选择文件").set_input_files(file_called("发票.pdf", "application/pdf", issued))
    finance.press("上传并核对")
    finance.sees(f"{CODE} 已收取")
    yield finance, ""
    finance.follow(re.compile(CODE))
    finance.sees("冲红发票")
    yield finance, ""
    expect(finance.page.get_by_text("已发送")).to_be_visible()


def test_a_new_unit_gets_from_the_public_page_to_study_and_to_its_invoice(visit, demo, post, tmp_path):
    stranger, finance, found = visit("hainan", PHONE), visit("hainan", DESK), []

    def look(steps):
        for walker, stop in steps:
            found.extend([*faults_of(walker, stop), *grave_faults_of(walker, stop)])

    look(order(stranger))
    reference = stranger.page.get_by_role("heading", level=1).inner_text()
    finance.sign_in_administrator(demo.finance("hainan"))
    confirm(finance, reference)
    link = stranger.page.url
    look(open_unit(stranger))
    stranger.page.set_viewport_size(DESK)
    fill_roster(stranger, tmp_path)
    study(stranger, visit("hainan", PHONE))
    look(invoice(finance, reference))
    stranger.page.goto(link)
    stranger.sees("下载发票", CODE)
    mails = [mail for mail in post.mails if mail["To"] == "n@e.com"]
    assert [len(list(mail.iter_attachments())) for mail in mails] == [0, 0, 1], "ordered, paid, the invoice"
    assert link in mails[0].get_body(("plain",)).get_content()
    assert not found, "\n".join(found)
