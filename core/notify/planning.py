"""Campaigns that begin by themselves: on a day, or so many days before one that the year's rules name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, Scope, Unit, administrator_now, scope_of
from core.audit.service import Actor, note
from core.db import db, now
from core.decisions.values import Text, Word, say
from core.errors import BadInput, NotFound, Refused
from core.jobs import Progress, task
from core.notify.campaigns import Asked, asked_of, begin
from core.notify.groups import count_of
from core.notify.models import CampaignPlan
from core.notify.reaching import the_tenant
from core.notify.wording import unfilled
from core.tenancy.registry import Site as Found
from core.web.face import face_of

ANCHORS = ("study", "exams", "year", "day")
MOST_DAYS = 366
SHOWN = 50
MOMENT = timedelta(microseconds=1)
"""A window that ends at midnight ends on the day before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When a planned campaign begins."""

    anchor: str
    days: int
    minute: int
    """Of the day."""
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A planned campaign as it is listed."""

    row: CampaignPlan
    unit: Unit
    moment: datetime | None
    """When it begins by the rules as they are now; None where they name no such day any more."""


def anchors_here(area: str) -> list[tuple[str, date]]:
    """Return the days of the place's year that a campaign can be reckoned from."""
    found = [(anchor, _anchor_day(area, anchor)) for anchor in ANCHORS if anchor != "day"]
    return [(anchor, day) for anchor, day in found if day is not None]


def when_of(sent: Mapping[str, Any]) -> When:
    """Read a form; BadInput names the faulty field."""
    anchor, faults = sent.get("anchor", ""), dict[str, Text]()
    if anchor not in ANCHORS:
        faults["anchor"] = say("Please choose what the day is reckoned from.")
    days, minute, day = (
        _number(sent.get("days", "")),
        _minute(sent.get("hour", "")),
        _day(sent.get("day", "")),
    )
    if anchor != "day" and (days is None or days > MOST_DAYS):
        faults["days"] = say("Between 0 and {most} days, please.", most=MOST_DAYS)
    if anchor == "day" and day is None:
        faults["day"] = say("Please name the day.")
    if minute is None:
        faults["hour"] = say("Please name the hour.")
    if faults:
        raise BadInput(next(iter(faults.values())), fields=faults)
    return When(anchor=anchor, days=days or 0 if anchor != "day" else 0, minute=minute or 0, day=day)


def plan_campaign(by: Acting, asked: Asked, when: When) -> CampaignPlan:
    """Keep a campaign for its moment, with an audit entry, and commit; BadInput when that moment is over, or the rules name none."""
    moment = moment_of(by.site.area, when)
    field = "day" if when.anchor == "day" else "days"
    if moment is None or moment <= now():
        fault = (
            say("The rules of this year name no such day.")
            if moment is None
            else say("That moment is over: {when}", when=moment)
        )
        raise BadInput(fault, fields={field: fault})
    row = CampaignPlan(
        area=by.site.area,
        unit=asked.unit.code,
        states=list(asked.group.states),
        below=asked.group.below,
        subject=asked.subject,
        text=asked.text,
        anchor=when.anchor,
        day=when.day if when.anchor == "day" else None,
        days=when.days,
        minute=when.minute,
        asked_at=now(),
        asked_by=by.actor.id,
        asked_by_name=by.actor.name,
    )
    db.session.add(row)
    db.session.flush()
    note(by.actor, "plan_notice", str(row.id), about=unfilled(asked.subject), unit=asked.unit.name)
    db.session.commit()
    return row


def stop_plan(by: Acting, plan: UUID) -> None:
    """Stop a planned campaign, with an audit entry, and commit; Refused once it has begun, NotFound for those of other units."""
    query = sa.select(CampaignPlan).where(CampaignPlan.id == plan).with_for_update()
    row = db.session.scalars(query).one_or_none()
    if row is None or row.unit not in by.scope.units:
        raise NotFound(say("There is no such notice here."))
    if row.state != "waiting":
        raise Refused(say("This notice does not wait any more."), code="over")
    row.state = "stopped"
    note(by.actor, "stop_plan", str(plan), about=unfilled(row.subject))
    db.session.commit()


