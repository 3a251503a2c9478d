"""Sending what waits: so many an hour, never in quiet hours, again after a wait when it was not taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
import structlog

from core.accounts.service import true_now
from core.db import db
from core.decisions.channels import Answer, Channel, Letter, next_try, quiet_until
from core.decisions.stored import restore_text
from core.decisions.values import say
from core.jobs import Progress, task
from core.notify.models import Delivery, Message
from core.notify.reaching import Reached, channels_of, reached_by, the_tenant
from core.tenancy.place import Place
from core.tenancy.scope import current_tenant
from core.web.language import Reader
from core.web.site import composition

log = structlog.get_logger(__name__)
AT_ONCE = 50
"""Letters of one conversation."""
LEASE = timedelta(minutes=10)
"""For so long nobody else tries what a worker has taken up; should it die, somebody does afterwards."""
ONE_HOUR = timedelta(hours=1)
GONE = Answer("never", "no_address")
BROKEN = Answer("later", "channel_failed")


@dataclass(frozen=True, slots=True)
class Route:
    """A channel of the tenant with the settings of the place that has it; areas may differ in hours, not in channels' names."""

    name: str
    channel: Channel
    place: Place


QUEUED = sa.text(
    "SELECT EXISTS (SELECT FROM job_progress p JOIN procrastinate_jobs j ON j.id = p.job_number"
    " WHERE p.tenant = :tenant AND p.task = :task AND j.status = 'todo'"
    " AND coalesce(j.scheduled_at, now()) <= CAST(:by AS timestamptz) + interval '1 minute')"
)
"""Whether another run begins in time anyway; it looks for itself when to go on."""


@task("notify.deliver", attempts=3)
def deliver(_progress: Progress) -> None:
    """Send what is due in the scope's tenant; what waits for an hour or a further try is queued for then."""
    again = send_due()
    known = {"task": deliver.name, "tenant": current_tenant(), "by": again}
    if again is not None and not db.session.execute(QUEUED, known).scalar():
        deliver.enqueue_at(again)
        db.session.commit()


def send_due() -> datetime | None:
    """Send what is due through every channel of the scope's tenant, each letter's fate committed; returns when to go on."""
    again = [moment for route in _routes() if (moment := _send_through(route)) is not None]
    return min(again, default=None)


def _routes() -> Iterator[Route]:
    """The province's own settings hold for all of its areas' mail: one sender, one rate, one night."""
    seen: set[str] = set()
    for place in the_tenant().places.values():
        for name, channel in channels_of(place.notices):
            if name not in seen:
                seen.add(name)
                yield Route(name, channel, the_tenant().place(""))


def _send_through(route: Route) -> datetime | None:
    while True:
        at = true_now()
        quiet = quiet_until(route.place.notices.quiet, at, route.place.tzinfo)
        if quiet is not None:
            return quiet if _waits(route.name) else None
        allowed = route.place.notices.hourly(route.name) - _sent_since(route.name, at - ONE_HOUR)
        if allowed <= 0:
            return at + ONE_HOUR / 4 if _waits(route.name) else None
        taken = _take(route.name, at, min(allowed, AT_ONCE))
        if not taken:
            return _next_due(route.name)
        _carry(route, taken)


def _take(channel: str, at: datetime, most: int) -> list[UUID]:
    """Take up what is due, so that no other worker does; kept before anything is sent."""
    due = (
        sa.select(Delivery.message)
        .where(Delivery.channel == channel, Delivery.state == "waiting", Delivery.due <= at)
        .order_by(Delivery.due)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = list(db.session.scalars(due))
    mine = sa.and_(Delivery.message.in_(taken), Delivery.channel == channel)
    change = sa.update(Delivery).where(mine).values(due=at + LEASE, tries=Delivery.tries + 1)
    if taken:
        db.session.execute(change.execution_options(synchronize_session=False))
    db.session.commit()
    return taken


def _carry(route: Route, taken: Sequence[UUID]) -> None:
    rows = _rows(route.name, taken)
    reached = reached_by({message.learner for message, _ in rows if message.learner})
    ready, letters = [], []
    for message, delivery in rows:
        letter = _letter(route, message, reached.get(message.learner) if message.learner else None)
        if letter is None:
            _note(delivery, GONE)
        else:
            ready.append(delivery)
            letters.append(letter)
    for delivery, answer in zip(ready, _answers(route, letters), strict=True):
        _note(delivery, answer)


def _answers(route: Route, letters: Sequence[Letter]) -> Iterator[Answer]:
    """An answer for every letter, also where the channel's own code breaks down."""
    given = 0
    try:
        for answer in route.channel.deliver(letters, composition().channels.get(route.name, {})):
            given += 1
            yield answer
    except Exception:
        log.exception("channel_failed", channel=route.name)
    for _ in letters[given:]:
        yield BROKEN


def _rows(channel: str, taken: Sequence[UUID]) -> list[tuple[Message, Delivery]]:
    query = (
        sa.select(Message, Delivery)
        .join(Delivery, sa.and_(Delivery.tenant == Message.tenant, Delivery.message == Message.id))
        .where(Delivery.message.in_(taken), Delivery.channel == channel)
        .order_by(Message.created, Message.id)
    )
    return list(db.session.execute(query.execution_options(populate_existing=True)).tuples())


def _letter(route: Route, message: Message, reached: Reached | None) -> Letter | None:
    """None where the learner has no address any more."""
    address = route.channel.address(reached.contact) if reached else ""
    if reached is None or not address:
        return None
    place = the_tenant().place(reached.area)
    reader = Reader(place.languages[0], place.words, place.tzinfo)
    sender = (
        place.notices.sender.read(reader.locale) if place.notices.sender else place.names.read(reader.locale)
    )
    said = [reader.text(restore_text(one)) for one in (message.title, *message.body)]
    return Letter(
        id=f"{message.id}.{route.name}",
        to=address,
        sender=sender,
        subject=said[0],
        text="\n\n".join([*said[1:], _closing(reader, place, message.link)]),
    )


def _closing(reader: Reader, place: Place, link: str) -> str:
    address = composition().site_address(place)
    if not address:
        return reader.text(say("Sign in to the site and open your messages to read on."))
    return reader.text(say("Read on at {address}", address=f"{address}{link or '/messages'}"))


def _note(delivery: Delivery, answer: Answer) -> None:
    """Keep and commit what became of a letter."""
    at = true_now()
    again = next_try(delivery.tries, at) if answer.outcome == "later" else None
    if answer.outcome == "sent":
        delivery.state = "sent"
    elif again is None:
        delivery.state = "failed"
    else:
        delivery.due = again
    delivery.fault, delivery.changed = answer.why, at
    db.session.commit()


def _sent_since(channel: str, moment: datetime) -> int:
    query = sa.select(sa.func.count()).where(
        Delivery.channel == channel, Delivery.state == "sent", Delivery.changed > moment
    )
    return db.session.execute(query).scalar_one()


def _waits(channel: str) -> bool:
    return _next_due(channel) is not None


def _next_due(channel: str) -> datetime | None:
    query = sa.select(sa.func.min(Delivery.due)).where(
        Delivery.channel == channel, Delivery.state == "waiting"
    )
    return db.session.scalar(query)
