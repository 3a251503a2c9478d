"""For those who inspect exemptions: a random sample that anybody can draw again, and what has changed since last year."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, Learner, Unit
from core.applications.finding import OF_LEARNER, OF_UNIT
from core.audit.service import note
from core.db import db
from core.decisions.values import Text, say
from core.errors import BadInput
from core.exemptions.service import ExemptionRow, evidence_counts
from core.sheets.book import Book
from core.sheets.lexicon import Lexicon
from core.standings.service import Standing
from core.web.language import Reader
from core.web.paging import Paged, list_address, page_number

MOST = 500
LONGEST_SEED = 40
Change = Literal["new", "continued", "ended"]
CHANGES: tuple[Change, ...] = ("new", "continued", "ended")
EXEMPT = "exempt"
HEADINGS: Mapping[str, Text] = {
    "name": say("Name"),
    "account": say("Account number"),
    "unit": say("Unit"),
    "reason": say("Reason for exemption"),
    "applied": say("Applied on"),
    "decided": say("Decided on"),
    "until": say("Approved until"),
    "by": say("Approved by"),
    "kept": say("Evidence kept by the unit"),
    "files": say("Files of evidence"),
}


class Drawn(NamedTuple):
    """One exemption of a sample."""

    row: ExemptionRow
    learner: Learner
    unit: Unit
    files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sample with what it was drawn by: the same seed and size draw the same from the same exemptions."""

    seed: str
    size: int
    among: int
    rows: Sequence[Drawn]


def draw_sample(by: Acting, year: int, seed: str, size: int) -> Sample:
    """Draw approved exemptions of an administrator's learners; that it was done stands in the audit trail."""
    _check(seed, size)
    base = sa.select(ExemptionRow.id).join(Learner, OF_LEARNER)
    base = base.where(by.scope.theirs(), ExemptionRow.year == year, ExemptionRow.state == "approved")
    among = sorted(db.session.scalars(base), key=lambda one: _lot(seed, one))
    drawn = among[:size]
    query = sa.select(ExemptionRow, Learner, Unit).join(Learner, OF_LEARNER).join(Unit, OF_UNIT)
    found = {row.id: (row, learner, unit) for row, learner, unit in _rows(query, drawn)}
    files = evidence_counts(drawn)
    note(by.actor, "sample_exemptions", "", seed=seed, size=str(size), among=str(len(among)))
    db.session.commit()
    rows = [Drawn(*found[one], files.get(one, 0)) for one in drawn]
    return Sample(seed=seed, size=size, among=len(among), rows=rows)


def sample_sheet(sample: Sample, read: Reader) -> bytes:
    """Return a sample as a spreadsheet: reasons, days, who approved; no file of evidence, only how many there are."""
    book = Book(
        Lexicon(read, HEADINGS), read.word("exemptions_sheet"), list(HEADINGS), {"unit": 28, "account": 20}
    )
    for one in sample.rows:
        book.row(_cells(one, read))
    drawn = say(
        "{size} of {among}, drawn by {seed}", size=len(sample.rows), among=sample.among, seed=sample.seed
    )
    book.notes([(read.text(say("Seed")), read.text(drawn))])
    return book.content()


