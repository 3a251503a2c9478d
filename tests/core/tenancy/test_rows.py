"""Many rows in one statement: as the models would write them, and never for another tenant."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.accounts.models import Learner
from core.courses.models import Course
from core.db import db
from core.standings.models import Standing
from core.tenancy.rows import change_rows, enter_rows, replacing
from core.tenancy.scope import NoTenant, tenant_scope
from tests.cast import EAST, WEST
from tests.core.courses.world import by_minute, desk

AT = datetime(2024, 5, 1, 8, 30, 0, 123456, tzinfo=UTC)


def standing(state):
    found = db.session.scalars(sa.select(Learner.id)).first()
    return {
        "learner": found or desk(by_minute()).year().learner,
        "year": 2024,
        "state": state,
        "grade": "",
        "score": Decimal("59.50"),
        "final": False,
        "earned": None,
        "outcome": {"state": state, "lines": ["“三”"]},
        "inputs": {},
        "formula": "f",
        "rules_digest": "d",
        "judged_at": AT,
    }


def kept():
    return db.session.scalars(sa.select(Standing).execution_options(populate_existing=True)).one()


def test_every_kind_of_value_comes_back_as_it_went(east):
    enter_rows(Standing, [standing("ready")])
    row = kept()
    assert (row.state, row.score, row.earned, row.final) == ("ready", Decimal("59.50"), None, False)
    assert row.outcome == {"state": "ready", "lines": ["“三”"]}
    assert row.judged_at == AT


def test_a_row_takes_the_place_of_the_one_with_its_key(east):
    rows = [standing("ready")]
    enter_rows(Standing, rows)
    enter_rows(Standing, [standing("passed")], replacing(Standing, list(rows[0])))
    assert kept().state == "passed"


def test_without_leave_to_replace_a_second_row_of_the_key_is_an_error(east):
    enter_rows(Standing, [standing("ready")])
    with pytest.raises(IntegrityError), db.session.begin_nested():
        enter_rows(Standing, [standing("passed")])


def test_rows_belong_to_the_tenant_in_scope(two_tenants):
    row = {"year": 2024, "code": f"c-{uuid4().hex[:6]}", "area": "", "title": "t", "category": ""}
    row |= {"bucket": "required", "tiers": ["a", "b"], "cite": {}, "position": 0}
    for tenant in two_tenants:
        with tenant_scope(tenant):
            enter_rows(Course, [row])
            db.session.commit()
    with tenant_scope(WEST):
        found = db.session.scalars(sa.select(Course).where(Course.code == row["code"])).one()
        assert (found.tenant, found.tiers) == (WEST, ["a", "b"])


def test_outside_every_scope_nothing_is_written(rolled_back):
    with pytest.raises(NoTenant):
        enter_rows(Standing, [{"learner": uuid4(), "year": 2024}])


def test_rows_are_given_new_values_by_their_keys_and_others_are_left_alone(east):
    row = standing("ready")
    enter_rows(Standing, [row])
    keys = {"learner": row["learner"], "year": 2024}
    change_rows(
        Standing,
        [{**keys, "state": "passed", "score": None}, {**keys, "year": 2023, "state": "x", "score": 1}],
    )
    assert (kept().state, kept().score, kept().formula) == ("passed", None, "f")
    change_rows(Standing, [])


def test_rows_of_another_tenant_are_not_changed(two_tenants):
    with tenant_scope(EAST):
        row = standing("ready")
        enter_rows(Standing, [row])
        db.session.commit()
    with tenant_scope(WEST):
        change_rows(Standing, [{"learner": row["learner"], "year": 2024, "state": "passed"}])
        db.session.commit()
    with tenant_scope(EAST):
        assert kept().state == "ready"
