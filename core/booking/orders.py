"""Orders from wish to result: proposed, looked at, carried out; a large one by the worker, with progress.

Carrying out goes lot by lot, each in a transaction of its own under the lock of its sitting, so that two administrators
at once never book more places than there are; a line that is done stays done when the work is taken up again.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.accounts.service import Acting, Administrator, Learner, Unit, acting
from core.audit.service import note
from core.booking.asking import Wish, named_by
from core.booking.models import BookingLine, BookingOrder
from core.booking.planning import Plan
from core.booking.sight import exam_here
from core.db import db, now
from core.decisions.stored import store_text
from core.decisions.values import Verdict, say
from core.errors import BadInput, NotFound, Refused
from core.exams.service import book_each, places_in, release_each
from core.jobs import Progress, job_progress, task
from core.rosters.desk import site_of
from core.tenancy.rows import change_rows, enter_rows
from core.web.site import Viewer

AT_ONCE = 300
"""Learners whose order is worked out, or carried out, while its sender waits; more are left to the worker."""

LOT = 200
"""Places that are booked in one transaction."""

LISTED = 20
NO_ORDER = say("There is no such booking order here.")
NOBODY_LEFT = say("Nobody among those chosen can be booked or moved: all have a place, or sit another exam.")


def begin_order(by: Acting, viewer: Viewer, wish: Wish) -> BookingOrder:
    """Keep what is wished, have it worked out, and commit; nothing is booked.

    Raises BadInput for nobody or no sitting that there is, NotFound for an exam that administrators do not book.
    """
    exam = exam_here(by.site, wish.exam)
    if not exam.by_administrators:
        raise NotFound(NO_ORDER)
    _check_units(by, wish)
    people = len(named_by(by, wish, exam.year))
    if not people:
        raise BadInput(NOBODY_LEFT, fields={"picked": NOBODY_LEFT})
    row = BookingOrder(
        id=uuid4(),
        year=exam.year,
        exam=wish.exam,
        area=by.site.area,
        unit=viewer.unit,
        kind=wish.kind,
        asked=wish.stored(),
        by=by.actor.id,
        by_name=by.actor.name,
        at=now(),
    )
    db.session.add(row)
    db.session.flush()
    if people > AT_ONCE:
        row.progress = plan_order.enqueue(number=str(row.id))
    else:
        _plan(by, row, None)
    db.session.commit()
    return row


def order_of(by: Acting, number: UUID, *, lock: bool = False) -> BookingOrder:
    """Return an order of an administrator: their own, or one of a unit that they see; NotFound for every other."""
    row = _row(number, lock=lock)
    if row is None or not (row.by == by.actor.id or row.unit in by.scope.units):
        raise NotFound(NO_ORDER)
    return row


def orders_of(by: Acting, year: int, exam: str) -> Sequence[BookingOrder]:
    """Return the last orders of an administrator for an exam, newest first."""
    own = sa.or_(BookingOrder.by == by.actor.id, BookingOrder.unit.in_(by.scope.units))
    query = sa.select(BookingOrder).where(BookingOrder.year == year, BookingOrder.exam == exam, own)
    return db.session.scalars(query.order_by(BookingOrder.at.desc()).limit(LISTED)).all()


def carry_out(by: Acting, number: UUID) -> BookingOrder:
    """Book or release what an order proposes, at once or by the worker, and commit; Refused for one that is done."""
    row = order_of(by, number, lock=True)
    if row.state != "planned" and not has_failed(row):
        raise Refused(say("This order is carried out already, or under way."), code="order_done")
    if row.by != by.actor.id:
        raise Refused(say("Whoever has asked for this carries it out."), code="not_yours")
    row.state, row.progress = "running", None
    told = {"exam": row.exam, "kind": row.kind, **{name: str(count) for name, count in row.counts.items()}}
    note(by.actor, "carry_out_booking", f"booking-order/{row.id}", **told)
    if row.counts.get("planned", 0) > AT_ONCE:
        row.progress = book_order.enqueue(number=str(row.id))
        db.session.commit()
    else:
        db.session.commit()
        _carry_out(by, number, None)
    return order_of(by, number)


def has_failed(row: BookingOrder) -> bool:
    """Tell whether the worker has broken down over an order; it may be carried out again."""
    waits = row.state in {"planning", "running"} and row.progress is not None
    return waits and job_progress(row.progress).state == "failed"  # type: ignore[arg-type]  # said by waits


@task("booking.plan")
def plan_order(progress: Progress, number: str) -> None:
    """Work out a large order."""
    row = _row(UUID(number), lock=True)
    if row is not None and row.state == "planning":
        _plan(acting_for(row), row, progress)
        db.session.commit()


@task("booking.carry_out")
def book_order(progress: Progress, number: str) -> None:
    """Carry out a large order; what is done already stays, so that it may run again."""
    row = _row(UUID(number))
    if row is not None and row.state == "running":
        _carry_out(acting_for(row), row.id, progress)


def acting_for(row: BookingOrder) -> Acting:
    """Return whoever asked for an order, as the worker stands in for them; Refused when they are no administrator any more."""
    query = sa.select(Administrator, Unit.area).join(
        Unit, sa.and_(Unit.tenant == Administrator.tenant, Unit.code == Administrator.unit)
    )
    found = db.session.execute(query.where(Administrator.id == row.by)).one_or_none()
    if found is None or not found[0].active:
        raise Refused(say("Who asked for this is no administrator any more."), code="no_administrator")
    who, area = found
    viewer = Viewer(id=who.id, kind="administrator", name=who.name, role=who.role, unit=who.unit, area=area)
    return acting(site_of(row.area), viewer)


def _plan(by: Acting, row: BookingOrder, progress: Progress | None) -> None:
    plan = Plan(by, Wish.of(row.asked))
    db.session.execute(sa.delete(BookingLine).where(BookingLine.batch == row.id))
    counts: Counter[str] = Counter()
    done = 0
    for lot in plan.lines():
        enter_rows(BookingLine, [{"batch": row.id, **line} for line in lot])
        counts.update(line["outcome"] for line in lot)
        done += len(lot)
        if progress is not None:
            progress.report(done, len(plan.people))
    row.counts, row.state = dict(counts), "planned"


def _carry_out(by: Acting, number: UUID, progress: Progress | None) -> None:
    total = _planned_in(number)
    done = 0
    while lot := _next_lot(number):
        opens, people = lot
        _keep(number, _done(by, number, opens, people))
        done += len(people)
        if progress is not None:
            progress.report(min(done, total), total)
    row = _row(number, lock=True)
    if row is not None:
        row.counts, row.state, row.ended_at = _counts(number), "done", now()
    db.session.commit()


def _next_lot(number: UUID) -> tuple[datetime | None, list[UUID]] | None:
    """The next places of one sitting that wait."""
    waiting = sa.select(BookingLine.opens, BookingLine.learner).where(
        BookingLine.batch == number, BookingLine.outcome == "planned"
    )
    rows = db.session.execute(waiting.order_by(BookingLine.opens, BookingLine.learner).limit(LOT)).all()
    if not rows:
        return None
    first = rows[0].opens
    return first, [row.learner for row in rows if row.opens == first]


def _done(
    by: Acting, number: UUID, opens: datetime | None, people: list[UUID]
) -> Iterable[tuple[UUID, str, Verdict | None]]:
    """Book or release for a lot; what the rules or other people's bookings have changed since is refused for each alone."""
    row = _row(number)
    if row is None:
        return []
    exam, kind = row.exam, row.kind
    query = sa.select(BookingLine.learner, BookingLine.was).where(
        BookingLine.batch == number, BookingLine.learner.in_(people)
    )
    was = dict(db.session.execute(query).tuples().all())
    if kind == "release":
        freed = release_each(people, exam, by)
        return [(one, "released" if one in freed else "kept", freed.get(one)) for one in people]
    if opens is None:
        return []
    there = {one for one, held in places_in(people, row.year, exam).items() if held == opens}
    verdicts = book_each(people, exam, opens, by)
    good = {one: "kept" if one in there else "moved" if was[one] else "booked" for one in people}
    return [(one, good[one], verdicts[one]) for one in people]


