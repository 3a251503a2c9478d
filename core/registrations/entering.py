"""Registering: compared with the sheet, entered by the very checks of a roster, or kept waiting for the unit's administrator.

Whoever sends it is told the same whether the ID number is new, unknown to the sheet, or somebody's already.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.accounts.service import Consent, Learner, Limit, Scope, Unit, consent_behind, take
from core.audit.service import SERVER
from core.db import db, now
from core.decisions.stored import store_text
from core.decisions.values import Text, say
from core.errors import NotFound
from core.registrations.matching import Said, reasons_to_wait
from core.registrations.models import Registration
from core.registrations.sending import Sent, sent_by
from core.registrations.telling import tell_administrators
from core.rosters.service import (
    Desk,
    Planned,
    SheetPerson,
    enter_learners,
    entry_of_form,
    has_sheet,
    learners_sheet,
    plan_learners,
    sheet_person,
)
from core.tenancy.announce import announce
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant
from core.web.language import Reader
from core.web.site import Site

PURPOSE = "registration"
OF_ADDRESS = Limit("register", 200, timedelta(hours=1))
OF_NUMBER = Limit("register_number", 5, timedelta(days=1))
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of references: without those that are taken for one another."""
LENGTH = 16


def register(site: Site, mark: str, form: Mapping[str, str]) -> Registration:
    """Take a registration and commit: entered where it agrees with the unit's sheet, else waiting for the administrator.

    BadInput names the faulty fields, Refused a consent that does not stand or days that are over, TooMany too many from one
    address or for one number.
    """
    consent = consent_behind(site, mark, PURPOSE)
    sent = sent_by(site, form)
    take(OF_ADDRESS)
    take(OF_NUMBER, f"{sent.unit.area}:{sent.id_number or sent.phone}")
    lock_numbers()
    row = _row(site, consent, sent)
    why = _reasons(site, row, sent)
    if not why:
        why = enter(_own_desk(site, sent.unit), row)
    row.why = [store_text(text) for text in why]
    db.session.add(row)
    db.session.commit()
    _tell(row)
    return row


def registration_called(reference: str) -> Registration:
    """Return a registration by its reference, however it is spaced; NotFound for an unknown one."""
    plain = "".join(sign for sign in reference.upper() if sign in SIGNS)
    row = db.session.scalars(sa.select(Registration).where(Registration.reference == plain)).one_or_none()
    if row is None:
        raise NotFound(say("There is no registration with this number."))
    return row


def spaced(reference: str) -> str:
    """Return a reference in groups of four, as it is told."""
    return "-".join(reference[start : start + 4] for start in range(0, len(reference), 4))


def lock_numbers() -> None:
    """Let nobody else enter people of this tenant until the transaction ends."""
    take_locks([f"rosters/{current_tenant()}", f"numbers/{current_tenant()}"])


def enter(desk: Desk, row: Registration) -> tuple[Text, ...]:
    """Open the account of a registration in the caller's transaction; returns why it cannot be, () when it is done."""
    planned = planned_of(desk, row)
    if planned.what == "refused":
        return planned.why
    if planned.what != "added":
        return (
            say(
                "This person is on the roster already, with the account number {account}.",
                account=planned.key,
            ),
        )
    enter_learners(desk, [planned], lambda _done: None)
    _opened(row, planned.key)
    return ()


def planned_of(desk: Desk, row: Registration) -> Planned:
    """Return what a roster with this one row would come to."""
    cells = {"unit": row.unit, "name": row.name, "id_number": row.id_number, "phone": row.phone}
    entry = entry_of_form({**row.more, **cells}, learners_sheet(desk))
    return next(plan_learners(desk, [entry]))


def _opened(row: Registration, account: str) -> None:
    learner = db.session.scalars(sa.select(Learner).where(Learner.account == account)).one()
    if row.password_hash is not None:
        learner.password_hash, learner.must_change = row.password_hash, False
    row.state, row.learner, row.password_hash = "entered", learner.id, None
    row.decided_at = now()
    consent = sa.update(Consent).where(Consent.id == row.consent).values(learner=learner.id)
    db.session.execute(consent)
    _close_others(row)


def _close_others(row: Registration) -> None:
    """Whatever else waits under the same ID number waits for nothing any more."""
    same = sa.select(Registration).where(
        Registration.year == row.year,
        Registration.id_number == row.id_number,
        Registration.id_number != "",
        Registration.state == "waiting",
        Registration.id != row.id,
    )
    for other in db.session.scalars(same):
        other.state, other.password_hash = "refused", None
        other.decided_at = now()


def _row(site: Site, consent: Consent, sent: Sent) -> Registration:
    return Registration(
        id=uuid4(),
        reference="".join(secrets.choice(SIGNS) for _ in range(LENGTH)),
        year=site.the_tenant.place(sent.unit.area).year,
        unit=sent.unit.code,
        name=sent.name,
        id_number=sent.id_number,
        phone=sent.phone,
        more=dict(sent.more),
        password_hash=sent.password_hash,
        consent=consent.id,
        state="waiting",
        at=now(),
    )


def _reasons(site: Site, row: Registration, sent: Sent) -> tuple[Text, ...]:
    listed = sheet_person(row.year, row.id_number) if row.id_number else None
    said = Said(unit=row.unit, name=row.name, phone=row.phone)
    known = None if listed is None else said_on_sheet(listed)
    why = reasons_to_wait(said, known, sent.rule, handed_in=has_sheet(row.year, row.unit))
    return (*why, *_taken(site, sent.unit, row)) if why else ()


def said_on_sheet(listed: SheetPerson) -> Said:
    """Return what a sheet says of somebody, as it is compared."""
    return Said(unit=listed.unit, name="".join(listed.name.split()), phone=listed.phone)


def _taken(site: Site, unit: Unit, row: Registration) -> Iterable[Text]:
    """What the roster would refuse besides, so that the administrator reads everything at once."""
    planned = planned_of(_own_desk(site, unit), row)
    if planned.what == "refused":
        return planned.why
    if planned.what != "added":
        return [
            say(
                "This person is on the roster already, with the account number {account}.",
                account=planned.key,
            )
        ]
    return []


def _own_desk(site: Site, unit: Unit) -> Desk:
    """The server at work for one unit alone."""
    return Desk(site, SERVER, unit.code, Scope(frozenset({unit.code})), Reader("zh", site.words, site.zone))


def _tell(row: Registration) -> None:
    if row.state == "entered":
        announce("registration.entered", learner_of(row), row.year)
    else:
        tell_administrators(row)


def learner_of(row: Registration) -> UUID:
    """Return whose account an entered registration has opened."""
    if row.learner is None:
        raise NotFound(say("There is no such learner here."))
    return row.learner
