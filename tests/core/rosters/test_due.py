"""Roster sheets due by a day: who has handed in, who has not, a reminder for all of them, and who stands on the sheets."""

import io

import pytest
import python_calamine
import sqlalchemy as sa

from core.db import db
from core.notify.models import Message
from tests.core.registrations.world import LIN, UNIT, WANG, hand_in
from tests.core.rosters.world import browser_of, entered, sent, what, why, written
from tests.sites import ID_NUMBER, scope_of_site

HEAD = ("单位", "姓名", "身份证号", "手机号码")


@pytest.fixture
def office(site_app):
    return browser_of(site_app, "bay", "bay")


def test_a_unit_that_has_not_handed_in_is_listed_as_late_after_its_day(site_app, office):
    page = office.get("/admin/sheets").text
    assert UNIT in page
    assert "逾期未报送" in page
    hand_in(site_app, (UNIT, "王新", WANG, "13700000001"))
    assert "逾期未报送" not in office.get("/admin/sheets").text
    handed = office.get("/admin/sheets?state=handed").text
    assert "王八" in handed
    assert "已报送" in handed


def test_learners_entered_as_a_roster_count_as_handed_in_too(site_app, office):
    row = sent(site_app, written((UNIT, "王新", WANG, "13700000001"), head=HEAD), "bay", "bay")
    entered(site_app, row, account="bay", host="bay")
    assert UNIT in office.get("/admin/sheets?state=handed").text


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ((UNIT, "王新", "710000199001010016", ""), "校验"),
        ((UNIT, "王新", 710000199001010015, ""), "数字"),
        ((UNIT, "王新", "", ""), "缺少身份证号"),
        ((UNIT, "", WANG, ""), "缺少姓名"),
        (("东省甲局", "王新", WANG, ""), "东省甲局"),
    ],
)
def test_a_bad_row_is_refused_with_its_cell(site_app, cells, says):
    row = sent(site_app, written(cells, head=HEAD), "bay", "bay", kind="sheet")
    assert what_of(site_app, row) == ["refused"]
    with scope_of_site(site_app, "bay"):
        from core.decisions.stored import restore_text
        from core.rosters.lists import refused_rows
        from core.web.language import Reader

        (refused,) = refused_rows(row.id)
        said = "".join(Reader().text(restore_text(one)) for one in refused.why)
    assert says in said


def what_of(app, row):
    from tests.core.rosters.world import rows

    return [one.what for one in rows(app, row, "bay")]


def test_two_rows_of_one_person_are_refused_and_the_same_file_twice_changes_nothing(site_app):
    line = (UNIT, "王新", WANG, "")
    assert what_of(site_app, sent(site_app, written(line, line, head=HEAD), "bay", "bay", kind="sheet")) == [
        "refused",
        "refused",
    ]
    hand_in(site_app, line)
    again = sent(site_app, written(line, head=HEAD), "bay", "bay", kind="sheet")
    assert what_of(site_app, again) == ["unchanged"]


def test_administrators_are_reminded_with_one_press_and_once_a_day(site_app):
    office = browser_of(site_app, "office")
    told = office.post("/admin/sheets/remind", {"state": "due"}, follow_redirects=True)
    assert "已提醒 1 名管理员" in told.text
    assert "已提醒 0 名管理员" in office.post("/admin/sheets/remind", {}, follow_redirects=True).text
    with scope_of_site(site_app, "bay"):
        query = sa.select(sa.func.count()).where(Message.once.startswith("sheets-due/"))
        assert db.session.scalar(query) == 1


def test_the_list_is_exported_as_it_is_filtered(site_app, office):
    content = office.get("/admin/sheets/export?state=all").data
    rows = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["单位", UNIT]
    content = office.get("/admin/sheets/export?state=handed").data
    assert len(python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()) == 1


def test_who_is_on_a_sheet_is_listed_and_can_be_taken_off(site_app, office):
    hand_in(site_app, (UNIT, "王新", WANG, ""), (UNIT, "孙五", ID_NUMBER, ""), (UNIT, "林一", LIN, ""))
    page = office.get("/admin/sheets/people").text
    assert "王新" in page
    assert "孙五" not in page
    assert WANG not in re_visible(page)
    assert "孙五" in office.get("/admin/sheets/people?state=entered").text
    gone = office.post("/admin/sheets/people/off", {"person": WANG, "year": "2024"}, follow_redirects=True)
    assert "已将王新移出" in gone.text
    other = browser_of(site_app, "a1")
    assert (
        "没有移出"
        in other.post("/admin/sheets/people/off", {"person": LIN, "year": "2024"}, follow_redirects=True).text
    )


def re_visible(page: str) -> str:
    """The page without the fields that only its forms send."""
    import re

    return re.sub(r'<input type="hidden"[^>]*>', "", page)


def test_a_person_of_another_units_sheet_is_refused(site_app):
    hand_in(site_app, (UNIT, "王新", WANG, ""))
    row = sent(site_app, written(("东省甲局", "王新", WANG, ""), head=HEAD), "a1", "east", kind="sheet")
    assert what(site_app, row) == ["refused"]
    assert "another unit" in why(site_app, row)


def test_the_counts_are_of_all_units_that_owe_a_sheet(site_app, office):
    from core.accounts.service import NewUnit, add_unit
    from core.rosters.due import Query, due_list
    from tests.core.rosters.world import desk

    with scope_of_site(site_app, "bay"):
        for code in ("b2", "b3"):
            add_unit(NewUnit(code=code, name=f"海湾{code}", parent="b1", area="bay"))
    hand_in(site_app, (UNIT, "王新", WANG, ""))
    with desk(site_app, "bay", "bay") as by:
        found = due_list(by, Query())
    assert (found.counts, found.total, len(found.rows)) == ({"due": 2, "handed": 1}, 2, 2)
