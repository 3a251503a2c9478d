"""What administrators do to learners' accounts: reset, unlock, deactivate, move. Each act leaves an audit entry."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import sqlalchemy as sa

from core.accounts import sessions
from core.accounts.models import Administrator, Learner, Unit
from core.accounts.roster import person_of
from core.accounts.rules import rules_of
from core.accounts.scope import Scope, everything, learner_in, scope_of, unit, unit_in
from core.accounts.tries import clear
from core.audit.service import SERVER, Actor, note
from core.db import db, now
from core.decisions.case import Case
from core.decisions.facts import Facts
from core.decisions.freezes import Change, may_change, may_transfer
from core.decisions.values import Text, Verdict, say
from core.errors import NotFound, Refused
from core.tenancy.announce import announce
from core.web.site import Site, Viewer


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, on which site, and whom they may act upon."""

    site: Site
    actor: Actor
    scope: Scope


def acting(site: Site, viewer: Viewer) -> Acting:
    """Return an administrator as one who acts upon the learners they see."""
    actor = Actor(viewer.administrator_id or viewer.id, viewer.name)
    return Acting(site, actor, scope_of(viewer))


def server_acting(site: Site) -> Acting:
    """Return a command on the server as one who acts upon everybody in the tenant."""
    return Acting(site, SERVER, everything())


def reset_password(by: Acting, learner: UUID) -> None:
    """Put the shared password back, end the learner's sign-ins and any lock, and commit."""
    row = learner_in(by.scope, learner)
    row.password_hash = None
    row.must_change = row.was_reset = True
    clear(row)
    sessions.end_all(learner=row.id)
    note(by.actor, "reset_password", str(row.id))
    db.session.commit()
    announce("account.reset", row.id)


def unlock(by: Acting, learner: UUID) -> None:
    """Lift the lock and the delay that wrong passwords led to, and commit."""
    row = learner_in(by.scope, learner)
    clear(row)
    note(by.actor, "unlock", str(row.id))
    db.session.commit()
    announce("account.unlocked", row.id)


def reset_administrator(by: Acting, administrator: UUID) -> None:
    """Put the shared password back for an administrator of the scope's units, and commit."""
    query = sa.select(Administrator).where(Administrator.id == administrator)
    row = db.session.scalars(query).one_or_none()
    if row is None or row.unit not in by.scope.units or row.id == by.actor.id:
        raise NotFound(say("There is no such administrator here."))
    row.password_hash = None
    row.must_change = row.was_reset = True
    clear(row)
    sessions.end_all(administrator=row.id)
    note(by.actor, "reset_password", str(row.id))
    db.session.commit()


def deactivate(by: Acting, learner: UUID, reason: str, facts: Facts | None = None) -> None:
    """Deactivate a leaver, end their sign-ins, and commit; raises Refused inside a freeze of deactivations."""
    row = learner_in(by.scope, learner)
    _refuse_frozen(
        _frozen(by.site, row, "deactivation", facts), say("Learners cannot be deactivated at present.")
    )
    row.active = False
    sessions.end_all(learner=row.id)
    note(by.actor, "deactivate", str(row.id), reason)
    db.session.commit()
    announce("learner.deactivated", row.id, by.site.year)


def reactivate(by: Acting, learner: UUID, reason: str) -> None:
    """Activate a learner again, and commit."""
    row = learner_in(by.scope, learner)
    row.active = True
    note(by.actor, "reactivate", str(row.id), reason)
    db.session.commit()
    announce("learner.reactivated", row.id, by.site.year)


def transfer_verdict(
    site: Site,
    learner: Learner,
    by: Literal["receiving", "sending"] = "receiving",
    facts: Facts | None = None,
) -> Verdict:
    """Return whether the learner may be moved to another unit now, asked for by this side's administrator."""
    return may_transfer(_case(site, learner, facts), by)


def transfer(by: Acting, learner: UUID, to_unit: str, facts: Facts | None = None, reason: str = "") -> None:
    """Move a learner to a unit and commit.

    The acting administrator must see one of the two units: the receiving one, or both. Raises Refused with the
    verdict inside a freeze of transfers (the tenant's rules say when and why), NotFound for what they do not see.
    """
    row = _found(learner)
    receiving = to_unit in by.scope.units
    if row.unit not in by.scope.units and not receiving:
        raise NotFound(say("There is no such learner here."))
    target = unit_in(by.scope, to_unit) if receiving else unit(to_unit)
    if target.closed_on is not None:
        raise Refused(say("{unit} is closed.", unit=target.name), code="closed")
    verdict = transfer_verdict(by.site, row, "receiving" if receiving else "sending", facts)
    _refuse_frozen(verdict, say("This learner cannot be moved to another unit at present."))
    post_to(by, row, target, reason)


def post_to(by: Acting, row: Learner, target: Unit, reason: str) -> None:
    """Post a learner to a unit from now on, and commit; that it may be was asked before."""
    left, row.unit = row.unit, target.code
    note(by.actor, "transfer", str(row.id), reason, **{"from": left, "to": target.code})
    db.session.commit()
    announce("learner.transferred", row.id, by.site.year)


def _found(learner: UUID) -> Learner:
    row = db.session.scalars(sa.select(Learner).where(Learner.id == learner)).one_or_none()
    if row is None:
        raise NotFound(say("There is no such learner here."))
    return row


def _case(site: Site, learner: Learner, facts: Facts | None) -> Case:
    home = unit(learner.unit)
    known = facts or Facts(person=person_of(learner, home))
    return Case(rules=rules_of(site, home.area), facts=known, at=now(), zone=site.zone)


def _frozen(site: Site, learner: Learner, what: Change, facts: Facts | None) -> Verdict:
    return may_change(_case(site, learner, facts), what)


def _refuse_frozen(verdict: Verdict, text: Text) -> None:
    if not verdict.met:
        raise Refused(text, verdict, code="frozen")
