"""What an administrator does with a registration that waits: enter it as it is or corrected, or refuse it with a reason."""

from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Unit, masked
from core.audit.service import note
from core.db import db, now
from core.decisions.id_numbers import is_id_number
from core.decisions.values import Text, say
from core.errors import BadInput, NotFound, Refused
from core.registrations.entering import enter, learner_of, lock_numbers
from core.registrations.models import Registration
from core.rosters.service import Desk
from core.tenancy.announce import announce

LONGEST = 300
CORRECTED = ("name", "id_number", "phone")
NO_UNIT = say("There is no such unit here, or several; please give its code or full name.")
DECIDED = say("This registration has been decided already.")


def registration_in(desk: Desk, number: UUID, *, lock: bool = False) -> Registration:
    """Return a registration for a unit that the administrator sees; NotFound for every other."""
    query = sa.select(Registration).where(Registration.id == number)
    query = (query.with_for_update() if lock else query).execution_options(populate_existing=True)
    row = db.session.scalars(query).one_or_none()
    if row is None or row.unit not in desk.scope.units:
        raise NotFound(say("There is no such registration here."))
    return row


def accept(desk: Desk, number: UUID, form: Mapping[str, str]) -> UUID:
    """Enter a registration with what the form corrects, and commit; returns the learner.

    BadInput with everything that a roster's row would be refused for; Refused where it is decided already.
    """
    lock_numbers()
    row = _waiting(desk, number)
    before = _shown(row)
    _correct(desk, row, form)
    why = enter(desk, row)
    if why:
        db.session.rollback()
        raise BadInput(why[0], fields={"": _joined(why)})
    changed = {name: f"{old} → {new}" for name, new in _shown(row).items() if (old := before[name]) != new}
    _decided(desk, row)
    note(desk.actor, "registration_entered", str(row.learner), **changed)
    db.session.commit()
    announce("registration.entered", learner_of(row), row.year)
    return learner_of(row)


def accept_all(desk: Desk, numbers: Collection[UUID]) -> tuple[int, int]:
    """Enter registrations as they were sent, each committed by itself; returns how many were entered and how many were left."""
    entered = 0
    for number in numbers:
        try:
            accept(desk, number, {})
        except (BadInput, Refused):
            db.session.rollback()
            continue
        entered += 1
    return entered, len(numbers) - entered


def refuse(desk: Desk, number: UUID, reason: str) -> None:
    """Refuse a registration with a reason that its sender reads, and commit; BadInput without one."""
    text = reason.strip()
    if not text or len(text) > LONGEST:
        fault = say("Please give a reason of at most {most} signs; the person reads it.", most=LONGEST)
        raise BadInput(fault, fields={"reason": fault})
    row = _waiting(desk, number)
    row.state, row.reason, row.password_hash = "refused", text, None
    _decided(desk, row)
    note(desk.actor, "registration_refused", str(row.id), text, name=row.name)
    db.session.commit()


def _waiting(desk: Desk, number: UUID) -> Registration:
    row = registration_in(desk, number, lock=True)
    if row.state != "waiting":
        raise Refused(DECIDED, code="registration_decided")
    return row


def _correct(desk: Desk, row: Registration, form: Mapping[str, str]) -> None:
    """What is left out of the form stays as it was sent."""
    if form.get("unit", "").strip():
        row.unit = _unit(desk, form["unit"].strip())
    for name in CORRECTED:
        if text := "".join(form.get(name, "").split()):
            setattr(row, name, text.upper() if name == "id_number" else text)
    if row.id_number and not is_id_number(row.id_number):
        db.session.rollback()
        fault = say(
            "This is no resident ID number: please compare its 18 places, the last one is a check digit."
        )
        raise BadInput(fault, fields={"id_number": fault})


def _unit(desk: Desk, written: str) -> str:
    query = sa.select(Unit.code).where(
        sa.or_(Unit.code == written, Unit.name == written),
        Unit.code.in_(desk.scope.units),
        Unit.closed_on.is_(None),
    )
    found = db.session.scalars(query).all()
    if len(found) != 1:
        db.session.rollback()
        raise BadInput(NO_UNIT, fields={"unit": NO_UNIT})
    return found[0]


def _decided(desk: Desk, row: Registration) -> None:
    row.decided_at, row.decided_by, row.decided_by_name = now(), desk.actor.id, desk.actor.name


def _shown(row: Registration) -> dict[str, str]:
    """What the trail keeps of a correction; never a whole ID number."""
    return {"unit": row.unit, "name": row.name, "id_number": masked(row.id_number), "phone": row.phone}


def _joined(texts: tuple[Text, ...]) -> Text:
    found = texts[0]
    for text in texts[1:]:
        found = say("{first} {then}", first=found, then=text)
    return found