def plans_in(scope: Scope) -> Sequence[Planned]:
    """Return the campaigns that wait for their moment in an administrator's units, the next first."""
    query = (
        sa.select(CampaignPlan, Unit)
        .join(Unit, sa.and_(Unit.tenant == CampaignPlan.tenant, Unit.code == CampaignPlan.unit))
        .where(CampaignPlan.state == "waiting", Unit.code.in_(scope.units))
    )
    found = [
        Planned(row=row, unit=unit, moment=moment_of(row.area, _when(row)))
        for row, unit in db.session.execute(query.limit(SHOWN)).tuples()
    ]
    return sorted(found, key=lambda one: (one.moment is None, one.moment or one.row.asked_at))


def moment_of(area: str, when: When) -> datetime | None:
    """Return when a campaign begins by the rules as they are now; None where they name no such day."""
    day = when.day if when.anchor == "day" else _anchor_day(area, when.anchor)
    if day is None:
        return None
    zone = the_tenant().place(area).tzinfo
    midnight = datetime.combine(day - timedelta(days=when.days), datetime.min.time(), zone)
    return midnight + timedelta(minutes=when.minute)


@task("notify.plans", attempts=3)
def begin_due(_progress: Progress) -> None:
    """Begin the scope's planned campaigns whose moment has come, each in a transaction of its own."""
    waiting = sa.select(CampaignPlan.id).where(CampaignPlan.state == "waiting")
    for plan in db.session.scalars(waiting).all():
        _begin_if_due(plan)


def _begin_if_due(plan: UUID) -> None:
    query = sa.select(CampaignPlan).where(CampaignPlan.id == plan, CampaignPlan.state == "waiting")
    row = db.session.scalars(query.with_for_update(skip_locked=True)).one_or_none()
    moment = moment_of(row.area, _when(row)) if row else None
    if row is not None and moment is not None and moment <= now():
        _begin(row)
    db.session.commit()


def _begin(row: CampaignPlan) -> None:
    """With the rights that its administrator has by now; nothing is sent for one who is gone or has lost the unit."""
    try:
        scope = scope_of(administrator_now(row.asked_by))
        asked = asked_of(scope, _sent(row))
    except NotFound:
        row.state = "void"
        return
    if not count_of(asked.group):
        row.state = "nobody"
        return
    tenant = the_tenant()
    site = face_of(Found(tenant, row.area, tenant.place(row.area)))
    row.state = "begun"
    row.campaign = begin(Acting(site, Actor(row.asked_by, row.asked_by_name), scope), asked).id


def _sent(row: CampaignPlan) -> dict[str, Any]:
    below = "" if row.below is None else str(row.below)
    return {
        "unit": row.unit,
        "states": row.states,
        "below": below,
        "subject": row.subject,
        "text": row.text,
    }


def told_when(row: CampaignPlan) -> Text:
    """Return what a plan is reckoned from, in words."""
    if row.day is not None:
        return say("on {day}", day=row.day)
    return say("{days} days before {what}", days=row.days, what=Word(f"anchor_{row.anchor}"))


def _when(row: CampaignPlan) -> When:
    return When(anchor=row.anchor, days=row.days, minute=row.minute, day=row.day)


def _anchor_day(area: str, anchor: str) -> date | None:
    tenant, place = the_tenant(), the_tenant().place(area)
    try:
        rules = tenant.rules_for(place.year, area)
    except NotFound:
        return None
    if anchor == "study":
        return rules.study.period.last if rules.study else None
    if anchor == "exams":
        starts = [rules.last_start(exam, place.tzinfo) for exam in rules.counting_exams]
        known = [start for start in starts if start is not None]
        return (max(known) - MOMENT).astimezone(place.tzinfo).date() if known else None
    return rules.period.last


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len("10000") else None


def _minute(text: str) -> int | None:
    try:
        moment = datetime.strptime(text, "%H:%M")  # noqa: DTZ007 (an hour has no zone)
    except ValueError:
        return None
    return moment.hour * 60 + moment.minute


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
