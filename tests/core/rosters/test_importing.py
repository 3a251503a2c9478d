"""Rosters from file to roster: what is planned, what is entered, what comes back, and that nothing is done by half."""

import io
import zipfile
from datetime import date

import pytest
import sqlalchemy as sa
import xlsxwriter

from core.accounts.models import Learner
from core.accounts.service import issue_numbers, unit
from core.audit.models import AuditEntry
from core.db import db
from core.errors import BadInput, NotFound, Refused
from core.rosters.importing import apply_later, import_of, send_in
from core.rosters.kinds import learners_sheet
from core.rosters.lists import Query, refused_rows, rows_of
from core.rosters.writing import write_refused, write_template
from core.standings.service import Standing
from tests.core.rosters.world import (
    HEAD,
    ID_1,
    again,
    browser_of,
    desk,
    entered,
    give_range,
    learner,
    person,
    rows,
    run,
    sent,
    what,
    why,
    written,
)
from tests.sites import Browser, scope_of_site

NEW = person(
    "王新", 学号="n1", 身份证号=ID_1, 手机号码="13700000001", 政治面貌="中共党员", 电子邮箱="w@example.cn", 入职日期="2015-07-01"
)  # fmt: skip
LI = person("李一", 学号="1001", 职务级别="科员")


def test_a_new_learner_is_entered_with_what_the_row_and_the_id_number_say(site_app):
    row = sent(site_app, written(NEW))
    assert (row.state, row.counts["added"]) == ("preview", 1)
    assert learner(site_app, "n1") is None
    assert entered(site_app, row).state == "applied"
    new = learner(site_app, "n1")
    assert (new.name, new.unit, new.pinyin, new.birth, new.sex) == (
        "王新",
        "u1",
        "wangxin",
        date(1990, 1, 1),
        "male",
    )
    assert (new.phone, new.political_status, new.joined) == ("13700000001", "中共党员", date(2015, 7, 1))
    assert (new.password_hash, new.must_change, new.active) == (None, True, True)


def test_who_was_entered_signs_in_with_the_shared_password_and_the_second_fact(site_app):
    entered(site_app, sent(site_app, written(NEW)))
    browser = Browser(site_app, "east")
    assert "王新" not in browser.sign_in("n1", "888888").text
    assert browser.sign_in("n1", "888888", second_fact="王新").status_code == 302


def test_the_same_file_twice_changes_nothing(site_app):
    give_range(site_app, "u1", "46")
    content = written(NEW, LI, person("无号"), person("有机", 手机号码="13700000002"))
    entered(site_app, sent(site_app, content))
    second = sent(site_app, content)
    assert what(site_app, second) == ["unchanged"] * 4
    assert second.counts["added"] == second.counts["changed"] == 0


def test_a_change_names_what_stood_before_and_leaves_empty_cells_alone(site_app):
    row = sent(site_app, written(LI))
    (planned,) = rows(site_app, row)
    assert (planned.what, planned.changes) == ("changed", {"rank": ["", "科员"]})
    entered(site_app, row)
    li = learner(site_app, "1001")
    assert (li.rank, li.phone, li.name) == ("科员", "13800000001", "李一")


def test_a_new_name_is_spelt_anew(site_app):
    entered(site_app, sent(site_app, written(person("李益", 学号="1001"))))
    assert learner(site_app, "1001").pinyin == "liyi"


def test_an_import_leaves_one_entry_in_the_audit_trail(site_app):
    row = entered(site_app, sent(site_app, written(NEW, LI)))
    with scope_of_site(site_app, "east"):
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "roster_import")).one()
    assert entry.subject == f"roster-import/{row.id}"
    assert entry.facts == {"added": "1", "changed": "1", "unchanged": "0", "refused": "0"}


def test_with_a_refused_row_nothing_is_entered_until_its_sender_leaves_it_out(site_app):
    row = sent(site_app, written(NEW, person("张三", 学号="n2", 手机号码="12")))
    assert what(site_app, row) == ["added", "refused"]
    with desk(site_app) as by, pytest.raises(Refused):
        apply_later(by, row.id, partly=False)
    assert learner(site_app, "n1") is None
    assert entered(site_app, row, partly=True).counts["refused"] == 1
    assert learner(site_app, "n1") is not None
    assert learner(site_app, "n2") is None