def _keep(number: UUID, results: Iterable[tuple[UUID, str, Verdict | None]]) -> None:
    rows: list[dict[str, Any]] = []
    for learner, good, verdict in results:
        met = verdict is None or verdict.met
        why = None if verdict is None else next((line.because for line in verdict.failing), None)
        rows.append(
            {
                "batch": number,
                "learner": learner,
                "outcome": good if met else "refused",
                "why": None if why is None else store_text(why),
            }
        )
    change_rows(BookingLine, rows)
    db.session.commit()


def _counts(number: UUID) -> dict[str, int]:
    query = sa.select(BookingLine.outcome, sa.func.count()).where(BookingLine.batch == number)
    return dict(db.session.execute(query.group_by(BookingLine.outcome)).tuples().all())


def _planned_in(number: UUID) -> int:
    return _counts(number).get("planned", 0)


def _check_units(by: Acting, wish: Wish) -> None:
    seen = sa.select(Learner.unit).where(Learner.unit.in_(wish.units), by.scope.theirs())
    if set(wish.units) - set(db.session.scalars(seen.distinct())):
        raise NotFound(say("There is no such unit here."))


def _row(number: UUID, *, lock: bool = False) -> BookingOrder | None:
    query = sa.select(BookingOrder).where(BookingOrder.id == number)
    if lock:
        query = query.with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
