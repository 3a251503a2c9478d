"""Doing one thing to many learners at once: whom a list's filters show or ticks choose, by the worker, with a result for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.accounts import service as accounts
from core.accounts.service import Acting, Learner
from core.audit.service import note
from core.console.lists import Query, Row, every_row, rows_of
from core.console.models import ACTS, BulkAct
from core.db import db, now
from core.decisions.stored import restore_text, store_text
from core.decisions.values import Text, say
from core.errors import BadInput, NotFound, Refused
from core.jobs import Progress, task
from core.rosters.desk import Desk, desk_for
from core.rosters.people import CLEARED, change_one, clear_fields
from core.rosters.transfers import ask_transfer
from core.tenancy.scope import current_tenant

MOST = 20_000
STEP = 20
"""Learners between two notes of how far it is."""

SETTABLE = ("rank", "tier", "post", "political_status", "employment")
"""Fields that may well be the same for many; the others are a person's own."""

NOBODY = say("Nobody is chosen.")
NO_REASON = say("Please give a reason.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An act on many as a form asks for it."""

    act: str
    details: Mapping[str, str]
    reason: str


def chosen(desk: Desk, query: Query, ids: Sequence[UUID]) -> Sequence[Row]:
    """Return whom the act is about: those ticked, or all that the filters show; Refused for more than MOST."""
    if ids:
        return rows_of(desk.scope, ids, desk.site)
    rows = every_row(desk.scope, query, desk.site, MOST + 1)
    if len(rows) > MOST:
        text = say("These are more than {most} people; please narrow the list.", most=MOST)
        raise Refused(text, code="too_many")
    return rows


def asked_of(form: Mapping[str, str]) -> Asked:
    """Read what a form asks for; BadInput naming the field that is not right."""
    act, reason = form.get("act", ""), form.get("reason", "").strip()
    details = {name: form.get(name, "").strip()[:120] for name in DETAILS.get(act, ())}
    faults: dict[str, Text] = {}
    if act not in ACTS:
        faults["act"] = say("Please choose what to do.")
    for name, value in details.items():
        if not value and name != "day":
            faults[name] = say("Please fill this in.")
    if details.get("field") and details["field"] not in (SETTABLE if act == "set" else CLEARED):
        faults["field"] = say("Please choose one of the list.")
    if details.get("day") and not _is_day(details["day"]):
        faults["day"] = say("Please give a day like 2024-11-09.")
    if not reason:
        faults["reason"] = NO_REASON
    if faults:
        raise BadInput(next(iter(faults.values())), fields=faults)
    return Asked(act=act, details=details, reason=reason)


def begin_bulk(desk: Desk, asked: Asked, rows: Sequence[Row], seen: int) -> BulkAct:
    """Have an act carried out by the worker, and commit; Refused when others are chosen now than were seen."""
    if not rows:
        raise BadInput(NOBODY, fields={"": NOBODY})
    if len(rows) != seen:
        text = say("{count} people are chosen now; please look at the preview again.", count=len(rows))
        raise BadInput(text, fields={"": text})
    row = BulkAct(
        tenant=current_tenant(),
        act=asked.act,
        details=dict(asked.details),
        reason=asked.reason,
        learners=[str(one.learner.id) for one in rows],
        results=[],
        unit=desk.unit,
        area=desk.site.area,
        by=desk.actor.id,
        by_name=desk.actor.name,
        at=now(),
    )
    db.session.add(row)
    db.session.flush()
    told = {name: value for name, value in asked.details.items() if value}
    note(
        desk.actor, "bulk_act", f"bulk/{row.id}", asked.reason, what=asked.act, people=str(len(rows)), **told
    )
    row.progress = carry_out.enqueue(number=str(row.id))
    db.session.commit()
    return row


def bulk_in(desk: Desk, number: UUID) -> BulkAct:
    """Return an act of an administrator of one's units; NotFound for every other."""
    row = db.session.scalars(sa.select(BulkAct).where(BulkAct.id == number)).one_or_none()
    if row is None or row.unit not in desk.scope.units:
        raise NotFound(say("There is nothing at this address."))
    return row


def bulks_in(desk: Desk, most: int = 20) -> Sequence[BulkAct]:
    """Return the last acts of administrators of one's units."""
    query = sa.select(BulkAct).where(BulkAct.unit.in_(desk.scope.units))
    return db.session.scalars(query.order_by(BulkAct.at.desc()).limit(most)).all()


def outcomes(desk: Desk, row: BulkAct) -> list[tuple[Row, Text | None]]:
    """Return each learner so far with why it could not be done, or None; who is not seen any more is left out."""
    rows = {
        str(one.learner.id): one
        for one in rows_of(desk.scope, [UUID(one) for one in row.learners], desk.site)
    }
    pairs = zip(row.learners, row.results, strict=False)
    return [(rows[one], restore_text(why)) for one, why in pairs if one in rows]


@task("console.bulk")
def carry_out(progress: Progress, number: str) -> None:
    """Do it to one after the other; a run that was cut off goes on where it was."""
    row = db.session.scalars(sa.select(BulkAct).where(BulkAct.id == UUID(number))).one_or_none()
    if row is None or row.ended_at is not None:
        return
    who, area, learners = row.by, row.area, list(row.learners)
    results, asked = list(row.results), Asked(act=row.act, details=row.details, reason=row.reason)
    for learner in learners[len(results) :]:
        results.append(_done(who, area, asked, UUID(learner)))
        if len(results) % STEP == 0:
            _keep(number, results)
            progress.report(len(results), len(learners))
    _keep(number, results, ended=True)
    progress.report(len(results), len(learners))


def _done(who: UUID, area: str, asked: Asked, learner: UUID) -> dict[str, Any] | None:
    try:
        desk = desk_for(who, area)
        WORK[asked.act](desk, learner, asked)
    except (Refused, BadInput, NotFound) as fault:
        db.session.rollback()
        return store_text(fault.text)
    return None


def _keep(number: str, results: list[Any], *, ended: bool = False) -> None:
    values: dict[str, Any] = {"results": list(results)}
    if ended:
        values["ended_at"] = now()
    db.session.execute(sa.update(BulkAct).where(BulkAct.id == UUID(number)).values(values))
    db.session.commit()


def _acting(desk: Desk) -> Acting:
    return Acting(desk.site, desk.actor, desk.scope)


def _move(desk: Desk, learner: UUID, asked: Asked) -> None:
    row = db.session.scalars(sa.select(Learner).where(Learner.id == learner)).one()
    ask_transfer(
        desk,
        {
            "account": row.account,
            "name": row.name,
            "to": asked.details["to"],
            "day": asked.details.get("day", ""),
            "reason": asked.reason,
        },
    )


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


WORK: Mapping[str, Callable[[Desk, UUID, Asked], Any]] = {
    "deactivate": lambda desk, learner, asked: accounts.deactivate(_acting(desk), learner, asked.reason),
    "reactivate": lambda desk, learner, asked: accounts.reactivate(_acting(desk), learner, asked.reason),
    "reset": lambda desk, learner, _asked: accounts.reset_password(_acting(desk), learner),
    "move": _move,
    "set": lambda desk, learner, asked: change_one(
        desk, learner, {asked.details["field"]: asked.details["value"]}
    ),
    "clear": lambda desk, learner, asked: clear_fields(desk, learner, [asked.details["field"]], asked.reason),
}
DETAILS: Mapping[str, tuple[str, ...]] = {
    "move": ("to", "day"),
    "set": ("field", "value"),
    "clear": ("field",),
}
