"""What administrators do to the tree of units: add, change, move, merge, split, close, each with the day it counts from."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Administrator, Learner, NewUnit, Unit, rules_of, subtree, unit_in
from core.audit.service import note
from core.db import db, now
from core.decisions.case import Case
from core.decisions.facts import Facts, Person
from core.decisions.freezes import may_change
from core.decisions.values import Text, say
from core.errors import BadInput, NotFound, Refused
from core.rosters.desk import Desk
from core.rosters.models import UnitChange
from core.tenancy.announce import announce_all
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant

LEVELS = ("province", "city", "county", "township")
KINDS = ("organ", "people_org", "institution", "school", "enterprise")
LONGEST = 120
CLOSED = say("{unit} is closed.")
OVERLAPS = say("The number range {range} overlaps that of {unit}.")


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


def add_below(desk: Desk, new: NewUnit, reason: str = "") -> Unit:
    """Add a unit below one that the administrator sees, and commit; BadInput naming the field that is not right."""
    parent = _open(desk, new.parent or "")
    faults = faults_of(new)
    if faults:
        raise BadInput(say("Please check the details below."), fields=faults)
    _lock()
    if db.session.scalar(sa.select(Unit.code).where(Unit.code == new.code)):
        text = say("There is already a unit with the code {code}.", code=new.code)
        raise BadInput(text, fields={"code": text})
    _check_range(new.code, new.number_range, new.parent)
    row = Unit(**asdict(replace(new, area=parent.area, region=new.region or parent.region)))
    db.session.add(row)
    db.session.flush()
    _done(desk, row, Step("added", None, parent.code), Dated(day=today(desk), reason=reason))
    db.session.commit()
    return row


def change_unit(desk: Desk, code: str, changed: NewUnit, reason: str) -> Unit:
    """Change what is said of a unit, its place in the tree left alone, and commit."""
    row = _open(desk, code)
    faults = faults_of(changed)
    if faults:
        raise BadInput(say("Please check the details below."), fields=faults)
    _lock()
    _check_range(code, changed.number_range, row.parent)
    old = row.name
    for name in (
        "name",
        "level",
        "kind",
        "region",
        "sector",
        "number_range",
        "provincial_direct",
        "stationed",
        "duty",
    ):
        setattr(row, name, getattr(changed, name))
    if old != row.name:
        _done(desk, row, Step("renamed", old, row.name), Dated(day=today(desk), reason=reason))
    else:
        note(desk.actor, "unit_change", f"unit/{code}", reason)
    db.session.commit()
    return row


def move_unit(desk: Desk, code: str, under: str, when: Dated) -> UnitChange:
    """Move a unit with all below it under another one, and commit; Refused for a circle or a closed unit.

    Both must be the administrator's to see; a unit that stands below nobody is adopted this way by the office.
    """
    row, parent = _own(desk, code), _open(desk, under)
    _lock()
    _check_move(row, parent)
    change = _dated(desk, row, Step("moved", row.parent, parent.code), when)
    db.session.commit()
    _tell(desk, change)
    return change


def close_unit(desk: Desk, code: str, when: Dated) -> UnitChange:
    """Close a unit without active learners and open units below it, and commit; Refused with how many there are."""
    row = _own(desk, code)
    _lock()
    _check_empty(row)
    change = _dated(desk, row, Step("closed"), when)
    db.session.commit()
    return change


def merge_units(desk: Desk, code: str, into: str, when: Dated) -> UnitChange:
    """Give a unit's learners, administrators and the units below it to another one, close it, and commit.

    Refused inside a freeze of transfers, since every learner is moved.
    """
    row, target = _own(desk, code), _open(desk, into)
    _lock()
    _check_move(row, target)
    _refuse_frozen(desk, row)
    change = _dated(desk, row, Step("merged", None, target.code), when)
    db.session.commit()
    _tell(desk, change)
    return change


def split_unit(desk: Desk, code: str, new: NewUnit, learners: Collection[UUID], reason: str) -> Unit:
    """Make a unit beside one and give it some of its learners, from today on, and commit."""
    row = _own(desk, code)
    _refuse_frozen(desk, row)
    chosen = db.session.scalars(
        sa.select(Learner.id).where(Learner.id.in_(learners), Learner.unit == code)
    ).all()
    if not chosen or len(chosen) != len(set(learners)):
        raise BadInput(
            say("Please choose learners of this unit."),
            fields={"learner": say("Please choose learners of this unit.")},
        )
    made = add_below(desk, replace(new, parent=row.parent or row.code), reason)
    db.session.execute(sa.update(Learner).where(Learner.id.in_(chosen)).values(unit=made.code))
    _done(desk, row, Step("split", None, made.code), Dated(day=today(desk), reason=reason))
    db.session.commit()
    announce_all("learner.transferred", chosen, desk.site.year)
    return made


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


def changes_of(code: str, most: int = 50) -> Sequence[UnitChange]:
    """Return what has happened and will happen to a unit, newest first."""
    query = sa.select(UnitChange).where(UnitChange.unit == code)
    return db.session.scalars(query.order_by(UnitChange.number.desc()).limit(most)).all()


def carry_out_due(day: date) -> int:
    """Carry out the changes whose day has come, each by itself, and commit; return how many.

    One that cannot be any more is marked refused and shown on its unit's page.
    """
    _lock()
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


def faults_of(new: NewUnit) -> dict[str, Text]:
    """Return what is wrong with a unit's details, by field."""
    faults: dict[str, Text] = {}
    if not new.name.strip() or len(new.name) > LONGEST:
        faults["name"] = say("Please give the unit's full name.")
    if not (new.code.isascii() and new.code.replace("-", "").isalnum() and len(new.code) <= LONGEST):
        faults["code"] = say("Letters, digits and hyphens only.")
    if new.level and new.level not in LEVELS:
        faults["level"] = say("Please choose one of the list.")
    if new.kind and new.kind not in KINDS:
        faults["kind"] = say("Please choose one of the list.")
    if new.number_range and not (new.number_range.isascii() and new.number_range.isdigit()):
        faults["number_range"] = say("Digits only.")
    return faults