def test_a_row_that_has_become_impossible_since_the_preview_stops_the_whole(site_app):
    row = sent(site_app, written(NEW, person("张三", 学号="n2", 手机号码="13700000009")))
    entered(site_app, sent(site_app, written(person("抢先", 学号="n9", 手机号码="13700000009"))))
    stopped = entered(site_app, row)
    assert (stopped.state, stopped.counts["refused"]) == ("stopped", 1)
    assert learner(site_app, "n1") is None


def test_an_import_is_entered_once_however_often_its_job_runs(site_app):
    row = entered(site_app, sent(site_app, written(NEW)))
    run(site_app, row)
    assert again(site_app, row).ended_at == row.ended_at
    with desk(site_app) as by, pytest.raises(Refused):
        apply_later(by, row.id, partly=False)


def test_numbers_are_filled_from_those_handed_out_then_from_the_units_range(site_app):
    give_range(site_app, "u1", "46")
    give_range(site_app, "u2", "460002")
    with desk(site_app) as by:
        assert issue_numbers(by.site, unit("u1"), 1) == ["460001"]
        db.session.commit()
    row = sent(site_app, written(person("甲"), person("乙"), person("丙")))
    assert [one.key for one in rows(site_app, row)] == ["460001", "460003", "460004"]
    with desk(site_app) as by:
        assert issue_numbers(by.site, unit("u1"), 2) == ["460003", "460004"]
        db.session.commit()
    assert [one.key for one in rows(site_app, sent(site_app, written(person("甲"))))] == ["460001"]
    entered(site_app, row)
    assert learner(site_app, "460004").name == "丙"


def test_more_numbers_than_a_range_has_are_not_handed_out(site_app):
    give_range(site_app, "u1", "46")
    with desk(site_app) as by, pytest.raises(Refused):
        issue_numbers(by.site, unit("u2"), 1)


