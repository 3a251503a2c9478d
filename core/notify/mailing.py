"""Mails to addresses of nobody's account: written in the act's own transaction, sent by the worker, tried again when a server is out of reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import true_now
from core.db import db
from core.decisions.channels import Answer, Channel, Enclosure, Letter, next_try
from core.decisions.stored import restore_text, store_text
from core.decisions.values import Text, say
from core.files.service import file_of, open_file
from core.jobs import Progress, task
from core.notify.models import Mail
from core.notify.reaching import channels_of, the_tenant
from core.notify.sending import QUEUED
from core.tenancy.place import Place
from core.tenancy.scope import current_tenant
from core.web.language import Reader
from core.web.site import composition

MAIL = "email"
LEASE = timedelta(minutes=10)
"""For so long nobody else tries what a worker has taken up."""
NO_MAIL = Answer("later", "no_server")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailDraft:
    """A mail to be: to which address, about what, in the name of which area's site, and what is attached."""

    about: str
    address: str
    title: Text
    body: Sequence[Text]
    area: str = ""
    link: str = ""
    file: UUID | None = None


def write_mail(draft: MailDraft) -> UUID:
    """Enter a mail and queue its sending, in the caller's transaction; returns its number."""
    row = Mail(
        about=draft.about,
        address=draft.address,
        area=draft.area,
        title=store_text(draft.title),
        body=[store_text(one) for one in draft.body],
        link=draft.link,
        file=draft.file,
    )
    db.session.add(row)
    db.session.flush()
    send_mails.enqueue()
    return row.id


def mails_about(about: str) -> Sequence[Mail]:
    """Return the mails about something, the newest first."""
    return db.session.scalars(sa.select(Mail).where(Mail.about == about).order_by(Mail.created.desc())).all()


@task("notify.send_mails", attempts=3)
def send_mails(_progress: Progress) -> None:
    """Send the scope's mails that are due, each one's fate committed; what is to be tried again is queued for then."""
    while (row := _take()) is not None:
        _note(row, _sent(row))
    waiting = sa.select(sa.func.min(Mail.due)).where(Mail.state == "waiting")
    again = db.session.scalar(waiting)
    known = {"task": send_mails.name, "tenant": current_tenant(), "by": again}
    if again is not None and not db.session.execute(QUEUED, known).scalar():
        send_mails.enqueue_at(again)
        db.session.commit()


def _take() -> Mail | None:
    """Take up the mail that is due first, so that no other worker does; kept before it is sent."""
    at = true_now()
    due = sa.select(Mail).where(Mail.state == "waiting", Mail.due <= at).order_by(Mail.due).limit(1)
    row = db.session.scalars(due.with_for_update(skip_locked=True)).one_or_none()
    if row is not None:
        row.due, row.tries = at + LEASE, row.tries + 1
    db.session.commit()
    return row


def _sent(row: Mail) -> Answer:
    place = the_tenant().place(row.area)
    channel = dict(channels_of(place.notices)).get(MAIL)
    if channel is None:
        return NO_MAIL
    return _carried(channel, _letter(row, place))


def _carried(channel: Channel, letter: Letter) -> Answer:
    (answer,) = channel.deliver([letter], composition().channels.get(MAIL, {}))
    return answer


def _letter(row: Mail, place: Place) -> Letter:
    reader = Reader(place.languages[0], place.words, place.tzinfo)
    said = [reader.text(restore_text(one)) for one in (row.title, *row.body)]
    address = composition().site_address(place)
    if row.link and address:
        said.append(reader.text(say("Read on at {address}", address=f"{address}{row.link}")))
    return Letter(
        id=str(row.id),
        to=row.address,
        sender=place.names.read(reader.locale),
        subject=said[0],
        text="\n\n".join(said[1:]),
        enclosed=() if row.file is None else (_enclosed(row.file),),
    )


def _enclosed(file: UUID) -> Enclosure:
    kept = file_of(file)
    with open_file(kept) as stream:
        return Enclosure(name=kept.name, media_type=kept.media_type, content=stream.read())


def _note(row: Mail, answer: Answer) -> None:
    at: datetime = true_now()
    again = next_try(row.tries, at) if answer.outcome == "later" else None
    if answer.outcome == "sent":
        row.state = "sent"
    elif again is None:
        row.state = "failed"
    else:
        row.due = again
    row.fault, row.changed = answer.why, at
    db.session.commit()
