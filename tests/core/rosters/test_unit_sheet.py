"""Units by spreadsheet: a tree in any order, what is refused, and that the same file twice changes nothing."""

import io

import pytest
import sqlalchemy as sa

from core.accounts.models import Unit
from core.db import db
from core.rosters.unit_sheet import write_units_template
from tests.core.rosters.world import browser_of, desk, entered, give_range, rows, sent, what, why, written
from tests.sites import scope_of_site

HEAD = ("单位代码", "单位全称", "上级单位", "层级", "单位性质", "号段", "省直单位")
TREE = [
    ("c1", "丙市丁县司法局", "丙市司法局", "县级", "", "4611", ""),
    ("p1", "丙市司法局", "u0", "市级", "", "46", "否"),
    ("x1", "省直事务中心", "", "省级", "", "", "是"),
]


def sheet(*lines, head=HEAD):
    return written(*lines, head=head)


def planned(app, *lines, account="office"):
    return sent(app, sheet(*lines), account, kind="units")


def test_a_tree_is_entered_whatever_its_rows_order_and_once_only(site_app):
    row = planned(site_app, *TREE)
    assert what(site_app, row) == ["added"] * 3
    assert entered(site_app, row, account="office").state == "applied"
    with scope_of_site(site_app, "east"):
        found = {
            u.code: u for u in db.session.scalars(sa.select(Unit).where(Unit.code.in_(["c1", "p1", "x1"])))
        }
        assert (found["c1"].parent, found["p1"].parent, found["x1"].parent) == ("p1", "u0", "u0")
        assert (found["x1"].provincial_direct, found["c1"].level, found["p1"].number_range) == (
            True,
            "county",
            "46",
        )
    assert what(site_app, planned(site_app, *TREE)) == ["unchanged"] * 3


def test_a_change_leaves_the_place_in_the_tree_alone(site_app):
    row = planned(site_app, ("u1", "东省甲局（新）", "u0", "市级", "", "", ""))
    assert [one.changes for one in rows(site_app, row)] == [{"name": ["东省甲局", "东省甲局（新）"]}]
    moved = planned(site_app, ("u1", "东省甲局", "u2", "", "", "", ""))
    assert "on its own page" in why(site_app, moved)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([("n1", "甲", "没有", "", "", "", "")], "you look after no unit"),
        ([("n1", "甲", "n2", "", "", "", ""), ("n2", "乙", "n1", "", "", "", "")], "run in a circle"),
        ([("n1", "甲", "", "", "", "", ""), ("n1", "乙", "", "", "", "", "")], "several rows"),
        ([("n 1", "甲", "", "", "", "", "")], "Letters, digits"),
        ([("n1", "", "", "", "", "", "")], "full name"),
        ([("n1", "甲", "", "省部级", "", "", "")], "none of"),
        ([("n1", "甲", "", "", "", "471", "")], "overlaps"),
        ([("n1", "甲", "", "", "", "4", "")], "overlaps"),
        ([("n1", "甲", "", "", "", "48", ""), ("n2", "乙", "", "", "", "481", "")], "overlaps"),
        ([(17, "甲", "", "", "", "", "")], "number cell"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused_in_words(site_app, lines, says):
    give_range(site_app, "u1", "47")
    row = planned(site_app, *lines)
    assert "refused" in what(site_app, row)
    assert says in why(site_app, row)


def test_units_of_others_are_neither_changed_nor_named(site_app):
    row = planned(site_app, ("u2", "抢来的局", "", "", "", "", ""), account="a1")
    assert "already a unit" in why(site_app, row)
    assert "乙局" not in why(site_app, row)


def test_the_template_and_the_page_take_units_too(site_app):
    browser = browser_of(site_app, "office")
    assert browser.get("/admin/rosters/template/units").data[:2] == b"PK"
    file = (io.BytesIO(sheet(*TREE)), "单位.xlsx")
    page = browser.post("/admin/rosters", {"file": file, "kind": "units"}).headers["Location"]
    assert "导入 3 个单位" in browser.get(page).text
    assert browser.get(f"{page}/refused").status_code == 200
    with desk(site_app, "office") as by:
        assert write_units_template(by)[:2] == b"PK"
