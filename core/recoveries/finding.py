"""Whose account it is, and where its owner can be reached: a confirmed mail address, or a phone on record that nobody else has."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Administrator, Learner, Unit, signs_in_on
from core.db import db
from core.notify.service import ContactChoice, reached_by
from core.recoveries.models import Recovery
from core.web.site import Site

MAIL, TEXT = "email", "sms"
CHANNELS = (MAIL, TEXT)
"""The channels that a code can come by; what else a place has is for messages alone."""


def owners_of(site: Site, contact: str) -> Sequence[UUID]:
    """Return the active learners of this site whose own contact this is: their confirmed mail address, or their phone."""
    same = sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit)
    query = sa.select(Learner.id, Unit.area).join(Unit, same).where(Learner.active)
    if "@" in contact:
        choice = sa.and_(ContactChoice.tenant == Learner.tenant, ContactChoice.learner == Learner.id)
        query = query.join(ContactChoice, choice)
        query = query.where(Learner.email == contact, ContactChoice.email == contact)
    else:
        query = query.where(Learner.phone == contact)
    return [learner for learner, area in db.session.execute(query) if signs_in_on(site, area)]


def address_of(row: Recovery) -> str:
    """Return where the owner of a recovery's account is reached by its channel; "" for nobody and for no such contact."""
    if row.administrator is not None:
        return _phone_of(Administrator, row.administrator) if row.channel == TEXT else ""
    if row.learner is None:
        return ""
    if row.channel == TEXT:
        return _phone_of(Learner, row.learner)
    found = reached_by([row.learner]).get(row.learner)
    return found.contact.email if found else ""


def _phone_of(model: type[Learner] | type[Administrator], identity: UUID) -> str:
    """A phone that two people of one kind have proves neither of them."""
    phone = db.session.scalar(sa.select(model.phone).where(model.id == identity, model.active)) or ""
    shared = sa.select(sa.func.count()).where(model.phone == phone, model.active)
    return phone if phone and db.session.scalar(shared) == 1 else ""
