"""Campaigns: an administrator tells the learners of their units who stand somewhere; sent by a job that can be stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.accounts.service import Acting, Scope, Unit, subtree, true_now, unit_in
from core.audit.service import note
from core.db import db, now
from core.decisions.values import say
from core.errors import BadInput, NotFound, Refused
from core.jobs import Progress, task
from core.notify.groups import STATES, Group, Member, count_of, members_of
from core.notify.models import Campaign, Delivery, Message
from core.notify.posting import Draft, post
from core.notify.wording import chat_text, checked, filled, unfilled

EXAMPLES = 3
BATCH = 500
"""Learners told in one statement; a campaign can be stopped between two of them."""
PERCENTS = (25, 50, 75, 100)
PAGE_SIZE = 20
NOBODY = say("Nobody stands where you have said.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an administrator's form asks for."""

    unit: Unit
    group: Group
    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """How many a campaign would tell, what three of them would read, and a text for the unit's chat group."""

    count: int
    examples: Sequence[tuple[Member, str, str]]
    chat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How far a campaign has come, and what became of what left the platform."""

    row: Campaign
    unit: Unit
    written: int
    read: int
    deliveries: Mapping[str, Mapping[str, int]]
    """Channel → state → how many."""
    faults: Mapping[str, int]

    @property
    def running(self) -> bool:
        """Whether more is to come."""
        return self.row.state == "running"


def group_of(scope: Scope, sent: Mapping[str, Any]) -> tuple[Unit, Group]:
    """Return the unit and the group that a form names; NotFound for a unit that the administrator does not see."""
    unit = unit_in(scope, sent.get("unit", ""))
    parents = dict(db.session.execute(sa.select(Unit.code, Unit.parent)).tuples().all())
    states = [state for state in sent.get("states", STATES) if state in STATES]
    below = sent.get("below", "")
    return unit, Group(
        units=subtree(unit.code, parents) & scope.units,
        states=states or STATES,
        below=int(below) if below in {str(one) for one in PERCENTS} else None,
    )


def asked_of(scope: Scope, sent: Mapping[str, Any]) -> Asked:
    """Read a form; BadInput names the faulty field."""
    unit, group = group_of(scope, sent)
    subject, text = checked(sent.get("subject", ""), sent.get("text", ""))
    return Asked(unit=unit, group=group, subject=subject, text=text)


def preview(asked: Asked) -> Preview:
    """Return what sending would do."""
    count = count_of(asked.group)
    some = members_of(asked.group, EXAMPLES)
    return Preview(
        count=count,
        examples=[(one, filled(asked.subject, one), filled(asked.text, one)) for one in some],
        chat=chat_text(asked.unit.name, count, asked.unit.area),
    )


def begin(by: Acting, asked: Asked) -> Campaign:
    """Queue the telling of everybody who is meant, with an audit entry, and commit; BadInput when that is nobody."""
    count = count_of(asked.group)
    if not count:
        raise BadInput(NOBODY, fields={"states": NOBODY})
    identity = uuid4()
    row = Campaign(
        id=identity,
        unit=asked.unit.code,
        units=sorted(asked.group.units or ()),
        states=list(asked.group.states),
        below=asked.group.below,
        subject=asked.subject,
        text=asked.text,
        asked_at=now(),
        asked_by=by.actor.id,
        asked_by_name=by.actor.name,
        expected=count,
        progress=carry_out.enqueue(campaign=str(identity)),
    )
    db.session.add(row)
    note(
        by.actor,
        "send_notice",
        str(identity),
        about=unfilled(asked.subject),
        unit=asked.unit.name,
        count=str(count),
    )
    db.session.commit()
    return row


def stop(by: Acting, campaign: UUID) -> Campaign:
    """Stop a campaign and what of it has not left the platform, with an audit entry, and commit; Refused once it is over."""
    row = campaign_in(by.scope, campaign, locked=True)
    waiting = _deliveries(campaign).where(Delivery.state == "waiting")
    left = db.session.execute(sa.select(sa.func.count()).select_from(waiting.subquery())).scalar_one()
    if row.state != "running" and not left:
        raise Refused(say("Everything has been sent already."), code="over")
    row.state = "stopped"
    mine = Delivery.message.in_(sa.select(Message.id).where(Message.campaign == campaign))
    change = (
        sa.update(Delivery)
        .where(mine, Delivery.state == "waiting")
        .values(state="stopped", changed=true_now())
    )
    db.session.execute(change.execution_options(synchronize_session=False))
    note(by.actor, "stop_notice", str(campaign), about=unfilled(row.subject))
    db.session.commit()
    return row


def campaign_in(scope: Scope, campaign: UUID, *, locked: bool = False) -> Campaign:
    """Return a campaign to units that an administrator sees; NotFound for every other."""
    query = sa.select(Campaign).where(Campaign.id == campaign)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalars(query).one_or_none()
    if row is None or row.unit not in scope.units:
        raise NotFound(say("There is no such notice here."))
    return row


def campaigns_in(scope: Scope, page: int) -> tuple[Sequence[tuple[Campaign, Unit]], int]:
    """Return a page of the campaigns to an administrator's units, newest first, and how many there are."""
    query = (
        sa.select(Campaign, Unit)
        .join(Unit, sa.and_(Unit.tenant == Campaign.tenant, Unit.code == Campaign.unit))
        .where(Campaign.unit.in_(scope.units))
    )
    total = db.session.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
    newest = query.order_by(Campaign.asked_at.desc(), Campaign.id)
    rows = db.session.execute(newest.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).tuples().all()
    return rows, total


