"""The audit trail as offices read it."""

import io

import pytest
import python_calamine

from core.accounts.service import server_acting, unlock
from core.audit.service import Actor, note
from core.db import db
from tests.sites import Browser, learner_id, scope_of_site


@pytest.fixture
def done(site_app):
    """A lock of Li's lifted by the server, and twice something done by the bay's own office."""
    li = learner_id(site_app, "east", "1001")
    with scope_of_site(site_app, "east") as site:
        unlock(server_acting(site), li)
        note(Actor(_administrator("bay"), "王八"), "reset_password", "nobody", "手机丢失")
        db.session.commit()
    return site_app


def _administrator(account):
    from core.accounts.models import Administrator

    return db.session.query(Administrator.id).where(Administrator.account == account).scalar()


def office(app, account="office", host="east"):
    browser = Browser(app, host)
    browser.sign_in_administrator(account)
    return browser


def test_an_office_reads_who_did_what_on_whom(done):
    page = office(done).get("/admin/audit").text
    assert "解除锁定" in page
    assert "李一" in page
    assert "手机丢失" in page


def test_an_areas_office_reads_what_its_own_administrators_did(done):
    page = office(done, "bay", "bay").get("/admin/audit").text
    assert "手机丢失" in page
    assert "李一" not in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("?q=李一", "李一"), ("?q=1001", "李一"), ("?act=reset_password", "手机丢失"), ("?q=手机", "手机丢失")],
)
def test_it_is_searched_by_learner_act_and_reason(done, asked, shown):
    page = office(done).get(f"/admin/audit{asked}").text
    body = page[page.index("<tbody") : page.index("</tbody")]
    assert shown in body
    assert body.count("<tr") == 1


def test_a_time_without_acts_says_so(done):
    assert "没有符合条件的记录" in office(done).get("/admin/audit?until=2020-01-01").text


@pytest.mark.parametrize("asked", ["?since=2024-02-31", "?page=²", "?until=x&act=nothing"])
def test_an_odd_address_is_no_fault(done, asked):
    assert office(done).get(f"/admin/audit{asked}").status_code == 200


def test_the_spreadsheet_holds_what_is_shown_and_taking_it_is_noted(done):
    browser = office(done)
    sent = browser.get("/admin/audit.xlsx?act=reset_password")
    rows = python_calamine.load_workbook(io.BytesIO(sent.data)).get_sheet_by_index(0).to_python()
    assert [row[5] for row in rows] == ["事由", "手机丢失"]
    assert "导出操作日志" in browser.get("/admin/audit").text


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({"state": "applied → reviewed"}, "状态：已申请 → 已审核"),
        (
            {"exam": "yearly", "opens": "2024-10-10T09:00:00+08:00"},
            "考试：年度学法考试； 场次：2024年10月10日 09:00",
        ),
        ({"role": "provincial_office", "day": "2024-03-01"}, "普法办公室"),
        ({"day": "2024-03-01"}, "2024年3月1日"),
        ({"fen": "1500"}, "金额：15 元"),
        ({"filters": "?state=failed&q=%E6%9D%8E"}, "failed、李"),
    ],
)
def test_details_are_told_in_words(site_app, facts, shown):
    with scope_of_site(site_app, "east"):
        note(Actor(_administrator("office"), "张三"), "some_act", "nobody", **facts)
        db.session.commit()
    page = office(site_app).get("/admin/audit").text
    assert shown in page, page[page.index("<tbody") :][:1500]


def test_filters_that_chose_nothing_are_not_told(site_app):
    with scope_of_site(site_app, "east"):
        note(Actor(_administrator("office"), "张三"), "print_slips", "nobody", people="4", filters="?")
        db.session.commit()
    page = office(site_app).get("/admin/audit").text
    assert "人数：4" in page
    assert "筛选条件" not in page
