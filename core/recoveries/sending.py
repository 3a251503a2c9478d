"""The letters of a recovery: the code for a new password, or the account number, to its owner's own contact."""

import hashlib
import hmac
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from core.accounts.service import Learner, masked, true_now
from core.db import db
from core.decisions.channels import Letter
from core.decisions.values import Text, say
from core.jobs import Progress, task
from core.notify.service import channels_of, the_tenant
from core.recoveries.finding import address_of
from core.recoveries.models import Recovery
from core.tenancy.scope import current_tenant
from core.web.language import Reader
from core.web.site import composition

VALID = timedelta(minutes=15)
DIGITS = 6
LATE = say("If you have asked for nothing, do nothing: without the code nobody changes anything.")


def code_of(row: Recovery) -> str:
    """Return the code of a recovery: six digits made of the platform's secret, kept nowhere."""
    said = f"recovery:{current_tenant()}:{row.id}:{row.nonce}".encode()
    digest = hmac.new(current_app.config["SECRET_KEY"].encode(), said, hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"


@task("recoveries.send", attempts=3)
def send_recovery(_progress: Progress, recovery: str) -> None:
    """Send what a recovery asks for; to nobody where there is no such account or contact."""
    query = sa.select(Recovery).where(Recovery.id == UUID(recovery))
    row = db.session.scalars(query).one_or_none()
    address = "" if row is None or true_now() - row.asked_at >= VALID else address_of(row)
    if row is None or not address:
        return
    place = the_tenant().place(row.area)
    channel = dict(channels_of(place.notices)).get(row.channel)
    if channel is None:
        return
    reader = Reader(place.languages[0], place.words, place.tzinfo)
    subject, text = _said(row)
    letter = Letter(
        id=f"recovery.{row.id}",
        to=address,
        sender=place.names.read(reader.locale),
        subject=reader.text(subject),
        text=reader.text(text),
    )
    (answer,) = channel.deliver([letter], composition().channels.get(row.channel, {}))
    if answer.outcome == "later":
        raise ConnectionError(answer.why)


def _said(row: Recovery) -> tuple[Text, Text]:
    """A text message carries the subject alone, so it says what matters."""
    if row.kind == "account":
        account = db.session.scalar(sa.select(Learner.account).where(Learner.id == row.learner)) or ""
        subject = say("Your account number is {account}", account=masked(account))
        return subject, say("You sign in with it. A resident ID number is shown by its ends alone.")
    code = code_of(row)
    return say("Code {code} for a new password, valid for {time}", code=code, time=VALID), LATE
