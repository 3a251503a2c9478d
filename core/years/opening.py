"""Opening a year: one act, done by the worker. The last year is judged once more and closed, then everybody stands in the new one.

The job may run again after it broke down: what is closed stays closed, and judging twice gives the same.
"""

from collections.abc import Sequence
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from core.accounts.service import Learner, Unit
from core.audit.service import Actor, note
from core.db import db, now
from core.decisions.values import say
from core.errors import BadInput, NotFound, Refused
from core.jobs import Progress, job_progress, task
from core.reports.models import YearUnit
from core.reports.service import fold
from core.standings.service import judge_all
from core.tenancy.announce import announce
from core.tenancy.models import PlaceYear
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant
from core.tenancy.tenant import Tenant
from core.tenancy.years import closed_years, is_closed, take_up
from core.web.site import composition
from core.years.checking import checks_of
from core.years.models import YearOpening
from core.years.turning import Turn

STEP = 200
LISTED = 30
LONGEST = 300
"""Signs of a remark."""

NOT_CONFIRMED = BadInput(
    say("Please tick that the year is to be opened."),
    fields={"confirmed": say("Please tick that the year is to be opened.")},
)


def openings_of(area: str) -> Sequence[YearOpening]:
    """Return the openings of a place, newest first."""
    query = sa.select(YearOpening).where(YearOpening.area == area)
    return db.session.scalars(query.order_by(YearOpening.at.desc()).limit(LISTED)).all()


def opening_of(area: str, number: UUID) -> YearOpening:
    """Return an opening of a place; NotFound for every other."""
    query = sa.select(YearOpening).where(YearOpening.id == number, YearOpening.area == area)
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(say("There is nothing at this address."))
    return row


def going_on(area: str) -> YearOpening | None:
    """Return the opening of a place that is not done yet, if there is one."""
    return next((row for row in openings_of(area) if row.ended_at is None), None)


def open_later(turn: Turn, year: int, *, anyway: bool = False, reason: str = "") -> YearOpening:
    """Have the next year opened by the worker, and commit.

    Refused while something must be settled first or an opening is under way, or when the page that asks is of another
    year; BadInput while something is open that the office has not accepted (``anyway``).
    """
    row = _asked(turn, year, anyway=anyway, reason=reason)
    row.progress = open_year.enqueue(number=str(row.id))
    db.session.commit()
    return row


def _asked(turn: Turn, year: int, *, anyway: bool, reason: str) -> YearOpening:
    take_locks([f"years/{current_tenant()}"])
    if year != turn.next or turn.last >= year:
        raise Refused(say("The page was about another year. Please look at it again."), code="other_year")
    running = going_on(turn.area)
    if running is not None and not has_failed(running):
        raise Refused(say("This year is being opened already."), code="opening")
    _refuse_unsettled(turn, anyway=anyway)
    row = running or YearOpening(id=uuid4(), area=turn.area, year=year, areas=dict(turn.closing), at=turn.at)
    row.by, row.by_name, row.reason = turn.actor.id, turn.actor.name, reason
    db.session.add(row)
    db.session.flush()
    return row


def open_here(turn: Turn, year: int, *, anyway: bool = False, reason: str = "") -> YearOpening:
    """Open the next year at once, for commands on the server, and commit; refuses what ``open_later`` refuses."""
    row = _asked(turn, year, anyway=anyway, reason=reason)
    db.session.commit()
    _carry_out(row.id, None)
    return opening_of(turn.area, row.id)


def has_failed(row: YearOpening) -> bool:
    """Tell whether the job of an opening has broken down; it may be asked for again."""
    return row.progress is None or job_progress(row.progress).state == "failed"


def _refuse_unsettled(turn: Turn, *, anyway: bool) -> None:
    found = checks_of(turn)
    if found.stopping:
        first = found.stopping[0]
        text = say("The year cannot be opened yet: {item}. {why}", item=first.item, why=first.says)
        raise Refused(text, code="not_settled")
    if found.open and not anyway:
        text = say("Please say that what is still open may stay so.")
        raise BadInput(text, fields={"anyway": text})


@task("years.open")
def open_year(progress: Progress, number: str) -> None:
    """Carry out an opening; one that is done stays as it is, so that it may run again."""
    _carry_out(UUID(number), progress)


def _carry_out(number: UUID, progress: Progress | None) -> None:
    query = sa.select(YearOpening).where(YearOpening.id == number)
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None or row.ended_at is not None:
        return
    areas: dict[str, int] = dict(row.areas)
    year, by = row.year, Actor(row.by, row.by_name)
    open_now(by, areas, year, row.reason, progress)
    row = db.session.get_one(YearOpening, (current_tenant(), number), populate_existing=True)
    row.learners, row.ended_at = _people(areas), now(row.area)
    db.session.commit()
    announce("year.opened", None, year, area=row.area)


