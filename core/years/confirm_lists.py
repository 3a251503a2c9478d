"""Who has not confirmed their details: learners or units of an administrator's scope, filtered, in pages, as a sheet, reminded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from core.accounts.service import Acting, Filters, Learner, Scope, Unit, narrowed, unit_in
from core.audit.service import note
from core.db import db, now
from core.decisions.values import Text, say
from core.errors import Refused
from core.notify.service import Draft, post
from core.sheets.book import Book
from core.sheets.lexicon import Lexicon
from core.web.language import Reader
from core.web.paging import Paged, list_address, page_number
from core.web.site import Site
from core.years.confirming import Round, round_of
from core.years.models import LearnerConfirmation, UnitConfirmation

MOST = 50_000
MISSING, WRONG, CONFIRMED = "missing", "wrong", "confirmed"
STATES = (MISSING, WRONG, CONFIRMED)
"""Who has said nothing comes first, then who says that something is wrong."""
HEADINGS: Mapping[str, Text] = {
    "account": say("Account number"),
    "name": say("Name"),
    "unit": say("Unit"),
    "phone": say("Mobile phone"),
    "state": say("Confirmation"),
    "note": say("What is not right"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the list asks for."""

    of: str = "learners"
    search: str = ""
    unit: str = ""
    state: str = MISSING
    page: int = 1

    @classmethod
    def of_sent(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        return cls(
            of="units" if sent.get("of") == "units" else "learners",
            search=sent.get("q", "")[:60].replace("\0", ""),
            unit=sent.get("unit", "")[:60],
            state=sent["state"] if sent.get("state") in STATES else MISSING,
            page=page_number(sent.get("page", "1")),
        )

    def values(self, **changed: object) -> dict[str, object]:
        """Return what the address carries, with some of it changed; another filter begins at the first page."""
        kept = {"of": self.of, "q": self.search, "unit": self.unit, "state": self.state, "page": 1}
        return kept | changed

    def address(self, **changed: object) -> str:
        """Return the address with some of it changed."""
        return list_address(self.values(**changed), usual={"of": "learners", "state": MISSING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A learner or a unit of the list, with what was said."""

    learner: Learner | None
    unit: Unit
    said: LearnerConfirmation | UnitConfirmation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationList(Paged):
    """A page of the list, with how many there are in each state."""

    query: Query
    round: Round
    rows: Sequence[Line]
    total: int
    counts: Mapping[str, int]


def confirmation_list(scope: Scope, site: Site, query: Query) -> ConfirmationList | None:
    """Return a page of the list; None in a year without a round. NotFound for a unit that is not the administrator's."""
    found = round_of(site)
    if found is None:
        return None
    if query.unit:
        unit_in(scope, query.unit)
    base = _base(scope, query, found.year)
    counts = _counts(base)
    total = counts.get(query.state, 0)
    query = replace(query, page=min(query.page, max(1, -(-total // ConfirmationList.size))))
    page = _chosen(base, query).offset((query.page - 1) * ConfirmationList.size).limit(ConfirmationList.size)
    return ConfirmationList(query=query, round=found, rows=_lines(page, query), total=total, counts=counts)


def export_confirmations(by: Acting, query: Query, read: Reader) -> bytes:
    """Return all that the filters show as a spreadsheet, noted in the audit trail; Refused for more than MOST."""
    rows = _every(by, query)
    book = Book(
        Lexicon(read, HEADINGS), read.word("learners_sheet"), list(HEADINGS), {"unit": 28, "account": 20}
    )
    for one in rows:
        person, said = one.learner, one.said
        book.row(
            {
                "account": person.account if person else one.unit.code,
                "name": person.name if person else one.unit.name,
                "unit": one.unit.name,
                "phone": person.phone if person else "",
                "state": read.word(f"confirmation_{said.state if said else MISSING}"),
                "note": said.note if said else "",
            }
        )
    note(by.actor, "export_confirmations", "", people=str(len(rows)), filters=query.address())
    db.session.commit()
    return book.content()


def remind(by: Acting, query: Query) -> int:
    """Put a reminder into the inbox of everybody whom the filters find and who has not confirmed, once a day, and commit."""
    found = round_of(by.site)
    if found is None or not found.open:
        raise Refused(say("Nobody is reminded outside the round."), code="round_over")
    day = now().astimezone(by.site.zone).date()
    rows = _every(by, replace(query, of="learners", state=MISSING))
    drafts = [
        Draft(
            kind="reminder",
            learner=one.learner.id,
            title=say("Please confirm your details of {year}", year=str(found.year)),
            body=(say("Until {day} you can say whether they are right.", day=found.rule.period.last),),
            link="/confirm",
            once=f"confirm/{found.year}/{day}",
        )
        for one in rows
        if one.learner is not None
    ]
    count = post(drafts)
    note(by.actor, "remind_confirmation", "", people=str(count))
    db.session.commit()
    return count


def _every(by: Acting, query: Query) -> Sequence[Line]:
    found = round_of(by.site)
    if found is None:
        return ()
    rows = _lines(_chosen(_base(by.scope, query, found.year), query).limit(MOST + 1), query)
    if len(rows) > MOST:
        raise Refused(
            say("These are more than {most} people; please narrow the list.", most=MOST), code="too_many"
        )
    return rows


def _base(scope: Scope, query: Query, year: int) -> sa.Select[Any]:
    if query.of == "units":
        return _units(scope, query, year)
    base = narrowed(scope, Filters(search=query.search, unit=query.unit, active=True))
    said = LearnerConfirmation
    joined = sa.and_(said.tenant == Learner.tenant, said.learner == Learner.id, said.year == year)
    return base.add_columns(said).outerjoin(said, joined).add_columns(_state(said).label("standing"))


def _units(scope: Scope, query: Query, year: int) -> sa.Select[Any]:
    said = UnitConfirmation
    joined = sa.and_(said.tenant == Unit.tenant, said.unit == Unit.code, said.year == year)
    base = sa.select(Unit, said, _state(said).label("standing")).outerjoin(said, joined)
    base = base.where(Unit.code.in_(scope.units), Unit.closed_on.is_(None))
    if query.search:
        base = base.where(Unit.name.contains(query.search.strip(), autoescape=True))
    return base.where(Unit.code == query.unit) if query.unit else base


def _state(said: Any) -> sa.ColumnElement[str]:
    return sa.func.coalesce(said.state, MISSING)


def _counts(base: sa.Select[Any]) -> Mapping[str, int]:
    inner = base.subquery()
    query = sa.select(inner.c.standing, sa.func.count()).group_by(inner.c.standing)
    return dict(db.session.execute(query).tuples().all())


def _chosen(base: sa.Select[Any], query: Query) -> sa.Select[Any]:
    said = UnitConfirmation if query.of == "units" else LearnerConfirmation
    order = (Unit.code,) if query.of == "units" else (Unit.code, Learner.pinyin, Learner.account)
    return base.where(_state(said) == query.state).order_by(*order)


def _lines(page: sa.Select[Any], query: Query) -> Sequence[Line]:
    rows = db.session.execute(page).all()
    if query.of == "units":
        return [Line(learner=None, unit=unit, said=said) for unit, said, _ in rows]
    return [Line(learner=learner, unit=unit, said=said) for learner, unit, said, _ in rows]
