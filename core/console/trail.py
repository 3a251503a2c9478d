"""The audit trail as an office reads it: filtered by words, act and days, page by page or as a spreadsheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.accounts.models import Administrator
from core.accounts.service import Learner, Scope, scope_of
from core.audit.chain import Head, head, unsealed
from core.audit.models import AuditEntry
from core.audit.service import Actor, note
from core.console.trail_words import NUMBER, line_of
from core.db import db
from core.decisions.values import Text, say
from core.errors import Refused
from core.sheets.book import Book
from core.sheets.lexicon import Lexicon
from core.web.i18n import reader
from core.web.paging import Paged, list_address, page_number
from core.web.site import Viewer, the_site

PAGE_SIZE = 50
MOST = 50_000
"""Entries that one spreadsheet takes."""
HEADINGS: Mapping[str, Text] = {
    "at": say("When"),
    "actor": say("Who"),
    "address": say("From where"),
    "act": say("What"),
    "subject": say("On whom"),
    "reason": say("Reason"),
    "facts": say("Details"),
}
WIDTHS = {"at": 20, "actor": 14, "act": 18, "subject": 30, "reason": 40, "facts": 40}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailQuery:
    """What the address of the trail asks for."""

    search: str = ""
    act: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "TrailQuery":
        """Read an address; what makes no sense is left out."""
        return cls(
            search=sent.get("q", "").strip()[:60],
            act=sent.get("act", "")[:60],
            since=_day(sent.get("since", "")),
            until=_day(sent.get("until", "")),
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address of the trail with some of it changed; another filter begins at the first page."""
        kept = {"q": self.search, "act": self.act, "since": self.since, "until": self.until, "page": 1}
        return list_address(kept | changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail(Paged):
    """A page of the trail, newest first, with the names of those whom it is about and the state of the chain."""

    query: TrailQuery
    rows: Sequence[AuditEntry]
    total: int
    acts: Sequence[str]
    learners: Mapping[str, str]
    """Names of learners by the subjects that stand for them."""
    newest: Head
    waiting: int
    """Entries that are not sealed yet."""


def trail_for(viewer: Viewer, query: TrailQuery) -> Trail:
    """Return a page of what was done in the viewer's place."""
    seen = _seen(viewer)
    found = _found(seen, query)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(found.subquery())) or 0
    query = replace(query, page=min(query.page, max(1, -(-total // PAGE_SIZE))))
    page = _newest_first(found).offset((query.page - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    rows = db.session.scalars(page).all()
    acts = db.session.scalars(
        sa.select(AuditEntry.act).where(*seen).distinct().order_by(AuditEntry.act)
    ).all()
    return Trail(
        query=query,
        rows=rows,
        total=total,
        acts=acts,
        learners=_learners(rows),
        newest=head(),
        waiting=unsealed(),
    )


def export_trail(actor: Actor, viewer: Viewer, query: TrailQuery) -> bytes:
    """Return what the filters show as a spreadsheet, and commit that it was taken; Refused for more than it takes."""
    rows = db.session.scalars(_newest_first(_found(_seen(viewer), query)).limit(MOST + 1)).all()
    if len(rows) > MOST:
        raise Refused(
            say("These are more than {most} entries. Please choose a shorter time.", most=MOST),
            code="too_many",
        )
    learners = _learners(rows)
    book = Book(Lexicon(reader(), HEADINGS), reader().sentence(say("Audit trail")), list(HEADINGS), WIDTHS)
    for row in rows:
        book.row(_cells(row, learners))
    note(actor, "export_audit", "audit", entries=str(len(rows)))
    db.session.commit()
    return book.content()


def _cells(row: AuditEntry, learners: Mapping[str, str]) -> dict[str, str]:
    return {
        "at": reader().instant(row.at),
        "actor": row.actor_name,
        "address": row.address,
        "act": reader().word(f"act_{row.act}"),
        "subject": learners.get(row.subject, row.subject),
        "reason": row.reason,
        "facts": line_of(row.facts, rows=True),
    }


def facts_text(row: AuditEntry) -> str:
    """Return an entry's details as one line; numbers of rows, which tell a reader nothing, are left to the spreadsheet."""
    return line_of(row.facts)


def subject_text(row: AuditEntry) -> str:
    """Return what an act was about where it was no learner: a question's code, a unit's; a dash for a row's number."""
    return "–" if not row.subject or NUMBER.search(row.subject) else row.subject


def _seen(viewer: Viewer) -> Sequence[sa.ColumnElement[bool]]:
    """A province's office sees every act; an area's those of the administrators of its own units."""
    if not viewer.area:
        return ()
    scope: Scope = scope_of(viewer)
    own = sa.select(Administrator.id).where(Administrator.unit.in_(scope.units))
    return (AuditEntry.actor.in_(own),)


def _found(seen: Sequence[sa.ColumnElement[bool]], query: TrailQuery) -> sa.Select[tuple[AuditEntry]]:
    chosen = sa.select(AuditEntry).where(*seen)
    if query.act:
        chosen = chosen.where(AuditEntry.act == query.act)
    if query.since:
        chosen = chosen.where(AuditEntry.at >= _midnight(query.since))
    if query.until:
        chosen = chosen.where(AuditEntry.at < _midnight(query.until + timedelta(days=1)))
    return chosen.where(_says(query.search)) if query.search else chosen


def _says(search: str) -> sa.ColumnElement[bool]:
    """Whether an entry names what was searched for: who did it, on whom, or why."""
    named = sa.select(sa.cast(Learner.id, sa.String)).where(
        sa.or_(Learner.name == search, Learner.account == search)
    )
    return sa.or_(
        AuditEntry.actor_name.contains(search, autoescape=True),
        AuditEntry.reason.contains(search, autoescape=True),
        AuditEntry.subject == search,
        AuditEntry.subject.in_(named),
    )


def _newest_first(chosen: sa.Select[tuple[AuditEntry]]) -> sa.Select[tuple[AuditEntry]]:
    return chosen.order_by(AuditEntry.at.desc(), AuditEntry.id)


def _learners(rows: Sequence[AuditEntry]) -> dict[str, str]:
    ids = {one for row in rows if (one := _uuid(row.subject))}
    query: sa.Select[Any] = sa.select(Learner.id, Learner.name).where(Learner.id.in_(ids))
    return {str(learner): name for learner, name in db.session.execute(query)} if ids else {}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=the_site().zone)
