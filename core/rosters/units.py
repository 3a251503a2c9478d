"""What administrators do to the tree of units: add, change, move, merge, split, close."""

from collections.abc import Collection
from dataclasses import asdict, replace
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Learner, NewUnit, Unit
from core.audit.service import note
from core.db import db
from core.decisions.values import say
from core.errors import BadInput
from core.rosters.desk import Desk
from core.rosters.models import UnitChange
from core.rosters.unit_changes import (
    Dated,
    Step,
    enter_dated,
    enter_done,
    today,
)
from core.rosters.unit_checks import (
    check_empty,
    check_move,
    check_range,
    faults_of,
    lock_tree,
    open_unit,
    own_unit,
    refuse_frozen,
)
from core.tenancy.announce import announce_all

DETAILS = (
    *("name", "level", "kind", "region", "sector", "number_range"),
    *("provincial_direct", "stationed", "duty"),
)
"""What is said of a unit besides its place in the tree."""


def add_below(desk: Desk, new: NewUnit, reason: str = "") -> Unit:
    """Add a unit below one that the administrator sees, and commit; BadInput naming the field that is not right."""
    row = _add(desk, new, reason)
    db.session.commit()
    return row


def _add(desk: Desk, new: NewUnit, reason: str) -> Unit:
    parent = open_unit(desk, new.parent or "")
    faults = faults_of(new)
    if faults:
        raise BadInput(say("Please check the details below."), fields=faults)
    lock_tree()
    if db.session.scalar(sa.select(Unit.code).where(Unit.code == new.code)):
        text = say("There is already a unit with the code {code}.", code=new.code)
        raise BadInput(text, fields={"code": text})
    check_range(new.code, new.number_range, new.parent)
    row = Unit(**asdict(replace(new, area=parent.area, region=new.region or parent.region)))
    db.session.add(row)
    db.session.flush()
    enter_done(desk, row, Step("added", None, parent.code), Dated(day=today(desk), reason=reason))
    return row


def change_unit(desk: Desk, code: str, changed: NewUnit, reason: str) -> Unit:
    """Change what is said of a unit, its place in the tree left alone, and commit."""
    row = open_unit(desk, code)
    faults = faults_of(changed)
    if faults:
        raise BadInput(say("Please check the details below."), fields=faults)
    lock_tree()
    check_range(code, changed.number_range, row.parent)
    old, told = (
        row.name,
        {name: _told(row, changed, name) for name in DETAILS if _differs(row, changed, name)},
    )
    for name in DETAILS:
        setattr(row, name, getattr(changed, name))
    if old != row.name:
        enter_done(desk, row, Step("renamed", old, row.name), Dated(day=today(desk), reason=reason))
    if told:
        note(desk.actor, "unit_change", f"unit/{code}", reason, **told)
    db.session.commit()
    return row


def _differs(row: Unit, changed: NewUnit, name: str) -> bool:
    return bool(getattr(row, name) != getattr(changed, name))


def _told(row: Unit, changed: NewUnit, name: str) -> str:
    """What stood before and what stands after, as the audit trail keeps it."""
    before, after = getattr(row, name), getattr(changed, name)
    return f"{before or '–'} → {after or '–'}"


def move_unit(desk: Desk, code: str, under: str, when: Dated) -> UnitChange:
    """Move a unit with all below it under another one, and commit; Refused for a circle or a closed unit.

    Both must be the administrator's to see; a unit that stands below nobody is adopted this way by the office.
    """
    row, parent = own_unit(desk, code), open_unit(desk, under)
    lock_tree()
    check_move(row, parent)
    change = enter_dated(desk, row, Step("moved", row.parent, parent.code), when)
    db.session.commit()
    _tell(desk, change)
    return change


def close_unit(desk: Desk, code: str, when: Dated) -> UnitChange:
    """Close a unit without active learners and open units below it, and commit; Refused with how many there are."""
    row = own_unit(desk, code)
    lock_tree()
    check_empty(row)
    change = enter_dated(desk, row, Step("closed"), when)
    db.session.commit()
    return change


def merge_units(desk: Desk, code: str, into: str, when: Dated) -> UnitChange:
    """Give a unit's learners, administrators and the units below it to another one, close it, and commit.

    Refused inside a freeze of transfers, since every learner is moved.
    """
    row, target = own_unit(desk, code), open_unit(desk, into)
    lock_tree()
    check_move(row, target)
    refuse_frozen(desk, row)
    change = enter_dated(desk, row, Step("merged", None, target.code), when)
    db.session.commit()
    _tell(desk, change)
    return change


def split_unit(desk: Desk, code: str, new: NewUnit, learners: Collection[UUID], reason: str) -> Unit:
    """Make a unit beside one and give it some of its learners, from today on, and commit, all or nothing."""
    row = own_unit(desk, code)
    if not reason.strip():
        raise BadInput(say("Please give a reason."), fields={"reason": say("Please give a reason.")})
    refuse_frozen(desk, row)
    chosen = db.session.scalars(
        sa.select(Learner.id).where(Learner.id.in_(learners), Learner.unit == code)
    ).all()
    if not chosen or len(chosen) != len(set(learners)):
        raise BadInput(
            say("Please choose learners of this unit."),
            fields={"learner": say("Please choose learners of this unit.")},
        )
    made = _add(desk, replace(new, parent=row.parent or row.code), reason)
    db.session.execute(sa.update(Learner).where(Learner.id.in_(chosen)).values(unit=made.code))
    for learner in chosen:
        note(desk.actor, "transfer", str(learner), reason, **{"from": code, "to": made.code})
    enter_done(desk, row, Step("split", None, made.code), Dated(day=today(desk), reason=reason))
    db.session.commit()
    announce_all("learner.transferred", chosen, desk.site.year)
    return made


def _tell(desk: Desk, change: UnitChange) -> None:
    if change.act == "merged" and change.state == "done":
        moved = db.session.scalars(sa.select(Learner.id).where(Learner.unit == change.after)).all()
        announce_all("learner.transferred", moved, desk.site.year)