def _cells(one: Drawn, read: Reader) -> dict[str, str]:
    return {
        "name": one.learner.name,
        "account": one.learner.account,
        "unit": one.unit.name,
        "reason": read.word(one.row.reason),
        "applied": read.moment(one.row.applied_at),
        "decided": read.day(one.row.decided) if one.row.decided else "",
        "until": read.day(one.row.until) if one.row.until else "",
        "by": read.glue.join(step["name"] for step in one.row.trail if step["act"] == "approve"),
        "kept": one.row.evidence,
        "files": str(one.files),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesQuery:
    """What the address of the page of changes asks for."""

    change: str = ""
    unit: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "ChangesQuery":
        """Read an address; what makes no sense is left out."""
        change = sent.get("change", "")
        return cls(
            change=change if change in CHANGES else "",
            unit=sent.get("unit", "")[:80].replace("\0", ""),
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address of the page with some of it changed."""
        return list_address({"change": self.change, "unit": self.unit, "page": 1} | changed)


class Changed(NamedTuple):
    """Somebody who is exempt in this year or was in the last, with the reason that was approved, if people decided."""

    learner: Learner
    unit: Unit
    change: Change
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes(Paged):
    """A page of what has changed since last year, with how many of each kind there are in each unit."""

    query: ChangesQuery
    rows: Sequence[Changed]
    total: int
    counts: Mapping[str, int]
    units: Sequence[tuple[Unit, Mapping[str, int]]]


def changes_since(by: Acting, year: int, query: ChangesQuery) -> Changes:
    """Return who is newly exempt, still exempt or exempt no more in a year, against the year before."""
    base = _compared(by, year)
    inner = base.subquery()
    counted = sa.select(inner.c.unit, inner.c.change, sa.func.count()).group_by(inner.c.unit, inner.c.change)
    by_unit: dict[str, dict[str, int]] = {}
    for unit, change, count in db.session.execute(counted):
        by_unit.setdefault(unit, {})[change] = count
    counts: dict[str, int] = {one: sum(found.get(one, 0) for found in by_unit.values()) for one in CHANGES}
    return _page_of(base, query, counts, by_unit, year)


def _page_of(
    base: sa.Select[Any],
    query: ChangesQuery,
    counts: Mapping[str, int],
    by_unit: Mapping[str, Mapping[str, int]],
    year: int,
) -> Changes:
    inner = base.subquery()
    people = sa.select(Learner, Unit, inner.c.change, _reason(year).label("reason"))
    people = people.join(inner, inner.c.learner == Learner.id).join(Unit, OF_UNIT)
    if query.change:
        people = people.where(inner.c.change == query.change)
    if query.unit:
        people = people.where(Learner.unit == query.unit)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(people.subquery())) or 0
    query = replace(query, page=min(query.page, max(1, -(-total // Changes.size))))
    ordered = people.order_by(Unit.code, inner.c.change, Learner.pinyin, Learner.account)
    page = ordered.limit(Changes.size).offset((query.page - 1) * Changes.size)
    units = db.session.scalars(sa.select(Unit).where(Unit.code.in_(by_unit)).order_by(Unit.code)).all()
    return Changes(
        query=query,
        rows=[Changed(*row) for row in db.session.execute(page)],
        total=total,
        counts=counts,
        units=[(unit, by_unit[unit.code]) for unit in units],
    )


def _compared(by: Acting, year: int) -> sa.Select[Any]:
    """Each learner once who is exempt in one of both years, by what was judged."""
    this, last = sa.orm.aliased(Standing), sa.orm.aliased(Standing)
    now_exempt, was_exempt = this.state == EXEMPT, last.state == EXEMPT
    change = sa.case((sa.and_(now_exempt, was_exempt), "continued"), (now_exempt, "new"), else_="ended")
    query = sa.select(Learner.id.label("learner"), Learner.unit.label("unit"), change.label("change"))
    for table, wanted in ((this, year), (last, year - 1)):
        same = sa.and_(table.tenant == Learner.tenant, table.learner == Learner.id, table.year == wanted)
        query = query.outerjoin(table, same)
    return query.where(by.scope.theirs(), sa.or_(now_exempt, was_exempt))


def _reason(year: int) -> sa.ScalarSelect[Any]:
    same = sa.and_(ExemptionRow.tenant == Learner.tenant, ExemptionRow.learner == Learner.id)
    of_years = ExemptionRow.year.in_((year, year - 1))
    query = sa.select(ExemptionRow.reason).where(same, of_years, ExemptionRow.state == "approved")
    return query.order_by(ExemptionRow.year.desc()).limit(1).correlate(Learner).scalar_subquery()


def _rows(query: sa.Select[Any], drawn: Sequence[UUID]) -> Sequence[Any]:
    return db.session.execute(query.where(ExemptionRow.id.in_(drawn))).all()


def _lot(seed: str, exemption: UUID) -> bytes:
    return hashlib.sha256(f"{seed}/{exemption}".encode()).digest()


def _check(seed: str, size: int) -> None:
    if not seed.strip() or len(seed) > LONGEST_SEED:
        text = say("Please give a word or number of at most {most} signs to draw by.", most=LONGEST_SEED)
        raise BadInput(text, fields={"seed": text})
    if not 1 <= size <= MOST:
        text = say("A sample holds between 1 and {most} exemptions.", most=MOST)
        raise BadInput(text, fields={"size": text})
