"""Finance's pages over HTTP: a statement in, its columns once, proposals confirmed, money in suspense, the ledger."""

import io
import re

import pytest
import sqlalchemy as sa

from core.db import db
from core.fees.statements import LIMITS
from core.notify.models import Message
from core.sheets.reading import read_table
from core.tenancy.scope import tenant_scope
from tests.core.fees.world import BANK, COLUMNS, acting_as, entered, ordered, state_of, statement
from tests.sites import Browser

SHEET = "/admin/finance/statements"


@pytest.fixture
def office(site_app):
    browser = Browser(site_app, "east")
    browser.sign_in_administrator("office")
    return browser


def send(office, content, **form):
    return office.post(SHEET, {"file": (io.BytesIO(content), "流水.csv"), **form})


def test_a_statement_is_sent_its_columns_confirmed_and_its_money_assigned(site_app, office):
    order = ordered(site_app)
    text = statement(("F1", 4500, "东省甲局", order.reference), ("F2", 100, "某公司", "货款"))
    page = send(office, text).headers["Location"]
    asked = office.get(page).text
    guess = dict(re.findall(r'name="column_(\w+)".*?<option value="([^"]+)" selected', asked, re.DOTALL))
    assert guess["income"] == COLUMNS["income"]
    assert "某公司" in asked
    sent = {f"column_{name}": heading for name, heading in COLUMNS.items()}
    wrong = office.post(f"{page}/columns", sent | {"bank": BANK, "column_payer": "没有"})
    assert (wrong.status_code, "没有“没有”这一列" in wrong.text) == (400, True)
    assert office.post(f"{page}/columns", sent | {"bank": BANK}).status_code == 302
    assert "新增 2 笔到款" in office.get(page).text
    assert office.get(f"{page}/file").data == text
    shown = office.get("/admin/finance/matching").text
    assert "全部确认（1 项）" in shown
    count = dict(re.findall(r'name="(count|fen)" value="(\d+)"', shown))
    assert office.post("/admin/finance/matching", {"all": "yes", **count}).status_code == 302
    assert state_of(site_app, order.id) == "active"
    assert office.post("/admin/finance/matching", {"all": "yes", **count}).status_code == 409
    left = office.get("/admin/finance/matching?tab=left").text
    assert "某公司" in left
    assert "某公司" not in office.get("/admin/finance/matching?tab=left&q=东省").text


def test_the_same_file_twice_says_that_nothing_is_new(site_app, office):
    text = statement(("F1", 4500, "东省甲局", ""))
    entered(site_app, text)
    page = send(office, text).headers["Location"]
    assert "没有新的到款" in office.get(page).text
    assert "流水.csv" in office.get(SHEET).text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90\x00" + b"\0" * 200, "程序"),
        (b"", "空"),
        ("甲,乙\n1,2\n".encode(), "没有找到列名"),
        ("交易时间,收入金额,对方名称\n20230703,4,甲\n".encode(), "第 1 行的列名与该银行不符"),
        (statement(("F1", 4500, "甲", "")).replace(b"45.00", b"4;5.0"), "D2"),
    ],
)
def test_a_file_that_is_no_statement_is_refused_in_words(site_app, office, content, said):
    entered(site_app, statement(("F0", 1, "甲", "")))
    answer = send(office, content, bank=BANK)
    assert (answer.status_code, said in answer.text) == (400, True)


def test_money_in_suspense_is_assigned_undone_and_paid_back(site_app, office):
    order = ordered(site_app)
    entered(site_app, statement(("F1", 3000, "某人", "")))
    left = office.get("/admin/finance/matching?tab=left").text
    receipt = re.search(r"/admin/finance/receipts/[0-9a-f-]+", left)[0]
    assert office.post(f"{receipt}/assign", {"reference": "2024-999999"}).status_code == 400
    assert office.post(f"{receipt}/assign", {"reference": order.reference}).status_code == 302
    assert "尚未激活" in office.get(receipt).text
    assert office.post(f"{receipt}/undo/{order.id}", {"why_undone": " "}).status_code == 400
    assert office.post(f"{receipt}/undo/{order.id}", {"why_undone": "核销有误"}).status_code == 302
    assert office.post(f"{receipt}/pay-back", {"why_back": ""}).status_code == 400
    assert office.post(f"{receipt}/pay-back", {"why_back": "退回"}).status_code == 302
    shown = office.get(receipt).text
    assert "核销有误" in shown
    assert "已全部核销或退还" in shown
    assert office.get(f"/admin/fees/{order.id}").status_code == 200


def test_the_ledger_balances_and_is_given_as_a_spreadsheet(site_app, office):
    order = ordered(site_app)
    entered(site_app, statement(("F1", 5000, "东省甲局", order.reference)))
    page = office.get("/admin/finance/ledger").text
    facts = dict(re.findall(r"<dt>([^<]+)</dt>\s*<dd>([^<]+)</dd>", page))
    told = [facts[name].strip() for name in ("应收单位款", "服务费收入", "银行存款", "待核销款", "合计")]
    assert told == ["45 元", "-45 元", "50 元", "-50 元", "0 元"]
    assert "共 2 条" in page
    assert "没有款项变动" in office.get("/admin/finance/ledger?from=2031-01-01").text
    assert "东省甲局" not in office.get("/admin/finance/ledger?account=fees").text
    assert office.get("/admin/finance/ledger?from=x&to=9999-12-31&account=y").status_code == 200
    rows = read_table(office.get("/admin/finance/ledger.xlsx").data, LIMITS).rows
    assert [row[5] for row in rows[1:]] == [45.0, 50.0]
    assert rows[2][9] == "东省甲局"


def test_a_unit_is_told_of_its_order_of_what_is_missing_and_of_its_seats(site_app, office):
    order = ordered(site_app)
    entered(site_app, statement(("F1", 3000, "东省甲局", order.reference)))
    shown = office.get("/admin/finance/matching?tab=open").text
    key = re.search(r'name="key" value="([^"]+)"', shown)[1]
    office.post("/admin/finance/matching", {"key": key, "tab": "open"})
    entered(site_app, statement(("F2", 1500, "东省甲局", order.reference)))
    shown = office.get("/admin/finance/matching").text
    office.post("/admin/finance/matching", {"key": re.search(r'name="key" value="([^"]+)"', shown)[1]})
    office.post(f"/admin/fees/{order.id}/refund", {"what": "all", "reason": "退出"})
    unit = Browser(site_app, "east")
    unit.sign_in_administrator("a1")
    inbox = unit.get("/messages").text
    for said in ("订单已收到", "订单尚未付清", "订单已付清", "订单已退款"):
        assert said in inbox
    with site_app.app_context(), tenant_scope("east"):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Message)) == 8, (
            "the bureau orders too"
        )


def test_orders_show_until_when_they_are_to_be_activated_and_which_are_late(site_app, office):
    ordered(site_app)
    page = office.get("/admin/fees").text
    assert "还剩 3 个工作日" in page
    assert "已超时限" not in page
    with acting_as(site_app) as by:
        from datetime import timedelta

        from core.tenancy.clock import set_clock
        from tests.sites import TODAY

        set_clock(TODAY + timedelta(days=9))
        assert by is not None
    page = office.get("/admin/fees?late=yes").text
    assert "已超 3 个工作日" in page, "three working days were over on 6 June; 10 June was a holiday"
    assert "东省甲局" in page
