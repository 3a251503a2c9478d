"""Units at the administrators' desk: one level of the tree at a time, or found by name and code, each with its learners."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Administrator, Learner, Unit, stored_account
from core.db import db
from core.decisions.values import say
from core.errors import BadInput
from core.rosters.desk import Desk
from core.rosters.trees import path_of
from core.web.paging import Paged, list_address, page_number

PAGE_SIZE = 50
TICKED = 300
"""The most learners that the page of a split lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the tree asks for: the units below one, or a search."""

    below: str = ""
    search: str = ""
    closed: bool = False
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        return cls(
            below=sent.get("below", "")[:120],
            search=sent.get("q", "").strip()[:60],
            closed=sent.get("closed") == "yes",
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address with some of it changed; another level or search begins at the first page."""
        closed = "yes" if self.closed else ""
        return list_address({"below": self.below, "q": self.search, "closed": closed, "page": 1} | changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One unit of the list."""

    unit: Unit
    units: int
    """Units right below it."""
    learners: int
    """Active learners of it and all below it."""
    under: str
    """The name of the unit above it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitList(Paged):
    """A page of units, and the way down to where they stand."""

    query: Query
    path: Sequence[Unit]
    rows: Sequence[Row]
    total: int


def unit_list(desk: Desk, query: Query) -> UnitList:
    """Return one level of the tree below a unit that the administrator sees, or what a search finds in all of it."""
    tree = _Tree.read(desk)
    below = query.below if query.below in desk.scope.units else ""
    found = sa.select(Unit).where(Unit.code.in_(desk.scope.units))
    if not query.closed:
        found = found.where(Unit.closed_on.is_(None))
    if query.search:
        found = found.where(
            sa.or_(*(column.contains(query.search, autoescape=True) for column in (Unit.name, Unit.code)))
        )
    else:
        found = found.where(Unit.parent == below if below else Unit.code.in_(tree.tops()))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(found.subquery())) or 0
    query = replace(query, below=below, page=min(query.page, max(1, -(-total // PAGE_SIZE))))
    page = found.order_by(Unit.name, Unit.code).offset((query.page - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    units = db.session.scalars(page).all()
    path = () if query.search or not below else tree.path(below)
    return UnitList(query=query, path=path, rows=[tree.row(unit) for unit in units], total=total)


def path_to(desk: Desk, code: str) -> Sequence[Unit]:
    """Return the units from the administrator's own down to one of theirs."""
    return _Tree.read(desk).path(code)


def learners_below(desk: Desk, code: str) -> int:
    """Return how many active learners a unit and all below it have."""
    return _Tree.read(desk).learners(code)


def administrators_at(code: str) -> Sequence[Administrator]:
    """Return the administrators of a unit itself, active ones first."""
    query = sa.select(Administrator).where(Administrator.unit == code)
    return db.session.scalars(query.order_by(Administrator.active.desc(), Administrator.name)).all()


@dataclass(slots=True)
class _Tree:
    """The tree that an administrator sees, with how many learners there are at and below each unit."""

    parents: dict[str, str | None]
    names: dict[str, str]
    totals: Mapping[str, int]
    """Active learners of each unit and all below it."""
    below: Mapping[str, int]

    @classmethod
    def read(cls, desk: Desk) -> "_Tree":
        columns = (Unit.code, Unit.parent, Unit.name, Unit.closed_on)
        rows = db.session.execute(sa.select(*columns).where(Unit.code.in_(desk.scope.units))).all()
        counted = sa.select(Learner.unit, sa.func.count()).where(Learner.active).group_by(Learner.unit)
        parents = {code: parent for code, parent, _, _ in rows}
        totals: Counter[str] = Counter()
        for code, count in db.session.execute(counted).tuples():
            totals.update(dict.fromkeys(path_of(code, parents), count))
        return cls(
            parents=parents,
            names={code: name for code, _, name, _ in rows},
            totals=totals,
            below=Counter(parent for _, parent, _, closed in rows if parent and closed is None),
        )

    def tops(self) -> list[str]:
        """The units above which there is none that the administrator sees."""
        return [code for code, parent in self.parents.items() if parent not in self.parents]

    def path(self, code: str) -> list[Unit]:
        codes = [one for one in path_of(code, self.parents) if one in self.parents]
        found = {unit.code: unit for unit in db.session.scalars(sa.select(Unit).where(Unit.code.in_(codes)))}
        return [found[one] for one in codes]

    def learners(self, code: str) -> int:
        return self.totals.get(code, 0)

    def row(self, unit: Unit) -> Row:
        return Row(
            unit=unit,
            units=self.below.get(unit.code, 0),
            learners=self.learners(unit.code),
            under=self.names.get(unit.parent or "", ""),
        )


def people_of(code: str) -> Sequence[Learner]:
    """Return the first of a unit's own learners by name, to be ticked; more are named by their accounts."""
    query = sa.select(Learner).where(Learner.unit == code, Learner.active)
    return db.session.scalars(query.order_by(Learner.pinyin, Learner.account).limit(TICKED)).all()


def learners_named(code: str, ticked: Sequence[str], typed: str) -> set[UUID]:
    """Return the learners of a unit that are ticked or named by account; BadInput naming the first who is not of it."""
    accounts = [stored_account(one) for one in typed.replace(",", " ").replace("，", " ").split()]
    query = sa.select(Learner.id, Learner.account).where(Learner.unit == code)
    known = {account: learner for learner, account in db.session.execute(query).tuples()}
    stray = next((one for one in accounts if one not in known), None)
    if stray is not None:
        text = say("Nobody of this unit has the account number {account}.", account=stray)
        raise BadInput(text, fields={"accounts": text})
    own = {str(one): one for one in known.values()}
    return {own[one] for one in ticked if one in own} | {known[one] for one in accounts}
