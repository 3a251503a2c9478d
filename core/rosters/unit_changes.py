"""Changes of the tree with the day they count from: entered, waiting for their day, carried out, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from core.accounts.service import Administrator, Learner, Unit
from core.audit.service import note
from core.db import db, now
from core.decisions.values import say
from core.errors import BadInput, NotFound, Refused
from core.rosters.desk import Desk
from core.rosters.models import UnitChange
from core.rosters.unit_checks import (
    check_empty,
    check_move,
    lock_tree,
    unit_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """From which day something counts, and why it is done."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """What is entered: the act, and the parent or name before and after."""

    act: str
    before: str | None = None
    after: str | None = None


def today(desk: Desk) -> date:
    """Return the present day of the desk's site."""
    return now().astimezone(desk.site.zone).date()


def changes_of(code: str, most: int = 50) -> Sequence[UnitChange]:
    """Return what has happened and will happen to a unit, newest first."""
    query = sa.select(UnitChange).where(UnitChange.unit == code)
    return db.session.scalars(query.order_by(UnitChange.number.desc()).limit(most)).all()


def withdraw_change(desk: Desk, number: int) -> UnitChange:
    """Take back a change whose day has not come, and commit; NotFound for every other."""
    query = sa.select(UnitChange).where(UnitChange.number == number).with_for_update()
    change = db.session.scalars(query).one_or_none()
    if change is None or change.state != "waiting" or change.unit not in desk.scope.units:
        raise NotFound(say("There is no such change here."))
    change.state = "withdrawn"
    note(desk.actor, "unit_withdraw", f"unit/{change.unit}")
    db.session.commit()
    return change


def carry_out_due(day: date) -> int:
    """Carry out the changes whose day has come, each by itself, and commit; return how many.

    One that cannot be any more is marked refused and shown on its unit's page.
    """
    lock_tree()
    query = (
        sa.select(UnitChange).where(UnitChange.state == "waiting", UnitChange.day <= day).with_for_update()
    )
    due = db.session.scalars(query.order_by(UnitChange.day, UnitChange.number)).all()
    for change in due:
        try:
            with db.session.begin_nested():
                _check_again(change)
                _apply(change)
                change.state = "done"
        except (Refused, NotFound):
            change.state = "refused"
    db.session.commit()
    return len(due)


def enter_dated(desk: Desk, row: Unit, step: Step, when: Dated) -> UnitChange:
    """Enter a change, and carry it out at once unless its day is still to come."""
    if not when.reason.strip():
        raise BadInput(say("Please give a reason."), fields={"reason": say("Please give a reason.")})
    change = enter_done(desk, row, step, when)
    if when.day > today(desk):
        change.state = "waiting"
    else:
        _apply(change)
    return change


def enter_done(desk: Desk, row: Unit, step: Step, when: Dated) -> UnitChange:
    """Keep a change as done and in the audit trail."""
    change = UnitChange(
        unit=row.code,
        act=step.act,
        state="done",
        day=when.day,
        before=step.before,
        after=step.after,
        reason=when.reason,
        by=desk.actor.id,
        by_name=desk.actor.name,
        at=now(),
    )
    db.session.add(change)
    told = {"day": when.day.isoformat(), "to": step.after or ""}
    note(desk.actor, f"unit_{step.act}", f"unit/{row.code}", when.reason, **told)
    db.session.flush()
    return change


def _check_again(change: UnitChange) -> None:
    row = unit_of(change.unit)
    if change.act == "closed":
        check_empty(row)
    else:
        check_move(row, unit_of(change.after or ""))


def _apply(change: UnitChange) -> None:
    row = unit_of(change.unit)
    if change.act == "moved":
        change.before, row.parent = row.parent, change.after
    elif change.act == "closed":
        row.closed_on = change.day
        _end_administrators(row.code)
    elif change.act == "merged":
        _merge(row, change)


def _merge(row: Unit, change: UnitChange) -> None:
    into = change.after or ""
    for model in (Learner, Administrator):
        db.session.execute(sa.update(model).where(model.unit == row.code).values(unit=into))
    for below in db.session.scalars(sa.select(Unit).where(Unit.parent == row.code)).all():
        db.session.add(_moved(below, change, into))
        below.parent = into
    row.closed_on, row.merged_into = change.day, into


def _moved(row: Unit, like: UnitChange, to: str) -> UnitChange:
    """That a unit has moved because of what happened to the one above it."""
    return UnitChange(
        unit=row.code,
        act="moved",
        state="done",
        day=like.day,
        before=row.parent,
        after=to,
        reason=like.reason,
        by=like.by,
        by_name=like.by_name,
        at=like.at,
    )


def _end_administrators(code: str) -> None:
    db.session.execute(sa.update(Administrator).where(Administrator.unit == code).values(active=False))