def test_somebody_found_by_id_number_keeps_the_account_they_have(site_app):
    entered(site_app, sent(site_app, written(NEW)))
    row = sent(site_app, written(person("王新", 身份证号=ID_1, 职务级别="主任")))
    (planned,) = rows(site_app, row)
    assert (planned.what, planned.key) == ("changed", "n1")


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (person("张三", 学号="1001x", 单位="东省乙局"), "you look after no unit"),
        (person("张三", 学号="n2", 单位="没有局"), "you look after no unit"),
        (person("赵二", 学号="1002"), "somebody of another unit"),
        (person("张三", 学号="n2", 手机号码="13800000001"), "belongs to {name}"),
        (person("李一", 学号="n2"), "is in this unit already"),
        (person("张三"), "no number range"),
        (person("", 学号="n2"), "name is missing"),
        (person("张三", 学号="有汉字"), "no account number of this unit"),
        (person("张三", 学号="n2", 身份证号="710000199001010011"), "check digit"),
        (person("张三", 学号="n2", 身份证号=7.1e17), "number cell loses digits"),
        (person("张三", 学号=1009), "number cell loses digits"),
        (person("张三", 学号="4.60103E+17"), "number cell loses digits"),
        (person("张三", 学号="n2", 政治面貌="不明"), "is none of"),
        (person("张三", 学号="n2", 入职日期="去年"), "is no day"),
        (person("张三", 学号="n2", 入职日期="2015-13-01"), "is no day"),
        (person("张三", 学号="n2", 电子邮箱="a@b"), "no e-mail"),
        (person("张" * 121, 学号="n2"), "longer than"),
        (person("=A1", 学号="n2"), "a formula"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused_in_words(site_app, cells, says):
    row = sent(site_app, written(cells))
    assert what(site_app, row) == ["refused"]
    assert says in why(site_app, row)


@pytest.mark.parametrize("column", ["学号", "身份证号", "手机号码"])
def test_two_people_with_one_number_are_both_refused_with_their_cells(site_app, column):
    number = {"学号": "n1", "身份证号": ID_1, "手机号码": "13700000001"}[column]
    first, second = ({"学号": f"n{n}", column: number} for n in (1, 2))
    row = sent(site_app, written(person("甲", **first), person("乙", **second)))
    assert what(site_app, row) == ["refused", "refused"]
    assert all(cell in why(site_app, row) for cell in ("2", "3"))


def test_two_of_one_name_are_told_apart_by_number_or_refused(site_app):
    give_range(site_app, "u1", "46")
    apart = [person("张伟", 手机号码="13700000001"), person("张伟", 手机号码="13700000002")]
    assert what(site_app, sent(site_app, written(*apart))) == ["added", "added"]
    row = sent(site_app, written(person("张伟"), person("张伟", 手机号码="13700000002")))
    assert what(site_app, row) == ["refused", "refused"]


def test_a_unit_is_named_by_its_name_or_its_code_within_what_is_seen(site_app):
    content = written(person("甲", 学号="n1", 单位="东省甲局"), person("乙", 学号="n2", 单位="u2"))
    row = sent(site_app, content, "office")
    assert [one.unit for one in rows(site_app, row)] == ["u1", "u2"]


def test_who_is_elsewhere_among_ones_own_units_is_moved_by_transfer_only(site_app):
    row = sent(site_app, written(person("李一", 学号="1001", 单位="u2")), "office")
    assert "by a transfer" in why(site_app, row)


def test_full_width_signs_and_blanks_are_read_as_what_they_mean_and_said(site_app):
    row = sent(site_app, written(person(" 王 新 ", 学号="ｎ１２ ", 手机号码="137 0000 0001")))
    (planned,) = rows(site_app, row)
    assert (planned.what, planned.key, planned.name) == ("added", "n12", "王 新")
    assert "read as" in why(site_app, row)


def test_a_contradiction_between_the_id_number_and_the_row_is_refused(site_app):
    head = (*HEAD, "性别")
    row = sent(site_app, written(person("王新", 学号="n1", 身份证号=ID_1, 性别="女"), head=head))
    assert "another date of birth or sex" in why(site_app, row)


def test_the_first_sign_in_must_have_its_second_fact(site_app):
    content = written(person("孙六", 学号="n1"), person("孙七", 身份证号=ID_1))
    row = sent(site_app, content, "bay", "bay")
    assert what(site_app, row) == ["refused", "added"]


def test_what_is_refused_comes_back_with_reasons_and_is_entered_once_corrected(site_app):
    row = sent(site_app, written(NEW, person("张三", 学号="n2", 手机号码="12")))
    with desk(site_app) as by:
        sheet = learners_sheet(by)
        back = write_refused(sheet.lexicon, sheet.columns("full"), refused_rows(row.id))
    assert what(site_app, sent(site_app, back)) == ["refused"]
    corrected = written(person("张三", 学号="n2", 手机号码="13700000012"))
    entered(site_app, sent(site_app, corrected))
    assert learner(site_app, "n2") is not None


@pytest.mark.parametrize("form", ["full", "short"])
def test_a_template_is_read_back_as_empty_and_shows_what_cells_may_hold(site_app, form):
    with desk(site_app) as by:
        sheet = learners_sheet(by)
        content = write_template(sheet, by.accounts_of(""), form)
    with pytest.raises(BadInput) as refused:
        sent(site_app, content)
    assert "no rows" in refused.value.text.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_table_as_text_is_read_too(site_app, encoding):
    text = "学号,姓名,手机号码\nn1,王新,13700000001\n"
    row = sent(site_app, text.encode(encoding), name="名册.csv")
    assert what(site_app, row) == ["added"]


def test_a_large_file_is_checked_by_the_worker_and_says_so_when_it_cannot_be_read(site_app):
    many = "学号,姓名\n" + "".join(f"n{number},某某{number:04}\n" for number in range(12000))
    row = sent(site_app, many.encode(), name="大.csv")
    assert (row.state, row.counts["added"]) == ("preview", 12000)
    broken = sent(site_app, many.replace("姓名", "名字", 1).encode(), name="大.csv")
    assert broken.state == "unreadable"
    assert "no column" in str(broken.fault)


def test_a_file_of_too_many_rows_is_refused_with_the_limit(site_app):
    many = "学号,姓名\n" + "n,某\n" * 100_002
    row = sent(site_app, many.encode(), name="多.csv")
    assert row.state == "unreadable"
    assert "100000" in str(row.fault)


def test_an_administrator_who_is_none_any_more_enters_nothing(site_app):
    from core.accounts.models import Administrator

    row = sent(site_app, written(NEW))
    with desk(site_app) as by:
        apply_later(by, row.id, partly=False)
        row = import_of(by, row.id)
        db.session.execute(sa.update(Administrator).where(Administrator.account == "a1").values(active=False))
        db.session.commit()
    run(site_app, row)
    with desk(site_app, "office") as by:
        assert import_of(by, row.id).state == "stopped"
    assert learner(site_app, "n1") is None


def test_an_import_is_seen_by_those_above_and_by_nobody_beside(site_app):
    row = sent(site_app, written(NEW))
    with desk(site_app, "office") as by:
        assert import_of(by, row.id).id == row.id
    for account, host in (("a2", "east"), ("a1", "west")):
        with desk(site_app, account, host) as by, pytest.raises(NotFound):
            import_of(by, row.id)


def test_the_rows_are_shown_in_pages_the_refused_first_and_can_be_searched(site_app):
    people = [person(f"某{number:03}", 学号=f"n{number}") for number in range(60)]
    row = sent(site_app, written(*people, person("坏行", 学号="n99", 手机号码="1")))
    with desk(site_app):
        first = rows_of(row, Query())
        assert (first.rows[0].name, first.total, first.last) == ("坏行", 61, 50)
        assert rows_of(row, Query(page=9)).query.page == 2
        assert [one.name for one in rows_of(row, Query(search="某007")).rows] == ["某007"]
        assert rows_of(row, Query(what="refused")).total == 1


def test_the_pages_lead_from_template_to_result(site_app):
    browser = browser_of(site_app)
    assert browser.get("/admin/rosters/template/full").data[:2] == b"PK"
    assert browser.get("/admin/rosters/template/long").status_code == 404
    file = (io.BytesIO(written(LI, person("张三", 学号="n2", 手机号码="12"))), "名册.xlsx")
    page = browser.post("/admin/rosters", {"file": file}).headers["Location"]
    shown = browser.get(page).text
    assert "将新增 0 条，修改 1 条" in shown
    assert "职务级别 – → 科员" in shown
    assert "不是 11 位手机号码" in shown
    assert browser.post(f"{page}/apply").status_code == 409
    assert browser.post(f"{page}/apply", {"partly": "yes"}).headers["Location"] == page
    assert "正在导入" in browser.get(page).text
    assert browser.get(f"{page}/refused").data[:2] == b"PK"
    assert "名册.xlsx" in browser.get("/admin/rosters").text
    assert browser.post("/admin/rosters").status_code == 400


def test_a_file_of_refused_rows_alone_is_not_called_unchanged(site_app):
    browser = browser_of(site_app)
    file = (io.BytesIO(written(person("张三", 学号="n2", 手机号码="12"))), "名册.xlsx")
    shown = browser.get(browser.post("/admin/rosters", {"file": file}).headers["Location"]).text
    assert "没有可以导入的行" in shown
    assert "没有变动" not in shown


def macros():
    stream = io.BytesIO(written(LI))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return stream.getvalue()


def styled(change):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD[:2])
        sheet.write_row(1, 0, ("1001", "李一"))
        change(book, sheet)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (styled(lambda _, sheet: sheet.merge_range("A3:A4", "1001")), "合并的单元格（A3:A4）"),
        (styled(lambda book, _: book.add_worksheet("私").hide()), "隐藏的工作表"),
        (styled(lambda _, sheet: sheet.write(0, 2, "备注")), "没有“备注”这一列"),
        (macros(), "宏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "密码"),
        (b"MZ\x90\0" + bytes(90), "程序"),
        (b"", "空"),
    ],
    ids=["merged", "hidden", "column", "macros", "password", "exe", "empty"],
)
def test_a_file_that_must_not_be_read_is_refused_on_its_page_and_nothing_is_kept(site_app, content, says):
    browser = browser_of(site_app)
    answer = browser.post("/admin/rosters", {"file": (io.BytesIO(content), "名册.xlsx")})
    assert answer.status_code == 400
    assert says in answer.text
    assert "历次导入" not in browser.get("/admin/rosters").text


def test_who_is_changed_is_judged_again(site_app):
    row = sent(site_app, written(person("李一", 学号="1001", 在职状态="退休"), head=(*HEAD, "在职状态")))
    entered(site_app, row)
    with scope_of_site(site_app, "east"):
        standing = sa.select(Standing.state).where(Standing.learner == learner(site_app, "1001").id)
        assert db.session.scalar(standing) == "not_assessed"


def test_nobody_is_on_the_roster_after_a_preview_alone(site_app):
    with desk(site_app) as by:
        before = db.session.scalar(sa.select(sa.func.count()).select_from(Learner))
        send_in(by, "learners", io.BytesIO(written(NEW)), "名册.xlsx")
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Learner)) == before
