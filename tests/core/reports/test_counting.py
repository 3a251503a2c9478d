"""The kept figures follow every act, stay right for past days, and equal a count from nothing."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from core.accounts.models import Learner, Unit
from core.db import db
from core.reports.counting import Asked, fold, read
from core.reports.recount import differences, mend
from core.standings.models import Standing
from core.tenancy.rows import enter_rows, replacing
from core.tenancy.scope import tenant_scope

ZONE = ZoneInfo("Asia/Shanghai")
STATES = (
    "not_started",
    "studying",
    "ready",
    "passed",
    "failed",
    "absent",
    "exempt",
    "deactivated",
    "recorded",
)
DID = ("", "studied", "studied finished_study", "studied finished_study sat_exam", "sat_exam")
FIRST = datetime(2024, 3, 1, 9, tzinfo=ZONE)


def standing(learner: UUID, at: datetime, state: str, did: str = "", year: int = 2024) -> dict[str, object]:
    return {
        "learner": learner, "year": year, "state": state, "did": did, "grade": "", "score": None, "final": False,
        "earned": None, "outcome": {}, "inputs": {}, "formula": "x", "rules_digest": "x", "judged_at": at,
    }  # fmt: skip


def judged(*rows: dict[str, object]) -> None:
    enter_rows(Standing, rows, replacing(Standing, list(rows[0])))


def a_tree(units: int, branches: int = 3) -> list[str]:
    codes = [f"u{number}" for number in range(units)]
    for number, code in enumerate(codes):
        parent = codes[(number - 1) // branches] if number else None
        db.session.add(
            Unit(code=code, name=code, parent=parent, region=f"r{number % 4}", sector=f"s{number % 3}")
        )
        db.session.flush()
    return codes


def people_in(*units: str, tier: str = "staff") -> list[UUID]:
    rows = [
        Learner(unit=unit, account=uuid4().hex[:12], name="众", pinyin="zhong", tier=tier, rank="clerk")
        for unit in units
    ]
    db.session.add_all(rows)
    db.session.flush()
    return [row.id for row in rows]


def seen(asked: Asked) -> dict[tuple[str, str], int]:
    return {(cell.key, cell.state): cell.people for cell in read(asked, ZONE) if not cell.roster}


def asked(*heads: str, **more) -> Asked:
    return Asked(heads=heads or ("u0",), year=2024, **more)


@pytest.fixture
def tree(east):
    return a_tree(13)


def test_a_unit_counts_those_of_the_whole_tree_below_it(tree):
    one, two, three = people_in("u0", "u1", "u4")
    judged(standing(one, FIRST, "studying"), standing(two, FIRST, "passed"), standing(three, FIRST, "passed"))
    assert seen(asked()) == {("", "studying"): 1, ("u1", "passed"): 2}
    assert seen(asked("u1")) == {("", "passed"): 1, ("u4", "passed"): 1}
    assert seen(asked("u1", "u0", group="")) == {("", "studying"): 1, ("", "passed"): 4}


def test_waiting_and_folded_moves_are_read_alike(tree):
    (one,) = people_in("u5")
    judged(standing(one, FIRST, "studying"))
    before = read(asked(), ZONE)
    fold(ZONE)
    assert read(asked(), ZONE) == before
    judged(standing(one, FIRST, "passed"))
    assert seen(asked()) == {("u1", "passed"): 1}
    fold(ZONE)
    assert seen(asked()) == {("u1", "passed"): 1}


@pytest.mark.parametrize("folded", [True, False])
def test_a_transfer_moves_the_figure_on_its_day_and_leaves_the_days_before(tree, folded):
    (one,) = people_in("u2")
    judged(standing(one, FIRST, "studying"))
    db.session.execute(sa.update(Learner).where(Learner.id == one).values(unit="u3"))
    if folded:
        fold(ZONE)
    today = db.session.execute(
        sa.text("SELECT (tenant_now() AT TIME ZONE 'Asia/Shanghai')::date")
    ).scalar_one()
    assert seen(asked()) == {("u3", "studying"): 1}
    assert seen(asked(day=FIRST.date())) == {("u2", "studying"): 1}
    assert seen(asked(day=today - timedelta(days=1))) == {("u2", "studying"): 1}
    assert seen(asked(day=today)) == {("u3", "studying"): 1}
    assert seen(asked(day=FIRST.date() - timedelta(days=1))) == {}


def test_an_older_year_stays_where_the_learner_was_then(tree):
    (one,) = people_in("u2")
    judged(standing(one, FIRST, "passed", year=2023), standing(one, FIRST, "studying"))
    db.session.execute(sa.update(Learner).where(Learner.id == one).values(unit="u3"))
    judged(standing(one, FIRST, "failed", year=2023))
    assert seen(asked()) == {("u3", "studying"): 1}
    assert seen(Asked(heads=("u0",), year=2023)) == {("u2", "failed"): 1}


def test_days_end_at_the_tenants_midnight(tree):
    (one,) = people_in("u1")
    judged(standing(one, datetime(2024, 3, 1, 15, 59, tzinfo=UTC), "studying"))
    judged(standing(one, datetime(2024, 3, 1, 16, 0, tzinfo=UTC), "passed"))
    fold(ZONE)
    assert seen(asked(day=FIRST.date())) == {("u1", "studying"): 1}
    assert seen(asked(day=FIRST.date() + timedelta(days=1))) == {("u1", "passed"): 1}


def test_the_roster_is_counted_before_anybody_is_judged(tree):
    people_in("u1", "u1", "u2")
    assert {(cell.key, cell.people) for cell in read(asked(), ZONE) if cell.roster} == {("u1", 2), ("u2", 1)}


def test_a_learner_taken_off_the_roster_is_counted_nowhere_from_then_on(tree):
    (one,) = people_in("u1")
    judged(standing(one, FIRST, "studying"))
    db.session.execute(sa.delete(Learner).where(Learner.id == one))
    assert read(asked(), ZONE) == []
    assert seen(asked(day=FIRST.date())) == {("u1", "studying"): 1}
    assert list(differences(ZONE)) == []


def test_a_clock_set_back_makes_no_figure_negative(tree):
    (one,) = people_in("u1")
    for day, state in ((10, "studying"), (5, "ready"), (7, "passed")):
        judged(standing(one, FIRST + timedelta(days=day), state))
    fold(ZONE)
    for day in range(12):
        assert all(count > 0 for count in seen(asked(day=(FIRST + timedelta(days=day)).date())).values())
    assert seen(asked(day=(FIRST + timedelta(days=10)).date())) == {("u1", "passed"): 1}


def test_figures_are_told_apart_by_tier_and_rank_region_and_sector(tree):
    staff = people_in("u1", "u2")
    leaders = people_in("u1", tier="leader")
    judged(*(standing(one, FIRST, "passed") for one in (*staff, *leaders)))
    assert seen(asked(group="tier")) == {("staff", "passed"): 2, ("leader", "passed"): 1}
    assert seen(asked(group="rank")) == {("clerk", "passed"): 3}
    assert seen(asked(group="region")) == {("r1", "passed"): 2, ("r2", "passed"): 1}
    assert seen(asked(tier="leader")) == {("u1", "passed"): 1}
    assert seen(asked(sector="s2", group="")) == {("", "passed"): 1}
    assert seen(asked(inside=frozenset({"u2"}))) == {("u2", "passed"): 1}


def test_recounting_finds_a_figure_that_was_tampered_with_and_mends_it(tree):
    (one,) = people_in("u1")
    judged(standing(one, FIRST, "studying"))
    fold(ZONE)
    db.session.execute(sa.text("UPDATE counts SET people = 7 WHERE by = '' AND state = 'studying'"))
    (found,) = differences(ZONE)
    assert (found.where, found.kept, found.counted) == ("counts", 7, 1)
    assert "unit=u1" in str(found)
    mend(ZONE)
    assert list(differences(ZONE)) == []


ACTS = 10_000


def some_acts(chance: random.Random, people: list[UUID], units: list[str], at: datetime) -> int:
    """Do something to some learners in one transaction; return to how many."""
    kind = chance.random()
    some = chance.sample(people, min(len(people), chance.randint(1, 30)))
    if kind < 0.1 or not people:
        new = people_in(*chance.choices(units, k=20), tier=chance.choice(["leader", "staff"]))
        people += new
        return len(new)
    if kind < 0.25:
        moved = sa.update(Learner).where(Learner.id.in_(some))
        db.session.execute(moved.values(unit=chance.choice(units), rank=chance.choice(["clerk", "chief"])))
        return len(some)
    if kind < 0.28:
        gone = people.pop(chance.randrange(len(people)))
        db.session.execute(sa.delete(Learner).where(Learner.id == gone))
        return 1
    if kind < 0.31:
        fold(ZONE)
        return 0
    year = chance.choice([2023, 2024, 2024, 2024])
    judged(*(standing(one, at, chance.choice(STATES), chance.choice(DID), year) for one in some))
    return len(some)


def test_after_ten_thousand_random_acts_everything_kept_equals_a_count_from_nothing(committed):
    chance, people, at, acts = random.Random(20241121), [], FIRST, 0
    with tenant_scope("east"):
        units = a_tree(40)
        while acts < ACTS:
            at += timedelta(hours=chance.randint(-20, 60))
            acts += some_acts(chance, people, units, at)
            db.session.commit()
        assert list(differences(ZONE)) == []
        total: Counter[str] = Counter()
        for cell in (cell for cell in read(asked(group=""), ZONE) if not cell.roster):
            total[cell.state] += cell.people
        query = (
            sa.select(Standing.state, sa.func.count()).where(Standing.year == 2024).group_by(Standing.state)
        )
        assert total == dict(db.session.execute(query).tuples().all())
