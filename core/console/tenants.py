"""The operator's table of tenants: each place with its state, people and clock; broken ones first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.accounts.service import Learner, Unit, lies_in
from core.db import db, now
from core.decisions.values import Text, say
from core.errors import BadInput, NotFound
from core.standings.service import judge_later
from core.tenancy.clock import clock_ahead, set_clock, shift_clock
from core.tenancy.directory import tenant_entry
from core.tenancy.models import REHEARSING, Quarantine
from core.tenancy.quarantine import quarantines
from core.tenancy.registry import Registry
from core.tenancy.scope import tenant_scope
from core.tenancy.tenant import Tenant

YEARS = range(2000, 2101)
"""Years that a clock may be set to: beyond them, days that follow from it could no longer be told."""
WRONG_MOMENT = say("Please give day and time like 2024-11-09 20:00.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantRow:
    """One place as the operator sees it: counts and states, nothing about a person."""

    tenant: str
    area: str = ""
    name: str = ""
    hosts: tuple[str, ...] = ()
    year: int = 0
    state: str = ""
    """Word key of what becomes of it."""
    mode: str = ""
    """Word key of what it is for."""
    why: str = ""
    """Why it is out of service."""
    caught: Quarantine | None = None
    """The loop that its code was caught in."""
    learners: int = 0
    clock: datetime | None = None
    ahead: timedelta = timedelta()
    may_rehearse: bool = False
    presets: tuple[tuple[Text | str, datetime], ...] = ()


def tenant_rows(registry: Registry) -> list[TenantRow]:
    """Return every place: those out of service first, then by tenant and area."""
    broken = [TenantRow(tenant=name, state="tenant_broken", why=why) for name, why in registry.broken.items()]
    caught = quarantines()
    rows = [_out(row, caught) for tenant in registry.tenants.values() for row in _rows(tenant)]
    return broken + sorted(rows, key=lambda row: row.caught is None)


def _out(row: TenantRow, caught: Mapping[str, Quarantine]) -> TenantRow:
    found = caught.get(row.tenant)
    return replace(row, caught=found, state="tenant_caught") if found else row


def set_place_clock(tenant: Tenant, area: str, moment: datetime | None) -> None:
    """Set a place's clock to a moment of its own zone, or back to the true time; raises Refused for a live tenant."""
    tenant.place(area)
    db.session.remove()  # the platform's own session lets its connection go before the tenant's takes one
    with tenant_scope(tenant.id, area):
        if moment is None:
            shift_clock(timedelta())
        else:
            set_clock(moment.replace(tzinfo=tenant.zone))
        judge_later()
        db.session.commit()


def read_moment(text: str) -> datetime | None:
    """Read what the browser's date and time field sends, None for nothing; raises BadInput."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(WRONG_MOMENT) from error
    if moment.tzinfo is not None or moment.year not in YEARS:
        raise BadInput(WRONG_MOMENT)
    return moment


def _rows(tenant: Tenant) -> Iterator[TenantRow]:
    for area, place in tenant.places.items():
        if not place.hosts:
            continue
        with tenant_scope(tenant.id, area):
            try:
                entry = tenant_entry(tenant.id)
            except NotFound:
                yield TenantRow(
                    tenant=tenant.id, area=area, name=place.name, hosts=place.hosts, state="tenant_missing"
                )
                continue
            yield TenantRow(
                tenant=tenant.id,
                area=area,
                name=place.name,
                hosts=place.hosts,
                year=place.year,
                state=f"tenant_{entry.state}",
                mode=f"mode_{entry.mode}",
                learners=_learners(area),
                clock=now().astimezone(tenant.zone),
                ahead=clock_ahead(),
                may_rehearse=entry.mode in REHEARSING,
                presets=_presets(tenant, area, place.year),
            )


def _learners(area: str) -> int:
    query = sa.select(Unit.area, sa.func.count()).join(
        Learner, sa.and_(Learner.tenant == Unit.tenant, Learner.unit == Unit.code)
    )
    found = db.session.execute(query.group_by(Unit.area)).tuples()
    return sum(count for own, count in found if lies_in(own, area))


def _presets(tenant: Tenant, area: str, year: int) -> tuple[tuple[Text | str, datetime], ...]:
    """Moments worth rehearsing: the demo's own, each exam's first morning, the day after the year's end."""
    place, rules, zone = tenant.place(area), tenant.rules_for(year, area), tenant.zone
    moments: list[tuple[Text | str, datetime]] = []
    if place.rehearsal:
        moments.append((say("The rehearsal begins"), place.rehearsal.replace(tzinfo=zone)))
    for exam in rules.exams.values():
        spans = exam.plan.spans()
        if spans:
            moments.append((exam.title, spans[0].begin(zone) + timedelta(hours=9)))
    return (*moments, (say("After the year's end"), rules.ends(zone) + timedelta(hours=9)))
