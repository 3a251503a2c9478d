"""Recovering by oneself: a code to one's own contact, typed within a quarter of an hour, sets a new password.

Known and unknown accounts are answered alike, with the same rows and the same jobs.
"""

import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import (
    Administrator,
    Learner,
    Limit,
    administrator_called,
    check_new_password,
    learner_called,
    rules_of,
    set_password,
    take,
    true_now,
    unit,
)
from core.audit.service import Actor, note
from core.db import db
from core.decisions.values import Text, say
from core.errors import BadInput, Refused
from core.notify.service import Draft, channels_of, post
from core.recoveries.finding import CHANNELS, MAIL, TEXT, owners_of
from core.recoveries.models import Recovery
from core.recoveries.sending import DIGITS, VALID, code_of, send_recovery
from core.tenancy.announce import announce
from core.web.site import Site

MOST_TRIES = 5
CODE = re.compile(rf"[0-9]{{{DIGITS}}}", re.ASCII)
OF_ADDRESS = Limit("recover", 60, timedelta(hours=1))
OF_NAME = Limit("recover_name", 5, timedelta(hours=1))
MOST_ACCOUNTS = 5
"""Accounts of one contact that are told."""


def ways(site: Site, *, administrators: bool) -> Sequence[str]:
    """Return by which channels a code can come here; administrators have a phone alone."""
    place = site.the_tenant.place(site.area)
    found = [name for name, _ in channels_of(place.notices) if name in CHANNELS]
    return [name for name in found if name == TEXT or not administrators]


def ask_for_password(site: Site, typed: str, channel: str, *, administrator: bool) -> UUID:
    """Have a code sent to the contact of an account, if both exist, and commit; returns what the code is typed for.

    Refused where the platform does not send by this channel, TooMany too many from one address or for one name.
    """
    _check_way(site, channel, administrator=administrator)
    take(OF_ADDRESS)
    take(OF_NAME, f"{administrator}:{site.area}:{typed}")
    row = Recovery(
        kind="password", channel=channel, area=site.area, nonce=secrets.token_hex(16), asked_at=true_now()
    )
    if administrator:
        row.administrator = _id_of(administrator_called(site, typed))
    else:
        row.learner = _id_of(learner_called(site, typed))
    return _begin([row])


def ask_for_account(site: Site, contact: str) -> None:
    """Have the account numbers of a contact sent to that contact itself, if there are any, and commit; raises as above."""
    plain = "".join(contact.split())
    channel = MAIL if "@" in plain else TEXT
    _check_way(site, channel, administrator=False)
    take(OF_ADDRESS)
    take(OF_NAME, f"contact:{site.area}:{plain}")
    owners: list[UUID | None] = list(owners_of(site, plain)[:MOST_ACCOUNTS])
    at = true_now()
    _begin(
        [
            Recovery(kind="account", channel=channel, area=site.area, nonce="", learner=one, asked_at=at)
            for one in owners or [None]
        ]
    )


def set_new_password(site: Site, recovery: UUID, typed: str, new: str) -> None:
    """Set the password of whoever typed the right code, end their sign-ins, tell them, and commit.

    BadInput names the field: a password that the rules do not allow, a code that is wrong or no longer valid.
    """
    row = _locked(recovery)
    person = None if row is None else _person(row)
    check_new_password(rules_of(site).accounts, new, None)
    if row is None or not _open(row):
        raise _wrong(say("This code is no longer valid. Please have another one sent."))
    row.tries += 1
    code = typed.strip()
    right = person is not None and CODE.fullmatch(code) is not None
    if not (hmac.compare_digest(code.encode(), code_of(row).encode()) and right) or person is None:
        db.session.commit()
        raise _wrong(say("This is not the code that was sent."))
    check_new_password(rules_of(site, unit(person.unit).area).accounts, new, person)
    row.nonce = ""
    set_password(person, new)
    note(Actor(person.id, person.name), "password_recovered", str(person.id))
    db.session.commit()
    _tell(person)


def _begin(rows: Sequence[Recovery]) -> UUID:
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        send_recovery.enqueue(recovery=str(row.id))
    db.session.commit()
    return rows[0].id


def _check_way(site: Site, channel: str, *, administrator: bool) -> None:
    if channel not in ways(site, administrators=administrator):
        text = say("This platform does not send codes this way; your administrator can help.")
        raise Refused(text, code="no_way")


def _id_of(person: Learner | Administrator | None) -> UUID | None:
    return None if person is None else person.id


def _open(row: Recovery) -> bool:
    fresh = true_now() - row.asked_at < VALID
    return bool(row.nonce) and row.kind == "password" and row.tries < MOST_TRIES and fresh


def _locked(recovery: UUID) -> Recovery | None:
    query = sa.select(Recovery).where(Recovery.id == recovery).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _person(row: Recovery) -> Learner | Administrator | None:
    if row.administrator is not None:
        found: Learner | Administrator | None = db.session.scalars(
            sa.select(Administrator).where(Administrator.id == row.administrator, Administrator.active)
        ).one_or_none()
        return found
    return db.session.scalars(
        sa.select(Learner).where(Learner.id == row.learner, Learner.active)
    ).one_or_none()


def _wrong(text: Text) -> BadInput:
    return BadInput(text, fields={"code": text})


def _tell(person: Learner | Administrator) -> None:
    if isinstance(person, Learner):
        announce("account.recovered", person.id)
        return
    title = say("Your password has been set anew")
    body = say(
        "Somebody with your phone has recovered it. If that was not you, tell the office above yours at once."
    )
    post([Draft(kind="account", administrator=person.id, title=title, body=(body,), link="/account")])
