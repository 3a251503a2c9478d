"""The tree of units: added, moved, merged, split and closed from a day on, and how it stood on any day before."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from core.accounts.models import Administrator, Learner, Unit
from core.accounts.service import Acting, NewUnit, transfer
from core.audit.models import AuditEntry
from core.db import db
from core.errors import BadInput, NotFound, Refused
from core.rosters.models import UnitChange
from core.rosters.trees import parents_on, units_below
from core.rosters.unit_changes import Dated, carry_out_due, today, withdraw_change
from core.rosters.unit_lists import Query, path_to, unit_list
from core.rosters.units import add_below, change_unit, close_unit, merge_units, move_unit, split_unit
from core.tenancy.clock import set_clock
from tests.core.rosters.world import browser_of, desk, give_range, learner, person, sent, why, written
from tests.sites import TODAY, learner_id, scope_of_site

ONE_DAY = timedelta(days=1)


def new(code, name="新单位", **more):
    return NewUnit(code=code, name=name, **more)


def on(by, days=0, reason="机构改革"):
    return Dated(day=today(by) + days * ONE_DAY, reason=reason)


def unit_of(app, code):
    with scope_of_site(app, "east"):
        query = sa.select(Unit).where(Unit.code == code).execution_options(populate_existing=True)
        return db.session.scalars(query).one()


def test_a_unit_is_added_below_ones_own_and_takes_its_area(site_app):
    with desk(site_app, "a1") as by:
        made = add_below(by, new("u11", "东省甲局机关党委", parent="u1", level="city", kind="organ"))
        assert (made.parent, made.area) == ("u1", "")
        assert (
            db.session.scalar(sa.select(AuditEntry.subject).where(AuditEntry.act == "unit_added"))
            == "unit/u11"
        )
    with desk(site_app, "a1") as by:
        assert "u11" in by.scope.units


def test_nobody_touches_units_beside_their_own(site_app):
    with desk(site_app, "a1") as by:
        for act in (
            lambda: add_below(by, new("u21", parent="u2")),
            lambda: move_unit(by, "u2", "u1", on(by)),
            lambda: merge_units(by, "u2", "u1", on(by)),
            lambda: close_unit(by, "u2", on(by)),
            lambda: change_unit(by, "u2", new("u2"), "x"),
        ):
            with pytest.raises(NotFound):
                act()
        with pytest.raises(Refused):
            close_unit(by, "u1", on(by))


@pytest.mark.parametrize(
    ("unit", "field"),
    [
        (new("u1", parent="u0"), "code"),
        (new("a b", parent="u0"), "code"),
        (new("x", "", parent="u0"), "name"),
        (new("x", parent="u0", level="moon"), "level"),
        (new("x", parent="u0", kind="moon"), "kind"),
        (new("x", parent="u0", number_range="4x"), "number_range"),
        (new("x", parent="u0", number_range="461"), "number_range"),
        (new("x", parent="u0", number_range="4"), "number_range"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_at_its_field(site_app, unit, field):
    give_range(site_app, "u1", "46")
    with desk(site_app, "office") as by, pytest.raises(BadInput) as refused:
        add_below(by, unit)
    assert field in refused.value.facts["fields"]


def test_a_narrower_range_lies_below_the_unit_that_has_the_wider_one(site_app):
    give_range(site_app, "u1", "46")
    with desk(site_app, "office") as by:
        assert add_below(by, new("u11", parent="u1", number_range="461")).number_range == "461"


def test_a_moved_unit_stands_where_it_stood_on_the_days_before(site_app):
    with desk(site_app, "office") as by:
        add_below(by, new("u11", parent="u1"))
        set_clock(TODAY + 5 * ONE_DAY)
        db.session.commit()
    with desk(site_app, "office") as by:
        move_unit(by, "u11", "u2", on(by))
        assert "u11" in units_below("u2", today(by))
        assert "u11" in units_below("u1", today(by) - ONE_DAY)
        assert "u11" not in parents_on(today(by) - 6 * ONE_DAY)


def test_a_tree_does_not_run_in_a_circle(site_app):
    with desk(site_app, "office") as by:
        add_below(by, new("u11", parent="u1"))
    with desk(site_app, "office") as by:
        for act in (move_unit, merge_units):
            with pytest.raises(Refused) as refused:
                act(by, "u1", "u11", on(by))
            assert refused.value.code == "circle"
        with pytest.raises(Refused):
            move_unit(by, "u1", "u1", on(by))


def test_a_unit_with_people_is_not_closed_and_an_empty_one_is(site_app):
    with desk(site_app, "office") as by:
        with pytest.raises(Refused) as refused:
            close_unit(by, "u1", on(by))
        assert refused.value.code == "not_empty"
        add_below(by, new("u11", parent="u1"))
    with desk(site_app, "office") as by:
        close_unit(by, "u11", on(by))
        with pytest.raises(Refused):
            move_unit(by, "u2", "u11", on(by))
        assert "u11" not in parents_on(today(by))
        assert [row.unit.code for row in unit_list(by, Query(below="u1")).rows] == []
        assert [row.unit.code for row in unit_list(by, Query(below="u1", closed=True)).rows] == ["u11"]


def test_a_merged_unit_gives_over_its_learners_administrators_and_units(site_app):
    with desk(site_app, "office") as by:
        add_below(by, new("u11", parent="u1"))
    with desk(site_app, "office") as by:
        merge_units(by, "u1", "u2", on(by))
        query = sa.select(Administrator.unit).where(Administrator.account == "a1")
        assert db.session.scalar(query) == "u2"
        assert db.session.scalar(sa.select(sa.func.count()).where(Learner.unit == "u1")) == 0
        assert "u11" in units_below("u2", today(by))
        assert "u11" in units_below("u1", today(by) - ONE_DAY) or "u11" not in parents_on(today(by) - ONE_DAY)
    assert learner(site_app, "1001").unit == "u2"
    gone = unit_of(site_app, "u1")
    assert (gone.closed_on, gone.merged_into) == (TODAY.date(), "u2")


def test_a_merger_is_a_transfer_of_all_and_stops_at_the_freeze(site_app):
    with desk(site_app, "office") as by:
        set_clock(TODAY.replace(month=10))
        db.session.commit()
        with pytest.raises(Refused) as refused:
            merge_units(by, "u1", "u2", on(by))
        assert refused.value.verdict.advice


def test_a_unit_is_split_with_some_of_its_learners(site_app):
    li = learner_id(site_app, "east", "1001")
    with desk(site_app, "office") as by:
        split_unit(by, "u1", new("u3", "东省丙局"), [li], "机构改革")
        with pytest.raises(BadInput):
            split_unit(by, "u1", new("u4"), [li], "机构改革")
    assert learner(site_app, "1001").unit == "u3"
    assert unit_of(site_app, "u3").parent == "u0"


def test_a_change_of_a_day_to_come_waits_is_carried_out_once_or_taken_back(site_app):
    with desk(site_app, "office") as by:
        add_below(by, new("u11", parent="u1"))
        add_below(by, new("u12", parent="u1"))
    with desk(site_app, "office") as by:
        moving, closing = move_unit(by, "u11", "u2", on(by, 3)), close_unit(by, "u12", on(by, 3))
        assert unit_of(site_app, "u11").parent == "u1"
        withdraw_change(by, closing.number)
        with pytest.raises(NotFound):
            withdraw_change(by, closing.number)
        assert carry_out_due(today(by) + 2 * ONE_DAY) == 0
        assert carry_out_due(today(by) + 3 * ONE_DAY) == 1
        assert carry_out_due(today(by) + 3 * ONE_DAY) == 0
        assert moving.state == "done"
    assert unit_of(site_app, "u11").parent == "u2"
    assert unit_of(site_app, "u12").closed_on is None


def test_what_cannot_be_any_more_when_its_day_comes_is_marked_and_nothing_is_done(site_app):
    with desk(site_app, "office") as by:
        add_below(by, new("u11", parent="u1"))
    with desk(site_app, "office") as by:
        close_unit(by, "u11", on(by, 3))
        db.session.execute(sa.update(Learner).where(Learner.account == "1001").values(unit="u11"))
        carry_out_due(today(by) + 3 * ONE_DAY)
        assert db.session.scalar(sa.select(UnitChange.state).where(UnitChange.act == "closed")) == "refused"
    assert unit_of(site_app, "u11").closed_on is None


def test_the_tree_is_shown_level_by_level_with_its_learners_and_searched(site_app):
    with desk(site_app, "office") as by:
        top = unit_list(by, Query())
        assert [(row.unit.code, row.learners, row.units) for row in top.rows] == [("u0", 6, 3)]
        below = unit_list(by, Query(below="u0"))
        assert {row.unit.code: row.learners for row in below.rows} == {"u1": 3, "u2": 2, "b1": 1}
        assert [row.unit.code for row in unit_list(by, Query(search="乙局")).rows] == ["u2"]
        assert [unit.code for unit in path_to(by, "u1")] == ["u0", "u1"]
    with desk(site_app, "a1") as by:
        assert [row.unit.code for row in unit_list(by, Query(below="u2")).rows] == ["u1"]
        assert [unit.code for unit in path_to(by, "u1")] == ["u1"]


def test_the_pages_lead_from_the_tree_to_a_unit_and_back(site_app):
    office = browser_of(site_app, "office")
    assert "东省司法厅" in office.get("/admin/units").text
    assert "东省甲局" in office.get("/admin/units?below=u0").text
    made = {"code": "u11", "name": "东省甲局服务中心", "level": "city", "kind": "institution"}
    assert office.post("/admin/units/u1/below", made).headers["Location"] == "/admin/units/u1"
    again = office.post("/admin/units/u1/below", made)
    assert again.status_code == 400
    assert "u11" in again.text
    moved = {"to": "东省乙局", "day": str(date(2024, 6, 3)), "reason": "改革"}
    assert office.post("/admin/units/u11/move", moved).status_code == 302
    page = office.get("/admin/units/u11").text
    assert "调整上级" in page
    assert "东省甲局 → 东省乙局" in page
    for wrong in (
        {"to": "没有局", "reason": "x"},
        {"to": "u1", "reason": ""},
        {"to": "u1", "day": "x", "reason": "y"},
    ):
        assert office.post("/admin/units/u11/move", wrong).status_code == 400
    waiting = {"day": "2024-07-01", "reason": "撤销"}
    office.post("/admin/units/u11/close", waiting)
    assert "待生效" in office.get("/admin/units/u11").text
    with scope_of_site(site_app, "east"):
        number = db.session.scalar(sa.select(UnitChange.number).where(UnitChange.act == "closed"))
    assert office.post(f"/admin/units/changes/{number}/withdraw").status_code == 302
    assert office.get("/admin/units/u11/dance").status_code == 404
    assert office.post("/admin/units/u11/dance").status_code == 404


def test_administrators_are_appointed_within_ones_own_units_and_rank(site_app):
    unit = browser_of(site_app, "a1")
    new_one = {"account": "n77", "name": "新管", "role": "unit_administrator"}
    assert (
        unit.post("/admin/units/u1/administrator", {**new_one, "role": "provincial_office"}).status_code
        == 404
    )
    assert unit.post("/admin/units/u2/administrator", new_one).status_code == 404
    assert unit.post("/admin/units/u1/administrator", {**new_one, "account": "a2"}).status_code == 400
    assert unit.post("/admin/units/u1/administrator", new_one).status_code == 302
    assert "新管" in unit.get("/admin/units/u1").text
    assert unit.post("/admin/units/u1/administrators/a1/end").status_code == 404
    assert unit.post("/admin/units/u1/administrators/n77/end").status_code == 302
    with scope_of_site(site_app, "east"):
        query = sa.select(Administrator.active).where(Administrator.account == "n77")
        assert db.session.scalar(query) is False


def test_nobody_ends_the_role_of_somebody_whom_they_could_not_appoint(site_app):
    office, unit = browser_of(site_app, "office"), browser_of(site_app, "a1")
    given = {"account": "money", "name": "钱管", "role": "finance"}
    assert office.post("/admin/units/u1/administrator", given).status_code == 302
    assert "/administrators/money/end" not in unit.get("/admin/units/u1").text
    assert unit.post("/admin/units/u1/administrators/money/end").status_code == 404
    assert "/administrators/money/end" in office.get("/admin/units/u1").text
    assert office.post("/admin/units/u1/administrators/money/end").status_code == 302


def test_a_password_of_an_administrator_is_reset_by_those_who_could_appoint_them(site_app):
    office, unit, one = (browser_of(site_app, name) for name in ("office", "a1", "a2"))
    assert one.get("/admin").status_code == 200
    assert unit.post("/admin/units/u2/administrators/a2/reset").status_code == 404
    assert unit.post("/admin/units/u1/administrators/a1/reset").status_code == 404
    assert "/administrators/a2/reset" in office.get("/admin/units/u2").text
    page = office.post("/admin/units/u2/administrators/a2/reset", follow_redirects=True).text
    assert "吴六的密码已重置为统一初始密码，下次登录须修改。" in page
    assert one.get("/admin").status_code == 302
    with scope_of_site(site_app, "east"):
        row = db.session.scalars(sa.select(Administrator).where(Administrator.account == "a2")).one()
        assert row.must_change
        assert row.was_reset


def test_nobody_goes_into_a_closed_unit(site_app):
    with desk(site_app, "office") as by:
        add_below(by, new("u11", "旧单位", parent="u1"))
    with desk(site_app, "office") as by:
        close_unit(by, "u11", on(by))
        with pytest.raises(Refused) as refused:
            transfer(Acting(by.site, by.actor, by.scope), learner_id(site_app, "east", "1001"), "u11")
        assert refused.value.code == "closed"
    row = sent(site_app, written(person("张三", 学号="n1", 单位="u11")), "office")
    assert "is closed" in why(site_app, row)


def test_a_unit_is_split_on_its_page_all_or_nothing(site_app):
    office, li = browser_of(site_app, "office"), str(learner_id(site_app, "east", "1001"))
    page = office.get("/admin/units/u1/split").text
    assert "李一" in page
    assert "赵二" not in page
    part = {"code": "u3", "name": "东省丙局", "reason": "机构改革"}
    for wrong in (
        {**part, "learner": []},
        {**part, "learner": li, "reason": " "},
        {**part, "learner": li, "code": "u2"},
        {**part, "learner": li, "name": ""},
        {**part, "accounts": "1001 1002"},
        {**part, "learner": str(learner_id(site_app, "east", "1002"))},
    ):
        assert office.post("/admin/units/u1/split", wrong).status_code == 400
        assert office.get("/admin/units/u3").status_code == 404
    assert (
        office.post("/admin/units/u1/split", {**part, "learner": li, "accounts": "1003"}).status_code == 302
    )
    with scope_of_site(site_app, "east"):
        query = sa.select(Learner.account).where(Learner.unit == "u3").order_by(Learner.account)
        assert list(db.session.scalars(query)) == ["1001", "1003"]
    assert browser_of(site_app).post("/admin/units/u1/split", {**part, "learner": li}).status_code == 409
