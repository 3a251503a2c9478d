"""How a learner wants to be told: an e-mail address that they confirm by a code sent to it, and whether reminders come by mail."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from core.accounts.service import Learner, learner_and_unit, true_now
from core.db import db
from core.decisions.channels import Answer, Letter
from core.decisions.values import say
from core.errors import BadInput, Refused, TooMany
from core.jobs import Progress, task
from core.notify.models import ContactChoice
from core.notify.reaching import channels_of, the_tenant
from core.tenancy.scope import current_tenant
from core.web.language import Reader
from core.web.site import composition

MAIL = "email"
"""The channel that confirms its addresses."""
VALID = timedelta(minutes=30)
BETWEEN = timedelta(minutes=1)
MOST_TRIES = 5
DIGITS = 6
CODE = re.compile(rf"[0-9]{{{DIGITS}}}", re.ASCII)
NO_MAIL = say("This platform sends no mail.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A learner's page of how they are told."""

    email: str
    confirmed: bool
    asked: bool
    """Whether a code has been sent to this address that can still be typed."""
    fault: str
    """Why the last code could not be sent; "" for nothing."""
    reminders: bool
    mails: bool
    """Whether the place sends mail at all."""


def told_by(learner: UUID) -> Told:
    """Return how a learner is told."""
    row, unit = learner_and_unit(learner)
    choice = _choice(learner)
    known = choice or ContactChoice(reminders=True, email="", asked_email="", fault="", asked_at=None)
    mails = any(name == MAIL for name, _ in channels_of(the_tenant().place(unit.area).notices))
    return Told(
        email=row.email,
        confirmed=bool(row.email) and known.email == row.email,
        asked=_open(known, row),
        fault=known.fault,
        reminders=known.reminders,
        mails=mails,
    )


def ask_code(learner: UUID) -> None:
    """Send a code to the learner's address, for them to type here, and commit.

    Raises Refused where the platform sends no mail or there is no address, TooMany within a minute of the last one.
    """
    row, at = learner_and_unit(learner)[0], true_now()
    if not told_by(learner).mails or not row.email:
        raise Refused(NO_MAIL, code="no_mail")
    choice = _kept(learner)
    if choice.asked_at is not None and at - choice.asked_at < BETWEEN:
        wait = int((BETWEEN - (at - choice.asked_at)).total_seconds()) + 1
        raise TooMany(say("A code has just been sent. Please wait a minute."), retry_after=wait)
    choice.asked_email, choice.nonce, choice.asked_at = row.email, secrets.token_hex(16), at
    choice.tries, choice.fault = 0, ""
    mail_code.enqueue(learner=str(learner))
    db.session.commit()


def confirm(learner: UUID, typed: str) -> None:
    """Take the address as the learner's own when the code is right, and commit; BadInput when it is not, or no longer."""
    choice, row = _kept(learner), learner_and_unit(learner)[0]
    if not _open(choice, row):
        fault = say("This code is no longer valid. Please have another one sent.")
        raise BadInput(fault, fields={"code": fault})
    choice.tries += 1
    code = typed.strip()
    right = CODE.fullmatch(code) is not None and hmac.compare_digest(code, code_of(choice))
    if right:
        choice.email, choice.nonce, choice.asked_email = choice.asked_email, "", ""
    db.session.commit()
    if not right:
        fault = say("This is not the code that was sent.")
        raise BadInput(fault, fields={"code": fault})


def choose(learner: UUID, *, reminders: bool) -> None:
    """Keep whether reminders and notices leave the inbox of the site, and commit."""
    _kept(learner).reminders = reminders
    db.session.commit()


def code_of(choice: ContactChoice) -> str:
    """Return the code that confirms the address: six digits made of the platform's secret, kept nowhere."""
    said = f"{current_tenant()}:{choice.learner}:{choice.asked_email}:{choice.nonce}".encode()
    digest = hmac.new(current_app.config["SECRET_KEY"].encode(), said, hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"


@task("notify.mail_code", attempts=3)
def mail_code(_progress: Progress, learner: str) -> None:
    """Send the code that a learner has asked for; a server that is out of reach is tried again soon."""
    row, unit = learner_and_unit(UUID(learner))
    choice = _kept(row.id)
    if not _open(choice, row):
        return
    place = the_tenant().place(unit.area)
    channel = dict(channels_of(place.notices)).get(MAIL)
    if channel is None:
        return
    letter = _letter(choice, Reader(place.languages[0], place.words, place.tzinfo))
    (answer,) = channel.deliver([letter], composition().channels.get(MAIL, {}))
    choice.fault = answer.why
    db.session.commit()
    _again_later(answer)


def _again_later(answer: Answer) -> None:
    if answer.outcome == "later":
        raise ConnectionError(answer.why)


def _letter(choice: ContactChoice, reader: Reader) -> Letter:
    place = the_tenant().place("")
    code = code_of(choice)
    text = say(
        "Your code is {code}. It confirms this address and holds for {time}. If you have asked for none, do nothing.",
        code=code,
        time=VALID,
    )
    return Letter(
        id=f"{choice.learner}.{choice.nonce}",
        to=choice.asked_email,
        sender=place.names.read(reader.locale),
        subject=reader.text(say("Code {code} confirms your e-mail address", code=code)),
        text=reader.text(text),
    )


def _open(choice: ContactChoice, learner: Learner) -> bool:
    if not choice.nonce or choice.asked_email != learner.email or choice.asked_at is None:
        return False
    return choice.tries < MOST_TRIES and true_now() - choice.asked_at < VALID


def _choice(learner: UUID) -> ContactChoice | None:
    query = sa.select(ContactChoice).where(ContactChoice.learner == learner)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _kept(learner: UUID) -> ContactChoice:
    row = _choice(learner)
    if row is None:
        row = ContactChoice(
            learner=learner,
            reminders=True,
            email="",
            asked_email="",
            nonce="",
            tries=0,
            fault="",
            asked_at=None,
        )
        db.session.add(row)
    return row
