"""What must hold before the tree of units changes: details, circles, closed units, number ranges, freezes."""

import sqlalchemy as sa

from core.accounts.service import Learner, NewUnit, Unit, rules_of, subtree, unit_in
from core.db import db, now
from core.decisions.case import Case
from core.decisions.facts import Facts, Person
from core.decisions.freezes import may_change
from core.decisions.values import Text, say
from core.errors import BadInput, NotFound, Refused
from core.rosters.desk import Desk
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant

LEVELS = ("province", "city", "county", "township")
KINDS = ("organ", "people_org", "institution", "school", "enterprise")
LONGEST = 120
CLOSED = say("{unit} is closed.")
OVERLAPS = say("The number range {range} overlaps that of {unit}.")


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


def check_move(row: Unit, parent: Unit) -> None:
    """A unit goes under, or into, one that is open and does not lie below it."""
    for one in (row, parent):
        if one.closed_on is not None:
            raise Refused(Text(CLOSED.message, {"unit": one.name}), code="closed")
    if parent.code in _below(row.code):
        text = say(
            "{unit} lies below {row} itself; the tree would run in a circle.", unit=parent.name, row=row.name
        )
        raise Refused(text, code="circle")


def check_empty(row: Unit) -> None:
    """Refused for a unit with active learners or open units below it."""
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


def check_range(code: str, own: str, parent: str | None) -> None:
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


def refuse_frozen(desk: Desk, row: Unit) -> None:
    """Refused with the verdict while transfers are frozen in the unit's place."""
    case = Case(
        rules=rules_of(desk.site, row.area),
        facts=Facts(person=Person()),
        at=now(row.area),
        zone=desk.site.zone,
    )
    verdict = may_change(case, "transfers")
    if not verdict.met:
        raise Refused(say("Learners cannot be moved to another unit at present."), verdict, code="frozen")


def own_unit(desk: Desk, code: str) -> Unit:
    """A unit below the administrator's own, which they may not move or close themselves."""
    row = unit_in(desk.scope, code)
    if row.code == desk.unit:
        raise Refused(
            say("This is your own unit; whoever looks after the one above does this."), code="own_unit"
        )
    return row


def open_unit(desk: Desk, code: str) -> Unit:
    """Return a unit of the scope that is not closed."""
    row = unit_in(desk.scope, code)
    if row.closed_on is not None:
        raise Refused(Text(CLOSED.message, {"unit": row.name}), code="closed")
    return row


def unit_of(code: str) -> Unit:
    """Return a unit of the tenant; NotFound when there is none."""
    row = db.session.scalars(sa.select(Unit).where(Unit.code == code)).one_or_none()
    if row is None:
        raise NotFound(say("There is no such unit here."))
    return row


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


def lock_tree() -> None:
    """Let nobody else change the tree until the transaction ends."""
    take_locks([f"units/{current_tenant()}"])
