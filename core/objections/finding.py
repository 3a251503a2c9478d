"""Finding objections: a learner's own, one of an administrator's scope, a list of them; the messages of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Filters, Learner, Scope, Unit, narrowed
from core.db import db
from core.decisions.stored import restore_line, restore_text
from core.decisions.values import Line, Text, say
from core.errors import NotFound
from core.objections.models import MessageRow, ObjectionRow
from core.objections.subjects import ABOUTS
from core.web.paging import Paged, list_address, page_number

PAGE_SIZE = 50
LONGEST_SEARCH = 60
STATES = ("open", "answered", "closed")
"""What waits for an administrator comes first."""
NONE_HERE = say("There is no such objection here.")
OF_LEARNER = sa.and_(Learner.tenant == ObjectionRow.tenant, Learner.id == ObjectionRow.learner)
OF_UNIT = sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit)


@dataclass(frozen=True, slots=True)
class Held:
    """An objection, with the learner and unit for those who look at the learners of others."""

    row: ObjectionRow
    learner: Learner
    unit: Unit

    @property
    def title(self) -> Text:
        """What it is about."""
        return title_of(self.row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the administrator's list asks for."""

    search: str = ""
    state: str = ""
    about: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        page, state, about = sent.get("page", "1"), sent.get("state", ""), sent.get("about", "")
        return cls(
            search=sent.get("q", "")[:LONGEST_SEARCH].replace("\0", ""),
            state=state if state in STATES else "",
            about=about if about in ABOUTS else "",
            page=page_number(page),
        )

    def address(self, **changed: object) -> str:
        """Return the address of the list with some of it changed; another filter begins at the first page."""
        values = {"q": self.search, "state": self.state, "about": self.about, "page": 1} | changed
        return list_address(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Paged):
    """A page of the list, with how many there are in each state."""

    query: Query
    rows: Sequence[Held]
    total: int
    counts: Mapping[str, int]


def title_of(row: ObjectionRow) -> Text:
    """Return what an objection is about, in words."""
    return restore_text(row.title) or Text("")


def lines_of(row: ObjectionRow) -> tuple[Line, ...]:
    """Return the explained lines as they read when the objection was raised."""
    return tuple(restore_line(line) for line in row.lines)


def own_objections(learner: UUID) -> Sequence[ObjectionRow]:
    """Return a learner's objections, newest first."""
    query = sa.select(ObjectionRow).where(ObjectionRow.learner == learner)
    return db.session.scalars(query.order_by(ObjectionRow.raised_at.desc(), ObjectionRow.id)).all()


def own_objection(learner: UUID, objection: UUID, *, locked: bool = False) -> ObjectionRow:
    """Return a learner's own objection; NotFound for anybody else's. Locked, nobody else changes it meanwhile."""
    query = sa.select(ObjectionRow).where(ObjectionRow.id == objection, ObjectionRow.learner == learner)
    return _one(query.with_for_update() if locked else query)


def going_on_about(learner: UUID, about: str, key: str) -> ObjectionRow | None:
    """Return a learner's objection to a subject that is not closed yet, or None."""
    query = sa.select(ObjectionRow).where(
        ObjectionRow.learner == learner,
        ObjectionRow.about == about,
        ObjectionRow.key == key,
        ObjectionRow.state != "closed",
    )
    return db.session.scalars(query).one_or_none()


def going_on(learner: UUID) -> int:
    """Return how many objections of a learner are not closed yet."""
    query = sa.select(sa.func.count()).where(ObjectionRow.learner == learner, ObjectionRow.state != "closed")
    return db.session.execute(query).scalar_one()


def messages_of(objection: UUID) -> Sequence[MessageRow]:
    """Return the messages of a thread in order."""
    query = sa.select(MessageRow).where(MessageRow.objection == objection)
    return db.session.scalars(query.order_by(MessageRow.number)).all()


def objection_in(scope: Scope, objection: UUID, *, locked: bool = False) -> Held:
    """Return an objection of a learner whom an administrator sees; NotFound for every other."""
    query = _held(scope).where(ObjectionRow.id == objection)
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound(NONE_HERE)
    if locked:
        _one(sa.select(ObjectionRow).where(ObjectionRow.id == objection).with_for_update())
    return Held(*found)


def objections_in(scope: Scope, query: Query) -> Found:
    """Return a page of the objections of an administrator's learners: those not answered first, the oldest of them on top."""
    base = _held(scope)
    if query.about:
        base = base.where(ObjectionRow.about == query.about)
    if query.search.strip():
        people: sa.Select[Any] = narrowed(scope, Filters(search=query.search.strip()))
        base = base.where(ObjectionRow.learner.in_(people.with_only_columns(Learner.id)))
    counts = _counts(base)
    chosen = base.where(ObjectionRow.state == query.state) if query.state else base
    page = chosen.order_by(*_order()).limit(PAGE_SIZE).offset((query.page - 1) * PAGE_SIZE)
    total = counts.get(query.state, 0) if query.state else sum(counts.values())
    rows = [Held(*one) for one in db.session.execute(page)]
    return Found(query=query, rows=rows, total=total, counts=counts)


def _order() -> Sequence[Any]:
    waiting = sa.case((ObjectionRow.state == "open", ObjectionRow.touched_at))
    return (
        sa.func.array_position(sa.literal(list(STATES)), ObjectionRow.state),
        waiting.asc().nulls_last(),
        ObjectionRow.touched_at.desc(),
        ObjectionRow.id,
    )


def _one(query: sa.Select[tuple[ObjectionRow]]) -> ObjectionRow:
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(NONE_HERE)
    return row


def _held(scope: Scope) -> sa.Select[Any]:
    query = sa.select(ObjectionRow, Learner, Unit).join(Learner, OF_LEARNER).join(Unit, OF_UNIT)
    return query.where(Learner.unit.in_(scope.units))


def _counts(base: sa.Select[Any]) -> dict[str, int]:
    inner = base.with_only_columns(ObjectionRow.state.label("state")).subquery()
    query = sa.select(inner.c.state, sa.func.count()).group_by(inner.c.state)
    return dict(db.session.execute(query).tuples().all())
