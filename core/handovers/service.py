"""Handing a unit over: proposing, taking back, accepting, declining; the only code that commits is behind these names.

Whoever hands over keeps everything until the successor has accepted; then, in one transaction, the new account is there and
the old one ends, unless it was to stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from secrets import choice
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.accounts import sessions
from core.accounts.hashing import hash_password
from core.accounts.models import Administrator, Learner, Unit
from core.accounts.rules import rules_of
from core.accounts.service import Acting, stored_account
from core.accounts.tries import true_now
from core.audit.service import Actor, note
from core.db import db, now
from core.decisions.passwords import check_password
from core.decisions.values import Text, say
from core.errors import BadInput, NotFound, Refused
from core.handovers.models import Handover
from core.notify.service import Draft, post
from core.web.roles import Role, duties_of
from core.web.site import Site

STANDS = timedelta(days=14)
"""How long an offer stands."""
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What a code is made of; nothing in it is read for something else."""
LONGEST = 300
LISTED = 100
NO_HANDOVER = say("There is no such handover here.")
NEEDED = say("This is needed.")


@dataclass(frozen=True, slots=True)
class Giver:
    """Who hands over, or lets somebody else do so: an administrator with the roles that theirs appoints."""

    acting: Acting
    role: Role

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self.acting.actor

    @property
    def units(self) -> frozenset[str]:
        """The units that they see."""
        return self.acting.scope.units

    def gives(self, row: Administrator) -> bool:
        """Tell whether an administrator's unit is theirs to hand over: their own, or of a role that they appoint."""
        appointed = row.unit in self.units and row.role in duties_of(self.role).appoints
        return row.id == self.actor.id or appointed


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a form proposes: a learner by account number, or somebody new by name and the account they will have."""

    learner: str = ""
    name: str = ""
    account: str = ""
    phone: str = ""
    stays: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A handover just proposed; ``code`` is shown this once, for somebody new to bring."""

    row: Handover
    code: str = ""


def administrators_in(by: Giver, search: str = "") -> Sequence[tuple[Administrator, Unit]]:
    """Return the administrators of the units that somebody sees, also those whose accounts have ended."""
    in_unit = sa.and_(Unit.tenant == Administrator.tenant, Unit.code == Administrator.unit)
    query = sa.select(Administrator, Unit).join(Unit, in_unit)
    query = query.where(Administrator.unit.in_(by.units), Administrator.role.in_(duties_of(by.role).appoints))
    typed = search.strip()
    if typed:
        query = query.where(
            sa.or_(
                Administrator.name.contains(typed, autoescape=True),
                Administrator.account.startswith(typed, autoescape=True),
                Unit.name.contains(typed, autoescape=True),
            )
        )
    return db.session.execute(query.order_by(Unit.code, Administrator.account).limit(LISTED)).tuples().all()


def handovers_in(by: Giver) -> Sequence[tuple[Handover, Unit]]:
    """Return the handovers of the units that somebody sees, newest first."""
    in_unit = sa.and_(Unit.tenant == Handover.tenant, Unit.code == Handover.unit)
    query = sa.select(Handover, Unit).join(Unit, in_unit).where(Handover.unit.in_(by.units))
    return db.session.execute(query.order_by(Handover.proposed_at.desc()).limit(LISTED)).tuples().all()


def administrator_in(by: Giver, administrator: UUID) -> Administrator:
    """Return who hands over: oneself, or an administrator of one's units; NotFound for everybody else."""
    query = sa.select(Administrator).where(Administrator.id == administrator)
    row = db.session.scalars(query).one_or_none()
    if row is None or not by.gives(row):
        raise NotFound(say("There is no such administrator here."))
    return row


