"""What became of each message of a campaign outside the site: listed with its fate, what failed tried again, what came back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, Learner, Scope, Unit, true_now
from core.audit.service import note
from core.db import db
from core.decisions.values import say
from core.errors import Refused
from core.notify.campaigns import campaign_in
from core.notify.models import Campaign, ContactChoice, Delivery, Message
from core.notify.posting import Draft, post
from core.notify.sending import deliver
from core.notify.wording import unfilled
from core.web.paging import Paged, list_address, page_number

STATES = ("waiting", "sent", "failed", "bounced", "stopped")
MAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryQuery:
    """What the address of the list asks for."""

    channel: str = ""
    state: str = ""
    search: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "DeliveryQuery":
        """Read an address."""
        state = sent.get("state", "")
        return cls(
            channel=sent.get("channel", "")[:40],
            state=state if state in STATES else "",
            search=sent.get("q", "").strip()[:60],
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address with some of it changed."""
        values = {"channel": self.channel, "state": self.state, "q": self.search, "page": 1}
        return list_address(values | changed)


class Sent(NamedTuple):
    """One message on its way through a channel."""

    name: str
    unit: str
    delivery: Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries(Paged):
    """A page of the list."""

    campaign: Campaign
    query: DeliveryQuery
    rows: Sequence[Sent]
    total: int
    failed: int
    """How many could be tried again."""


def deliveries_of(scope: Scope, campaign: UUID, query: DeliveryQuery) -> Deliveries:
    """Return a page of what became of a campaign's messages; NotFound as ``campaign_in``."""
    row, found = campaign_in(scope, campaign), _of(campaign)
    if query.channel:
        found = found.where(Delivery.channel == query.channel)
    if query.state:
        found = found.where(Delivery.state == query.state)
    if query.search:
        found = found.where(Learner.name.contains(query.search, autoescape=True))
    page = found.order_by(Unit.code, Learner.pinyin, Learner.id, Delivery.channel).limit(Deliveries.size)
    rows = db.session.execute(page.offset((query.page - 1) * Deliveries.size)).tuples()
    return Deliveries(
        campaign=row,
        query=query,
        rows=[Sent(*one) for one in rows],
        total=_count(found),
        failed=_count(_of(campaign).where(Delivery.state == "failed")),
    )


def try_again(by: Acting, campaign: UUID) -> int:
    """Have what failed of a campaign tried again from the beginning, with an audit entry, and commit; Refused when nothing failed."""
    row = campaign_in(by.scope, campaign, locked=True)
    mine = Delivery.message.in_(sa.select(Message.id).where(Message.campaign == campaign))
    change = (
        sa.update(Delivery)
        .where(mine, Delivery.state == "failed")
        .values(state="waiting", tries=0, due=true_now(), changed=true_now())
        .returning(Delivery.message)
    )
    again = len(db.session.execute(change.execution_options(synchronize_session=False)).all())
    if not again:
        raise Refused(say("Nothing has failed."), code="nothing_failed")
    deliver.enqueue()
    note(by.actor, "retry_notice", str(campaign), about=unfilled(row.subject), count=str(again))
    db.session.commit()
    return again


def came_back(message: UUID, status: str, *, for_good: bool) -> bool:
    """Keep that a mail came back, and commit; returns False for a message that is none of the scope's tenant.

    An address that does not exist is no longer confirmed, so nothing more is sent there; its owner is told on the site.
    """
    key = sa.and_(Delivery.message == message, Delivery.channel == MAIL)
    query = sa.select(Delivery, Message.learner).join(
        Message, sa.and_(Message.tenant == Delivery.tenant, Message.id == Delivery.message)
    )
    found = db.session.execute(query.where(key).with_for_update(of=Delivery)).tuples().one_or_none()
    if found is None:
        return False
    delivery, learner = found
    delivery.fault, delivery.changed = f"came_back_{status}", true_now()
    if for_good:
        delivery.state = "bounced"
    db.session.commit()
    if for_good and learner is not None:
        _no_longer_confirmed(learner)
    return True


def _no_longer_confirmed(learner: UUID) -> None:
    choice = db.session.scalars(
        sa.select(ContactChoice).where(ContactChoice.learner == learner, ContactChoice.email != "")
    ).one_or_none()
    if choice is None:
        return
    choice.email = ""
    db.session.commit()
    post(
        [
            Draft(
                kind="account",
                learner=learner,
                title=say("A mail to your address came back"),
                body=(say("Nothing more is sent there. Look at the address and confirm it again."),),
                link="/messages/settings",
            )
        ]
    )


def _of(campaign: UUID) -> sa.Select[tuple[str, str, Delivery]]:
    return (
        sa.select(Learner.name, Unit.name, Delivery)
        .join(Message, sa.and_(Message.tenant == Delivery.tenant, Message.id == Delivery.message))
        .join(Learner, sa.and_(Learner.tenant == Message.tenant, Learner.id == Message.learner))
        .join(Unit, sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit))
        .where(Message.campaign == campaign)
    )


def _count(query: sa.Select[tuple[str, str, Delivery]]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
