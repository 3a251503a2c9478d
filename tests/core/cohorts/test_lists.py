"""Departments' lists of cohorts: who sits with which, entered by hand and by file, dated, audited, and kept by few."""

import io

import pytest
import sqlalchemy as sa
import xlsxwriter

from core.accounts.models import CohortEntry, CohortList
from core.audit.models import AuditEntry
from core.db import db
from core.decisions.exam_results import own_exams
from core.exams.service import case_of
from tests.core.booking.world import browser
from tests.sites import Browser, learner_id, scope_of_site

PLAN = {"cohort": "sector", "title": "公安系统", "unit": "u2"}
WHY = {"reason": "测公〔2024〕3号"}


def exams_of(app, account):
    learner = learner_id(app, "east", account)
    with scope_of_site(app, "east"):
        return own_exams(case_of(learner))


def a_list(known, **changed):
    answer = known.post("/admin/cohorts", {**PLAN, **changed})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def enter(known, place, **sent):
    return known.post(f"{place}/entries", {**WHY, **sent})


def entries(app):
    with scope_of_site(app, "east"):
        return db.session.scalars(sa.select(CohortEntry)).all()


def a_file(*rows):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet()
    for number, row in enumerate((("账号", "姓名", "单位代码"), *rows)):
        page.write_row(number, 0, row)
    book.close()
    return {"file": (io.BytesIO(stream.getvalue()), "名单.xlsx")}


def test_a_unit_with_a_duty_sits_with_its_sector_by_rule_and_all_others_with_the_region(east):
    assert exams_of(east, "1002") == ("sector",)
    assert exams_of(east, "1001") == ("regional",)


def test_whom_a_department_lists_sits_with_it_from_now_on_and_is_told(east):
    known = browser(east)
    assert enter(known, a_list(known), typed="1001").status_code == 302
    assert exams_of(east, "1001") == ("sector",)
    assert exams_of(east, "1003") == ("regional",)
    li = Browser(east, "east")
    li.sign_in("1001")
    assert "您已列入考试名单：公安系统" in li.get("/messages").text


def test_a_unit_that_is_listed_whole_brings_its_people(east):
    known = browser(east)
    place = a_list(known)
    assert enter(known, place, unit="u1").status_code == 302
    assert exams_of(east, "1003") == ("sector",)
    page = known.get(place).text
    assert "随单位列入" in page
    assert "周三" in page


def test_who_is_taken_off_sits_with_the_region_again_and_what_was_stays_on_file(east):
    known = browser(east)
    place = a_list(known)
    enter(known, place, typed="1001")
    entry = entries(east)[0].id
    answer = known.post(f"{place}/entries/end", {"picked": str(entry), "reason": "调离本系统"})
    assert answer.status_code == 302
    assert exams_of(east, "1001") == ("regional",)
    assert "调离本系统" in known.get(place).text
    with scope_of_site(east, "east"):
        acts = db.session.scalars(sa.select(AuditEntry.act)).all()
    assert {"begin_cohort_list", "enter_on_cohort", "take_off_cohort"} <= set(acts)


def test_a_file_names_people_and_units(east):
    known = browser(east)
    place = a_list(known)
    sent = a_file(("1001", "李一", ""), ("", "", "u2"))
    assert enter(known, place, **sent).status_code == 302
    assert len(entries(east)) == 2


def test_a_line_that_names_nobody_lets_nobody_in_until_it_is_left_out(east):
    known = browser(east)
    place = a_list(known)
    rows = (("1001", "李一", ""), ("9999", "", ""), ("1003", "别人", ""), ("", "", "zz"), ("1001", "", ""))
    answer = enter(known, place, **a_file(*rows))
    assert answer.status_code == 400
    for said in ("没有使用该账号的学员", "账号与姓名不一致", "没有使用该代码的单位", "与第 2 行重复"):
        assert said in answer.text
    assert entries(east) == []
    assert enter(known, place, partly="yes", **a_file(*rows)).status_code == 302
    assert len(entries(east)) == 1


def test_the_same_list_twice_changes_nothing(east):
    known = browser(east)
    place = a_list(known)
    for _ in range(2):
        enter(known, place, typed="1001 1003")
    assert len(entries(east)) == 2


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "请选择文件"),
        ({"typed": "1001", "reason": " "}, "请填写理由"),
        ({"typed": "1001", "reason": "x" * 201}, "200"),
    ],
)
def test_what_is_missing_is_said_at_its_field(east, sent, said):
    known = browser(east)
    answer = enter(known, a_list(known), **sent)
    assert answer.status_code == 400
    assert said in answer.text
    assert entries(east) == []


def test_a_file_that_is_no_list_is_refused(east):
    known = browser(east)
    place = a_list(known)
    answer = enter(known, place, file=(io.BytesIO(b"MZ\x90\0"), "名单.xlsx"))
    assert answer.status_code == 400
    assert entries(east) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"cohort": "nothing"}, "请选择本年度规则中的组别"),
        ({"title": " "}, "请填写名单名称"),
        ({"unit": "zz"}, "请选择组考部门"),
        ({"first": "2024-06-11"}, "起止日期"),
        ({"first": "2024-06-12", "last": "2024-06-11"}, "截止日期早于"),
        ({"first": "2024-06-01", "last": "2024-06-11"}, "该组考试时间为"),
        ({"first": "明天"}, "2024-10-15"),
    ],
)
def test_a_list_that_cannot_be_is_told_at_its_field(east, changed, said):
    answer = browser(east).post("/admin/cohorts", {**PLAN, **changed})
    assert answer.status_code == 400
    assert said in answer.text


def test_two_lists_of_one_title_are_refused(east):
    known = browser(east)
    a_list(known)
    assert known.post("/admin/cohorts", PLAN).status_code == 400


def test_a_units_administrator_and_another_province_keep_no_lists(east):
    place = a_list(browser(east))
    for account in ("a1", "editor"):
        assert browser(east, account).get(place).status_code == 404
    west = Browser(east, "west")
    west.sign_in_administrator("office")
    assert west.get(place).status_code == 404
    assert west.post(f"{place}/entries", {**WHY, "typed": "1001"}).status_code == 404


def test_a_foreign_province_s_account_is_not_found_by_a_list(east):
    with scope_of_site(east, "west"):
        assert db.session.scalars(sa.select(CohortList)).all() == []
    known = browser(east)
    place = a_list(known)
    assert enter(known, place, typed="9001").status_code == 400


def test_the_page_counts_who_sits_with_which_and_how_far_a_list_is(east):
    known = browser(east)
    place = a_list(known)
    enter(known, place, typed="1001")
    page = known.get("/admin/cohorts").text
    assert "11 人" in page  # the crowd of u2, Zhao and Li Yi, and Li on the list
    assert "公安系统" in page
    assert "李一" in known.get(f"{place}?show=unbooked").text
    assert "李一" not in known.get(f"{place}?q=周三").text