def open_now(
    by: Actor, areas: dict[str, int], year: int, reason: str, progress: Progress | None = None
) -> None:
    """Close each area's year and open the new one, and commit; what is closed and open already stays so."""
    total = 2 * _people(areas)
    done = _judged(areas, progress, 0, total)
    _turn(by, areas, year, reason)
    take_up(_tenant())
    _judged(dict.fromkeys(areas, year), progress, done, total)


def close_year(by: Actor, area: str, year: int, reason: str = "") -> None:
    """Close a year that lies behind the one a place stands in, and commit; Refused for the present year or a later one."""
    tenant = _tenant()
    if year >= tenant.place(area).year:
        text = say("{year} is not over: it is closed when the next year is opened.", year=str(year))
        raise Refused(text, code="year_open")
    if year not in tenant.years(area):
        raise NotFound(say("there are no rules for {year}", year=str(year)))
    if is_closed(area, year):
        raise Refused(say("{year} is closed already.", year=str(year)), code="year_closed")
    _close(area, year)
    _keep_tree({area: year})
    note(by, "close_year", f"year/{year}", reason, area=area)
    db.session.commit()


def reopen_year(by: Actor, area: str, year: int, reason: str) -> None:
    """Let a closed year be written again, for a mistake found afterwards, and commit; a reason is required."""
    if not reason.strip():
        raise BadInput(say("Please give a reason."), fields={"reason": say("Please give a reason.")})
    query = sa.select(PlaceYear).where(PlaceYear.area == area, PlaceYear.year == year)
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None or row.closed_at is None:
        raise Refused(say("{year} is not closed.", year=str(year)), code="year_open")
    if row.opened_at is None:
        db.session.execute(sa.delete(PlaceYear).where(PlaceYear.area == area, PlaceYear.year == year))
    else:
        row.closed_at = None
    note(by, "reopen_year", f"year/{year}", reason.strip(), area=area)
    db.session.commit()


def _judged(areas: dict[str, int], progress: Progress | None, done: int, total: int) -> int:
    """Judge everybody of the areas in their years, those that are closed already left out; returns how far that is."""
    shut = closed_years()
    for year in sorted(set(areas.values())):
        those = [area for area, own in areas.items() if own == year and (area, year) not in shut]
        for _ in judge_all(year, those):
            done += 1
            if progress is not None and done % STEP == 0:
                progress.report(done, total)
    return done


def _turn(by: Actor, areas: dict[str, int], year: int, reason: str) -> None:
    """All at once: figures folded, the tree kept, the old year closed and the new one open in every area."""
    take_locks([f"years/{current_tenant()}"])
    if all(is_closed(area, last) for area, last in areas.items()):
        return
    fold(_tenant().zone)
    _keep_tree(areas)
    for area, last in areas.items():
        _close(area, last)
        opened = insert(PlaceYear).values(tenant=current_tenant(), area=area, year=year, opened_at=now(area))
        db.session.execute(opened.on_conflict_do_nothing())
    _forget_passwords(areas, year)
    note(
        by,
        "open_year",
        f"year/{year}",
        reason,
        areas="、".join(sorted(areas)),
        closed=str(max(areas.values())),
    )
    db.session.commit()


def _close(area: str, year: int) -> None:
    at = now(area)
    closed = insert(PlaceYear).values(tenant=current_tenant(), area=area, year=year, closed_at=at)
    db.session.execute(
        closed.on_conflict_do_update(index_elements=["tenant", "area", "year"], set_={"closed_at": at})
    )


def _keep_tree(areas: dict[str, int]) -> None:
    """Keep the whole tree with each year, so that paths lead up beyond the areas that are closed."""
    columns = ("code", "parent", "name", "level", "kind", "area", "region", "sector")
    for year in sorted(set(areas.values())):
        source = sa.select(sa.literal(year), *(getattr(Unit, name) for name in columns))
        kept = insert(YearUnit).from_select(["year", *columns], source)
        db.session.execute(kept.on_conflict_do_nothing())


def _forget_passwords(areas: dict[str, int], year: int) -> None:
    """Passwords stay, unless the new rules say that every account begins with the shared one again."""
    tenant = _tenant()
    anew = [area for area in areas if not tenant.rules_for(year, area).accounts.keeps_passwords]
    units = sa.select(Unit.code).where(Unit.area.in_(anew))
    if anew:
        forget = sa.update(Learner).where(Learner.unit.in_(units))
        db.session.execute(forget.values(password_hash=None, must_change=True, was_reset=False))


def _people(areas: dict[str, int]) -> int:
    of_unit = sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit)
    query = sa.select(sa.func.count()).select_from(Learner).join(Unit, of_unit).where(Unit.area.in_(areas))
    return db.session.scalar(query) or 0


def _tenant() -> Tenant:
    return composition().registry.tenants[current_tenant()]