def propose(by: Giver, administrator: UUID, offer: Offer) -> Proposed:
    """Offer an administrator's unit to a successor, tell them, and commit.

    For somebody else than oneself a reason is required. BadInput names the field that is not right; Refused while
    another offer stands.
    """
    old = administrator_in(by, administrator)
    if old.id != by.actor.id and not offer.reason.strip():
        raise BadInput(say("Please give a reason."), fields={"reason": say("Please give a reason.")})
    _refuse_second(old)
    learner = _learner(by, offer.learner) if offer.learner.strip() else None
    account, code = _account(offer, learner), "" if learner else _code()
    row = Handover(
        id=uuid4(),
        administrator=old.id,
        unit=old.unit,
        learner=learner.id if learner else None,
        code_hash=_hash(code) if code else None,
        name=learner.name if learner else offer.name.strip()[:40],
        account=account,
        phone=learner.phone if learner else offer.phone.strip()[:20],
        stays=offer.stays,
        reason=offer.reason.strip()[:LONGEST],
        proposed_at=now(),
        proposed_by=by.actor.id,
        proposed_by_name=by.actor.name,
        expires=true_now() + STANDS,
    )
    db.session.add(row)
    note(by.actor, "handover_propose", str(old.id), row.reason, to=row.name, unit=row.unit)
    db.session.commit()
    if learner is not None:
        _tell(
            row,
            learner=learner.id,
            title=say("You are to look after a unit: {name} offers it to you", name=old.name),
        )
    elif old.id != by.actor.id:
        _tell(row, administrator=old.id, title=say("Your unit is to be handed over to {name}", name=row.name))
    return Proposed(row, code)


def take_back(by: Giver, number: UUID) -> None:
    """Take an offer back before it is accepted, and commit; whoever may propose it may take it back."""
    row = _open(number)
    administrator_in(by, row.administrator)
    _close(row, "withdrawn")
    note(by.actor, "handover_withdraw", str(row.administrator), to=row.name)
    db.session.commit()


def offered_to(learner: UUID) -> Handover | None:
    """Return the offer that stands for a learner, if there is one."""
    query = sa.select(Handover).where(
        Handover.learner == learner, Handover.state == "proposed", Handover.expires > true_now()
    )
    return db.session.scalars(query.order_by(Handover.proposed_at.desc()).limit(1)).first()


def offered_by_code(code: str) -> Handover:
    """Return the offer that a code stands for; NotFound for every other."""
    query = sa.select(Handover).where(Handover.code_hash == _hash(code), Handover.state == "proposed")
    row = db.session.scalars(query.with_for_update()).one_or_none()
    if row is None or row.expires <= true_now():
        raise NotFound(say("This code is not known, has been used, or has run out."))
    return row


def unit_of(row: Handover) -> Unit:
    """Return the unit that is handed over."""
    return db.session.scalars(sa.select(Unit).where(Unit.code == row.unit)).one()


def accept_as_learner(learner: UUID, number: UUID) -> Administrator:
    """Take over as a learner, with the password that one has, and commit; NotFound for an offer to somebody else."""
    row = _open(number)
    person = db.session.scalars(sa.select(Learner).where(Learner.id == learner)).one()
    if row.learner != learner or row.expires <= true_now():
        raise NotFound(NO_HANDOVER)
    if person.password_hash is None:
        raise Refused(say("Please choose a password of your own first."), code="no_password")
    return _taken(row, Actor(learner, person.name), person.password_hash, learner)


def accept_with_code(site: Site, code: str, name: str, password: str) -> Administrator:
    """Take over as somebody new, who brings the code and chooses a password, and commit.

    BadInput where the name is not the one that was proposed, or the password does not keep the rules.
    """
    row = offered_by_code(code)
    if "".join(name.split()) != "".join(row.name.split()):
        fault = say("This is not the name that was proposed.")
        raise BadInput(fault, fields={"name": fault})
    rules = rules_of(site, unit_of(row).area).accounts
    verdict = check_password(rules.password, password, rules.initial)
    if not verdict.met:
        fault = say("This password does not keep the rules below.")
        raise BadInput(fault, fields={"password": fault}, verdict=verdict)
    return _taken(row, Actor(row.id, row.name), hash_password(password), None)