def _check_again(change: UnitChange) -> None:
    row = _unit(change.unit)
    if change.act == "closed":
        _check_empty(row)
    else:
        _check_move(row, _unit(change.after or ""))


def _apply(change: UnitChange) -> None:
    row = _unit(change.unit)
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


def _dated(desk: Desk, row: Unit, step: Step, when: Dated) -> UnitChange:
    """Enter a change, and carry it out at once unless its day is still to come."""
    if not when.reason.strip():
        raise BadInput(say("Please give a reason."), fields={"reason": say("Please give a reason.")})
    change = _done(desk, row, step, when)
    if when.day > today(desk):
        change.state = "waiting"
    else:
        _apply(change)
    return change


def _done(desk: Desk, row: Unit, step: Step, when: Dated) -> UnitChange:
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


def _tell(desk: Desk, change: UnitChange) -> None:
    if change.act == "merged" and change.state == "done":
        moved = db.session.scalars(sa.select(Learner.id).where(Learner.unit == change.after)).all()
        announce_all("learner.transferred", moved, desk.site.year)


def _check_move(row: Unit, parent: Unit) -> None:
    """A unit goes under, or into, one that is open and does not lie below it."""
    for one in (row, parent):
        if one.closed_on is not None:
            raise Refused(Text(CLOSED.message, {"unit": one.name}), code="closed")
    if parent.code in _below(row.code):
        text = say(
            "{unit} lies below {row} itself; the tree would run in a circle.", unit=parent.name, row=row.name
        )
        raise Refused(text, code="circle")


def _check_empty(row: Unit) -> None:
    learners = db.session.scalar(
        sa.select(sa.func.count()).select_from(Learner).where(Learner.unit == row.code, Learner.active)
    )
    units = db.session.scalar(
        sa.select(sa.func.count()).select_from(Unit).where(Unit.parent == row.code, Unit.closed_on.is_(None))
    )
    if learners or units:
        raise Refused(
            say(
                "{unit} still has {learners} active learners and {units} units below it; move or merge them first.",
                unit=row.name, learners=learners or 0, units=units or 0,
            ),
            code="not_empty",
        )  # fmt: skip


def _check_range(code: str, own: str, parent: str | None) -> None:
    """Two ranges overlap when one begins with the other; only that of a unit above may hold another's."""
    if not own:
        return
    others = db.session.scalars(
        sa.select(Unit).where(Unit.number_range != "", Unit.code != code, Unit.closed_on.is_(None))
    ).all()
    above = _above(parent)
    for other in others:
        if own == other.number_range or (
            (own.startswith(other.number_range) and other.code not in above)
            or (other.number_range.startswith(own) and other.code not in _below(code))
        ):
            text = Text(OVERLAPS.message, {"range": own, "unit": other.name})
            raise BadInput(text, fields={"number_range": text})


def _above(code: str | None) -> set[str]:
    parents = _parents()
    found: set[str] = set()
    while code is not None and code not in found:
        found.add(code)
        code = parents.get(code)
    return found


def _below(code: str) -> frozenset[str]:
    return subtree(code, _parents())


def _parents() -> dict[str, str | None]:
    return dict(db.session.execute(sa.select(Unit.code, Unit.parent)).tuples().all())


def _refuse_frozen(desk: Desk, row: Unit) -> None:
    case = Case(
        rules=rules_of(desk.site, row.area),
        facts=Facts(person=Person()),
        at=now(row.area),
        zone=desk.site.zone,
    )
    verdict = may_change(case, "transfers")
    if not verdict.met:
        raise Refused(say("Learners cannot be moved to another unit at present."), verdict, code="frozen")


def _own(desk: Desk, code: str) -> Unit:
    """A unit below the administrator's own, which they may not move or close themselves."""
    row = unit_in(desk.scope, code)
    if row.code == desk.unit:
        raise Refused(
            say("This is your own unit; whoever looks after the one above does this."), code="own_unit"
        )
    return row


def _open(desk: Desk, code: str) -> Unit:
    row = unit_in(desk.scope, code)
    if row.closed_on is not None:
        raise Refused(Text(CLOSED.message, {"unit": row.name}), code="closed")
    return row


def _unit(code: str) -> Unit:
    row = db.session.scalars(sa.select(Unit).where(Unit.code == code)).one_or_none()
    if row is None:
        raise NotFound(say("There is no such unit here."))
    return row


def _lock() -> None:
    take_locks([f"units/{current_tenant()}"])
