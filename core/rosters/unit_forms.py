"""What the forms of units send: the details of a unit, a day, a new administrator."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from core.accounts.service import Administrator, NewAdministrator, NewUnit, add_administrator, unit_in
from core.audit.service import note
from core.db import db
from core.decisions.values import Text, say
from core.errors import BadInput, NotFound, Refused
from core.rosters.desk import Desk
from core.rosters.unit_changes import Dated, today
from core.web.roles import duties_of


def unit_of_form(form: Mapping[str, str], code: str = "", parent: str | None = None) -> NewUnit:
    """Return the unit that a form describes."""
    return NewUnit(
        code=code or form.get("code", "").strip(),
        name=form.get("name", "").strip(),
        parent=parent,
        level=form.get("level", ""),
        kind=form.get("kind", ""),
        region=form.get("region", "").strip()[:60],
        sector=form.get("sector", "").strip()[:60],
        provincial_direct=form.get("provincial_direct") == "yes",
        stationed=form.get("stationed") == "yes",
        duty=form.get("duty") == "yes",
        number_range=form.get("number_range", "").strip(),
    )


def dated_of_form(desk: Desk, form: Mapping[str, str]) -> Dated:
    """Return the day that a form names, today where it names none; BadInput for one that is none."""
    text = form.get("day", "").strip()
    try:
        day = date.fromisoformat(text) if text else today(desk)
    except ValueError as error:
        fault = say("Please give a day like 2024-11-09.")
        raise BadInput(fault, fields={"day": fault}) from error
    return Dated(day=day, reason=form.get("reason", "").strip())


def appoint(desk: Desk, role: str, code: str, form: Mapping[str, str]) -> Administrator:
    """Add an administrator of a unit, with the shared initial password, and commit; ``role`` is the giver's own."""
    unit = unit_in(desk.scope, code)
    wanted, account, name = (
        form.get("role", ""),
        form.get("account", "").strip(),
        form.get("name", "").strip(),
    )
    faults: dict[str, Text] = {}
    if wanted not in duties_of(role).appoints:
        raise NotFound(say("There is nothing at this address."))
    if not (account.isascii() and account.isalnum()):
        faults["account"] = say("Letters and digits only.")
    if not name:
        faults["name"] = say("Please give the name.")
    if faults:
        raise BadInput(say("Please check the details below."), fields=faults)
    new = NewAdministrator(
        account=account,
        name=name,
        unit=unit.code,
        role=wanted,
        phone=form.get("phone", "").strip()[:20],
    )
    try:
        row = add_administrator(new)
    except Refused as error:
        raise BadInput(error.text, fields={"account": error.text}) from error
    note(desk.actor, "appoint", str(row.id), role=wanted, unit=unit.code)
    db.session.commit()
    return row


def dismiss(desk: Desk, role: str, code: str, account: str) -> None:
    """Deactivate an administrator whom one could appoint, and commit; ``role`` is the one's own who asks."""
    row = appointee(desk, role, code, account)
    row.active = False
    note(desk.actor, "dismiss", str(row.id), unit=row.unit, role=row.role)
    db.session.commit()


def appointee(desk: Desk, role: str, code: str, account: str) -> Administrator:
    """Return an administrator of a unit that one sees, in a role that one could give; NotFound for every other and for oneself."""
    unit = unit_in(desk.scope, code)
    row = _administrator(unit.code, account)
    if row is None or row.id == desk.actor.id or row.role not in duties_of(role).appoints:
        raise NotFound(say("There is no such administrator here."))
    return row


def _administrator(unit: str, account: str) -> Administrator | None:
    query = sa.select(Administrator).where(Administrator.unit == unit, Administrator.account == account)
    return db.session.scalars(query).one_or_none()