def decline(learner: UUID, number: UUID) -> None:
    """Turn an offer down as the learner whom it is made to, and commit."""
    row = _open(number)
    if row.learner != learner:
        raise NotFound(NO_HANDOVER)
    _close(row, "declined")
    note(Actor(learner, row.name), "handover_decline", str(row.administrator))
    db.session.commit()
    _tell(row, administrator=row.proposed_by, title=say("{name} does not take the unit over", name=row.name))


def _taken(row: Handover, by: Actor, password: str, learner: UUID | None) -> Administrator:
    """The new account, the end of the old one and the note of it are one."""
    old = db.session.scalars(sa.select(Administrator).where(Administrator.id == row.administrator)).one()
    _refuse_taken(row.account)
    new = Administrator(
        id=uuid4(),
        account=row.account,
        name=row.name,
        role=old.role,
        unit=old.unit,
        phone=row.phone,
        shared_contact=old.shared_contact,
        learner=learner,
        password_hash=password,
        must_change=False,
    )
    db.session.add(new)
    if not row.stays:
        old.active = False
        sessions.end_all(administrator=old.id)
    _close(row, "accepted")
    row.successor = new.id
    note(by, "handover_accept", str(old.id), row.reason, to=row.name, account=row.account, unit=row.unit)
    db.session.commit()
    _tell(row, administrator=row.proposed_by, title=say("{name} has taken the unit over", name=row.name))
    return new


def _open(number: UUID) -> Handover:
    query = sa.select(Handover).where(Handover.id == number).with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(NO_HANDOVER)
    if row.state != "proposed":
        raise Refused(say("This handover is over already."), code="handover_over")
    return row


def _close(row: Handover, state: str) -> None:
    row.state, row.closed_at = state, now()


def _refuse_second(old: Administrator) -> None:
    query = sa.select(Handover).where(Handover.administrator == old.id, Handover.state == "proposed")
    row = db.session.scalars(query.with_for_update()).one_or_none()
    if row is not None and row.expires <= true_now():
        _close(row, "withdrawn")
        db.session.flush()
    elif row is not None:
        raise Refused(say("An offer to {name} stands; take it back first.", name=row.name), code="offered")


def _learner(by: Giver, account: str) -> Learner:
    query = sa.select(Learner).where(Learner.account == stored_account(account), Learner.active)
    row = db.session.scalars(query).one_or_none()
    if row is None or row.unit not in by.units:
        fault = say("There is no such learner here.")
        raise BadInput(fault, fields={"learner": fault})
    return row


def _account(offer: Offer, learner: Learner | None) -> str:
    """A learner signs in as an administrator with their own number, unless the form names another account."""
    if learner is None and not offer.name.strip():
        raise BadInput(NEEDED, fields={"name": NEEDED})
    account = stored_account(offer.account or (learner.account if learner else ""))
    if not account:
        raise BadInput(NEEDED, fields={"account": NEEDED})
    _refuse_taken(account)
    return account[:40]


def _refuse_taken(account: str) -> None:
    if db.session.scalar(sa.select(Administrator.id).where(Administrator.account == account)):
        fault = say("There is already an administrator with the account {account}.", account=account)
        raise BadInput(fault, fields={"account": fault})


def _code() -> str:
    return "-".join("".join(choice(SIGNS) for _ in range(4)) for _ in range(4))


def _hash(code: str) -> bytes:
    return sha256("".join(sign for sign in code.upper() if sign in SIGNS).encode()).digest()


def _tell(
    row: Handover, title: Text, *, learner: UUID | None = None, administrator: UUID | None = None
) -> None:
    link = "/handover" if learner else "/admin/handovers"
    body = (say("Unit: {unit}", unit=unit_of(row).name),)
    post(
        [
            Draft(
                kind="account",
                learner=learner,
                administrator=administrator,
                title=title,
                body=body,
                link=link,
            )
        ]
    )