def result_of(scope: Scope, campaign: UUID) -> Result:
    """Return how far a campaign has come; NotFound as ``campaign_in``."""
    row = campaign_in(scope, campaign)
    mine = Message.campaign == campaign
    counted = sa.select(sa.func.count(), sa.func.count(Message.read_at)).where(mine)
    written, read = db.session.execute(counted).one()
    deliveries: dict[str, dict[str, int]] = {}
    faults: dict[str, int] = {}
    for channel, state, fault, count in db.session.execute(_tally(campaign)):
        states = deliveries.setdefault(channel, {})
        states[state] = states.get(state, 0) + count
        if fault and state != "sent":
            faults[fault] = faults.get(fault, 0) + count
    unit = unit_in(scope, row.unit)
    return Result(row=row, unit=unit, written=written, read=read, deliveries=deliveries, faults=faults)


@task("notify.campaign", attempts=3)
def carry_out(progress: Progress, campaign: str) -> None:
    """Tell everybody who is meant as of now, a batch at a time kept; repeated, it tells nobody twice."""
    identity, done, last = UUID(campaign), 0, None
    while (row := _running(identity)) is not None:
        group = Group(units=row.units, states=row.states, below=row.below)
        batch = members_of(group, BATCH, last)
        if not batch:
            row.state = "done"
            db.session.commit()
            return
        post([_draft(row, one) for one in batch])
        done, last = done + len(batch), batch[-1].id
        row.written = done
        db.session.commit()
        progress.report(done, max(row.expected, done))
        db.session.expunge_all()


def _running(campaign: UUID) -> Campaign | None:
    query = sa.select(Campaign).where(Campaign.id == campaign, Campaign.state == "running")
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _draft(row: Campaign, member: Member) -> Draft:
    return Draft(
        kind="notice",
        learner=member.id,
        title=say("{text}", text=filled(row.subject, member)),
        body=(
            say("{text}", text=filled(row.text, member)),
            say("Sent by {name}.", name=row.asked_by_name),
        ),
        link="/",
        once=f"campaign:{row.id}",
        campaign=row.id,
    )


def _deliveries(campaign: UUID) -> sa.Select[Any]:
    on = sa.and_(Message.tenant == Delivery.tenant, Message.id == Delivery.message)
    return sa.select(Delivery.message).join(Message, on).where(Message.campaign == campaign)


def _tally(campaign: UUID) -> sa.Select[Any]:
    columns = (Delivery.channel, Delivery.state, Delivery.fault)
    return _deliveries(campaign).with_only_columns(*columns, sa.func.count()).group_by(*columns)
