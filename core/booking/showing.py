"""What the page of an order shows: what is proposed or came of it, sitting by sitting and learner by learner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from core.accounts.service import Learner, Unit
from core.booking.models import OUTCOMES, BookingLine, BookingOrder
from core.booking.sight import exam_here
from core.db import db
from core.decisions.crowds import Crowd, crowds
from core.decisions.slots import Sitting
from core.exams.service import taken_by_sitting
from core.web.paging import Paged, list_address, page_number
from core.web.site import Site, composition


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesQuery:
    """What the address of an order's page asks for."""

    outcome: str = ""
    search: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "LinesQuery":
        """Read an address; what makes no sense is left out."""
        outcome = sent.get("outcome", "")
        return cls(
            outcome=outcome if outcome in OUTCOMES else "",
            search=sent.get("q", "")[:60],
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address of the page with some of it changed."""
        return list_address({"outcome": self.outcome, "q": self.search, "page": 1} | changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines(Paged):
    """A page of an order's learners."""

    query: LinesQuery
    rows: Sequence[tuple[BookingLine, Learner, Unit]]
    total: int


class Filled(NamedTuple):
    """A sitting of an order: how many places are taken now, and how many the order brings or has brought."""

    sitting: Sitting
    taken: int
    more: int
    moved_in: int

    @property
    def then(self) -> int:
        """How many places are taken once it is carried out."""
        return self.taken + self.more


def lines_of(row: BookingOrder, query: LinesQuery) -> Lines:
    """Return a page of an order's learners: those refused first, then sitting by sitting."""
    base = (
        sa.select(BookingLine, Learner, Unit)
        .join(Learner, sa.and_(Learner.tenant == BookingLine.tenant, Learner.id == BookingLine.learner))
        .join(Unit, sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit))
        .where(BookingLine.batch == row.id)
    )
    if query.outcome:
        base = base.where(BookingLine.outcome == query.outcome)
    if query.search.strip():
        typed = query.search.strip()
        base = base.where(
            sa.or_(
                Learner.name.contains(typed, autoescape=True),
                Learner.account.startswith(typed, autoescape=True),
                Unit.name.contains(typed, autoescape=True),
            )
        )
    total = db.session.scalar(sa.select(sa.func.count()).select_from(base.subquery())) or 0
    query = replace(query, page=min(query.page, max(1, -(-total // Lines.size))))
    ordered = base.order_by(
        BookingLine.outcome != "refused", BookingLine.opens, Unit.code, Learner.pinyin, Learner.account
    )
    page = ordered.limit(Lines.size).offset((query.page - 1) * Lines.size)
    return Lines(query=query, rows=db.session.execute(page).tuples().all(), total=total)


def filled_by(row: BookingOrder, site: Site) -> list[Filled]:
    """Return the sittings that an order fills or empties."""
    exam = exam_here(site, row.exam)
    query = sa.select(
        BookingLine.opens,
        sa.func.count().filter(BookingLine.outcome == "planned"),
        sa.func.count().filter(BookingLine.outcome.in_(("booked", "moved", "released"))),
    ).where(BookingLine.batch == row.id, BookingLine.opens.is_not(None))
    counted = {
        opens: (more, done) for opens, more, done in db.session.execute(query.group_by(BookingLine.opens))
    }
    taken = taken_by_sitting(exam.year, row.exam)
    sign = -1 if row.kind == "release" else 1
    return [
        Filled(one, taken.get(one.opens, 0), sign * counted[one.opens][0], counted[one.opens][1])
        for one in exam.rules.sittings(row.exam, site.zone)
        if one.opens in counted
    ]


def crowds_after(row: BookingOrder, site: Site, filled: Sequence[Filled]) -> tuple[Crowd, ...]:
    """Return where starts meet hand-ins once an order is carried out, at the sittings that it fills."""
    exam = exam_here(site, row.exam)
    taken = taken_by_sitting(exam.year, row.exam)
    touched: set[datetime] = set()
    for one in filled:
        taken[one.sitting.opens] = one.then
        touched |= {one.sitting.opens, one.sitting.closes}
    met = crowds(exam.rules.sittings(row.exam, site.zone), taken, composition().peak)
    return tuple(one for one in met if one.at in touched)
