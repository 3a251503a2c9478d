"""Drafts as an office may see them: its own place's and those of the areas below it; foreign ones are not there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Unit
from core.db import db
from core.decisions.values import say
from core.drafts.models import STATES, ActRow, DraftRow, VersionRow
from core.drafts.trying import CasesRun, Tryout, run_cases, try_draft
from core.errors import NotFound
from core.rulebook.opening import Shelf
from core.web.paging import Paged, list_address, page_number


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with one of its versions."""

    row: DraftRow
    text: VersionRow

    def tried(self, shelf: Shelf) -> Tryout:
        """Try it over the rules in force."""
        return try_draft(shelf.tenant, self.row.area, self.row.file, self.text.content)

    def cases(self, tryout: Tryout) -> CasesRun:
        """Run the cases beside it."""
        return run_cases(tryout, self.text.cases)


@dataclass(frozen=True, slots=True)
class Query:
    """What the address of the list asks for."""

    state: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what is no filter is left out."""
        state = sent.get("state", "")
        return cls(state if state in STATES else "", page_number(sent.get("page", "")))

    def address(self, **changed: object) -> str:
        """Return the address of the list with some of it changed."""
        return list_address({"state": self.state, "page": self.page} | changed)


@dataclass(frozen=True, slots=True)
class Found(Paged):
    """A page of the list, with how many there are in each state."""

    query: Query
    rows: Sequence[DraftRow]
    total: int
    counts: Mapping[str, int]


def drafts_in(shelf: Shelf, query: Query) -> Found:
    """Return a page of the drafts that an office sees, those changed last first."""
    seen = sa.select(DraftRow).where(DraftRow.area.in_(own_areas(shelf)))
    counted = sa.select(DraftRow.state, sa.func.count()).where(DraftRow.area.in_(own_areas(shelf)))
    counts = {str(state): n for state, n in db.session.execute(counted.group_by(DraftRow.state)).tuples()}
    asked = seen.where(DraftRow.state == query.state) if query.state else seen
    rows = db.session.scalars(
        asked.order_by(DraftRow.changed_at.desc(), DraftRow.id)
        .offset((query.page - 1) * Found.size)
        .limit(Found.size)
    ).all()
    return Found(query, rows, counts.get(query.state, 0) if query.state else sum(counts.values()), counts)


def own_areas(shelf: Shelf) -> tuple[str, ...]:
    """Return the areas whose drafts an office sees: its own place and those below, not those above that bind it."""
    own = shelf.area
    return tuple(area for area in shelf.areas if not own or area == own or area.startswith(f"{own}/"))


def in_area(area: str) -> sa.ColumnElement[bool]:
    """Return the condition that a unit lies in an area, or anywhere in the province for ""."""
    below = Unit.area.startswith(f"{area}/", autoescape=True)
    return sa.or_(Unit.area == area, below) if area else sa.true()


def draft_in(shelf: Shelf, draft: UUID, *, lock: bool = False) -> Draft:
    """Return a draft that the office sees with its last version; NotFound for every other."""
    query = sa.select(DraftRow).where(DraftRow.id == draft, DraftRow.area.in_(own_areas(shelf)))
    if lock:
        query = query.with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(say("There is no such draft here."))
    text = db.session.scalars(
        sa.select(VersionRow).where(VersionRow.draft == row.id, VersionRow.version == row.version)
    ).one()
    return Draft(row, text)


def versions_of(draft: UUID) -> Sequence[VersionRow]:
    """Return the versions of a draft, newest first, without looking at whose it is."""
    query = sa.select(VersionRow).where(VersionRow.draft == draft)
    return db.session.scalars(query.order_by(VersionRow.version.desc())).all()


def acts_of(draft: UUID) -> Sequence[ActRow]:
    """Return the acts of a draft's way, newest first."""
    return db.session.scalars(sa.select(ActRow).where(ActRow.draft == draft).order_by(ActRow.id.desc())).all()
