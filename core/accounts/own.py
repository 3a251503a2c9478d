"""What people do to their own account: a new password, contact details, signing out, looking at their own study."""

import re
from uuid import UUID

import sqlalchemy as sa

from core.accounts import sessions
from core.accounts.hashing import hash_password, matches
from core.accounts.models import Administrator, Learner
from core.accounts.rules import rules_of
from core.accounts.signing_in import Person
from core.accounts.tries import clear, count_failure, refuse_early, true_now
from core.db import db
from core.decisions.accounts import Accounts
from core.decisions.passwords import check_password
from core.decisions.values import Text, Verdict, say
from core.errors import BadInput, NotFound, Refused
from core.tenancy.announce import announce
from core.web.site import Site, Viewer

PHONE = re.compile(r"1[3-9][0-9]{9}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def person_behind(viewer: Viewer) -> Person:
    """Return the row of whoever looks; NotFound when it is gone."""
    query: sa.Select[tuple[Learner]] | sa.Select[tuple[Administrator]]
    if viewer.is_learner:
        query = sa.select(Learner).where(Learner.id == viewer.id)
    else:
        query = sa.select(Administrator).where(Administrator.id == viewer.id)
    row: Person | None = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound(say("There is no such account here."))
    return row


def password_verdict(site: Site, viewer: Viewer, password: str) -> Verdict:
    """Return whether the viewer may choose this password, with each demand of the policy."""
    rules = rules_of(site, viewer.area).accounts
    return check_password(rules.password, password, rules.initial)


def change_password(site: Site, viewer: Viewer, old: str, new: str, client: str = "") -> str:
    """Set the viewer's password, end their other sign-ins, commit, and return a fresh token.

    The old one is asked only where the viewer has one of their own and is not made to change it.
    Raises BadInput with the faulty field, TooMany after wrong tries as signing in does.
    """
    person = person_behind(viewer)
    if person.password_hash is not None and not person.must_change:
        _check_old(site, viewer, person, old)
    _check_new(site, viewer, person, new)
    person.password_hash = hash_password(new)
    person.must_change = person.was_reset = False
    clear(person)
    token = _rotate(site, viewer, client)
    db.session.commit()
    announce("account.password_changed", viewer.learner_id if viewer.is_learner else None)
    return token


def check_new_password(accounts: Accounts, new: str, person: Person | None) -> None:
    """Raise BadInput for a password that the rules do not allow, or that is a person's own account or phone."""
    verdict = check_password(accounts.password, new, accounts.initial)
    if not verdict.met or (person is not None and new in {person.account, person.phone}):
        fault = say("This password does not keep the rules below.")
        raise BadInput(fault, fields={"new": fault}, verdict=verdict)


def set_password(person: Person, new: str) -> None:
    """Give somebody a new password in the caller's transaction; every sign-in of theirs ends, and a lock with them."""
    person.password_hash = hash_password(new)
    person.must_change = person.was_reset = False
    clear(person)
    if isinstance(person, Learner):
        sessions.end_all(learner=person.id)
    else:
        sessions.end_all(administrator=person.id)


def _check_old(site: Site, viewer: Viewer, person: Person, old: str) -> None:
    """Let nobody who has found a screen unlocked guess on: wrong tries count as they do at signing in."""
    db.session.refresh(person, with_for_update=True)
    at = true_now()
    refuse_early(person, at)
    if not matches(person.password_hash, old):
        count_failure(person, rules_of(site, viewer.area).accounts.lock, at)
        db.session.commit()
        fault = say("The password in use is not right.")
        raise BadInput(fault, fields={"old": fault})


def _check_new(site: Site, viewer: Viewer, person: Person, new: str) -> None:
    verdict = password_verdict(site, viewer, new)
    if not verdict.met:
        fault = say("This password does not keep the rules below.")
        raise BadInput(fault, fields={"new": fault}, verdict=verdict)
    if new in {person.account, person.phone} or matches(person.password_hash, new):
        fault = say("Please choose a password that is not your account, your phone or the one in use.")
        raise BadInput(fault, fields={"new": fault})


def _rotate(site: Site, viewer: Viewer, client: str) -> str:
    if viewer.is_learner:
        sessions.end_all(learner=viewer.learner_id)
        return sessions.begin(site, viewer.learner_id, viewer.administrator_id, client)
    sessions.end_all(administrator=viewer.administrator_id)
    return sessions.begin(site, None, viewer.administrator_id, client)


def bind_contacts(viewer: Viewer, phone: str, email: str, *, required: bool) -> None:
    """Keep the learner's phone and e-mail and commit; raises BadInput naming the faulty fields."""
    faults = contact_faults(phone.strip(), email.strip(), required=required)
    if faults:
        raise BadInput(say("Please check the details below."), fields=faults)
    learner = person_behind(viewer)
    if not isinstance(learner, Learner):
        raise NotFound(say("There is no such account here."))
    learner.phone = phone.strip() or learner.phone
    learner.email = email.strip() or learner.email
    learner.contacts_done = True
    db.session.commit()


def contact_faults(phone: str, email: str, *, required: bool) -> dict[str, Text]:
    """Return what is wrong with contact details, by field."""
    faults: dict[str, Text] = {}
    if (phone or required) and not PHONE.fullmatch(phone):
        faults["phone"] = say("Please give a mobile phone number of 11 digits.")
    if email and not EMAIL.fullmatch(email):
        faults["email"] = say("Please give an e-mail address such as name@example.cn.")
    return faults


def after_password(site: Site, viewer: Viewer) -> str:
    """Return where to go once the password is changed: to the contact details where they were never asked, else home."""
    if not viewer.is_learner:
        return "/admin"
    person = person_behind(viewer)
    asked = rules_of(site, viewer.area).accounts.contacts != "none"
    return "/contacts" if isinstance(person, Learner) and asked and not person.contacts_done else "/"


def skip_contacts(viewer: Viewer) -> None:
    """Remember that the learner was asked and would rather not, and commit."""
    learner = person_behind(viewer)
    if isinstance(learner, Learner):
        learner.contacts_done = True
        db.session.commit()


def sign_out(token: str) -> None:
    """End this sign-in and commit."""
    sessions.end(token)
    db.session.commit()


def look_at_own_study(site: Site, viewer: Viewer, token: str, client: str = "") -> str:
    """Let an administrator who is also a learner look as the learner; commits, returns the new token.

    Raises NotFound where the administrator is no learner, Refused where that learner is deactivated.
    """
    learner = _linked(viewer)
    if not learner.active:
        raise Refused(say("Your learner account has been deactivated."), code="deactivated")
    return _switch(site, token, learner.id, viewer.administrator_id, client)


def look_as_administrator(site: Site, viewer: Viewer, token: str, client: str = "") -> str:
    """Let an administrator leave their own study and go back to work; commits, returns the new token."""
    if viewer.administrator_id is None:
        raise NotFound(say("There is nothing at this address."))
    return _switch(site, token, None, viewer.administrator_id, client)


def _linked(viewer: Viewer) -> Learner:
    query = sa.select(Learner).where(Learner.id == viewer.learner_id)
    learner = db.session.scalars(query).one_or_none()
    if learner is None or not viewer.is_administrator:
        raise NotFound(say("There is nothing at this address."))
    return learner


def _switch(site: Site, token: str, learner: UUID | None, administrator: UUID | None, client: str) -> str:
    sessions.end(token)
    fresh = sessions.begin(site, learner, administrator, client)
    db.session.commit()
    return fresh
