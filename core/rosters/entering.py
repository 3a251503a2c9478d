"""Entering what an import has planned: added learners in a few statements, changed ones by what changes about them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from core.accounts.names import pinyin_of
from core.accounts.service import Learner, Unit
from core.rosters.desk import Desk
from core.rosters.plans import Planned
from core.tenancy.rows import change_rows, enter_rows

BATCH = 2000
"""Rows of one statement."""

JUDGED = frozenset({"birth", "sex", "rank", "tier", "post", "employment", "joined", "retires"})
"""What a standing depends on."""

Report = Callable[[int], None]
"""Says how many rows are entered."""


def enter_learners(desk: Desk, planned: Sequence[Planned], report: Report) -> list[UUID]:
    """Enter what is added and changed in the caller's transaction; return who must be judged again.

    Nobody's password is hashed: the place's initial password stands until the first sign-in, with a second fact.
    """
    units = desk.units()
    added = [one for one in planned if one.what == "added"]
    done = 0
    for some in batched_list(added, BATCH):
        enter_rows(Learner, [_row(desk, units[one.unit], one.values) for one in some])
        done += len(some)
        report(done)
    changed = [one for one in planned if one.what == "changed"]
    _change(changed)
    report(done + len(changed))
    return [one.target for one in changed if one.target is not None and not JUDGED.isdisjoint(one.values)]


def batched_list(rows: Sequence[Planned], size: int) -> list[Sequence[Planned]]:
    """Return rows in lots of a size."""
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def _change(changed: Sequence[Planned]) -> None:
    """Rows that change the same columns travel together."""
    alike: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for one in changed:
        values = dict(one.values)
        if "name" in values:
            values["pinyin"] = pinyin_of(str(values["name"]))
        alike.setdefault(tuple(sorted(values)), []).append({"id": one.target, **values})
    for rows in alike.values():
        for start in range(0, len(rows), BATCH):
            change_rows(Learner, rows[start : start + BATCH])


def _row(desk: Desk, unit: Unit, values: Mapping[str, Any]) -> dict[str, Any]:
    accounts = desk.accounts_of(unit.area)
    return {
        **values,
        "id": uuid4(),
        "pinyin": pinyin_of(str(values["name"])),
        "cohorts": [],
        "categories": [],
        "contacts_done": False,
        "profile": {},
        "password_hash": None,
        "must_change": accounts.initial is None or accounts.initial.must_change,
        "was_reset": False,
        "failures": 0,
        "next_try_at": None,
        "locked_until": None,
        "active": True,
    }
