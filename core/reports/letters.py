"""Urging letters in the register: who sees which, what a unit has received and acknowledged, and how far an order has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, Administrator, Scope
from core.audit.service import note
from core.db import db, now
from core.decisions.values import say
from core.errors import BadInput, NotFound, Refused
from core.jobs import job_progress
from core.notify.service import Draft, post
from core.reports.models import LetterReceipt, LetterRun, UrgingLetter
from core.tenancy.models import JobProgress
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant
from core.web.paging import Paged, list_address, page_number

LONGEST = 500
STATES = ("open", "acknowledged")
Box = Literal["sent", "received"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterQuery:
    """What the address of the register asks for."""

    box: Box = "sent"
    state: str = ""
    search: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str], *, usual: Box) -> "LetterQuery":
        """Read an address; ``usual``: the box of those who say nothing."""
        box: Box = {"sent": "sent", "received": "received"}.get(sent.get("box", ""), usual)  # type: ignore[assignment]
        state = sent.get("state", "")
        return cls(
            box=box,
            state=state if state in STATES else "",
            search=sent.get("q", "").strip()[:60],
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address with some of it changed."""
        values = {"box": self.box, "state": self.state, "q": self.search, "page": 1}
        return list_address(values | changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters(Paged):
    """A page of the register."""

    query: LetterQuery
    rows: Sequence[tuple[UrgingLetter, LetterReceipt | None]]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A letter with its receipt, as one administrator sees it."""

    row: UrgingLetter
    receipt: LetterReceipt | None
    received: bool
    """Whether it was written to a unit that the reader looks after, by one that they do not."""
    names: bool
    """Whether the reader may see who is behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """An order of letters, how far its job has come, and the letters written."""

    row: LetterRun
    job: JobProgress | None
    letters: Sequence[tuple[UrgingLetter, LetterReceipt | None]]

    @property
    def waits(self) -> bool:
        """Whether more is to come."""
        return self.job is not None and self.job.state in {"waiting", "running"}


def letters_in(scope: Scope, query: LetterQuery) -> Letters:
    """Return a page of the letters that an administrator's units have sent or received, newest first."""
    found = _with_receipts().where(_in_box(scope, query.box))
    if query.state:
        found = found.where(
            LetterReceipt.letter.is_(None) if query.state == "open" else LetterReceipt.letter.is_not(None)
        )
    if query.search:
        named = (UrgingLetter.to_name, UrgingLetter.number, UrgingLetter.issuer)
        found = found.where(sa.or_(*(column.contains(query.search, autoescape=True) for column in named)))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(found.subquery())) or 0
    newest = found.order_by(UrgingLetter.sent_at.desc(), UrgingLetter.serial.desc(), UrgingLetter.id)
    page = newest.limit(Letters.size).offset((query.page - 1) * Letters.size)
    return Letters(query=query, rows=db.session.execute(page).tuples().all(), total=total)


def open_count(scope: Scope) -> int:
    """Return how many letters to an administrator's units are not acknowledged yet."""
    found = _with_receipts().where(_in_box(scope, "received"), LetterReceipt.letter.is_(None))
    return db.session.scalar(sa.select(sa.func.count()).select_from(found.subquery())) or 0


def letter_in(scope: Scope, letter: UUID) -> Opened:
    """Return a letter by or to a unit that an administrator sees; NotFound for every other."""
    found = db.session.execute(_with_receipts().where(UrgingLetter.id == letter)).tuples().one_or_none()
    if found is None or not {found[0].unit, found[0].to_unit} & scope.units:
        raise NotFound(say("There is no such letter here."))
    row, receipt = found
    return Opened(
        row=row,
        receipt=receipt,
        received=row.to_unit in scope.units and row.unit not in scope.units,
        names=row.to_unit in scope.units,
    )


def acknowledge(by: Acting, letter: UUID, answer: str) -> None:
    """Enter that the unit has read a letter, with what it answers, tell the sender, and commit; Refused when it was, or by the sender."""
    answer = answer.replace("\0", "").strip()
    if len(answer) > LONGEST:
        fault = say("At most {most} characters, please.", most=LONGEST)
        raise BadInput(fault, fields={"answer": fault})
    take_locks([f"letter {current_tenant()} {letter}"])
    opened = letter_in(by.scope, letter)
    if not opened.received:
        raise Refused(say("Only the unit that was written to acknowledges a letter."), code="not_receiver")
    if opened.receipt is not None:
        raise Refused(say("This letter has been acknowledged already."), code="acknowledged")
    db.session.add(
        LetterReceipt(letter=letter, at=now(), by=by.actor.id, by_name=by.actor.name, answer=answer)
    )
    note(by.actor, "acknowledge_letter", str(letter), number=opened.row.number, answer=answer)
    db.session.commit()
    sender = sa.select(Administrator.id).where(Administrator.id == opened.row.sent_by)
    if db.session.scalar(sender) is not None:
        post([_told(opened.row, answer)])


def run_in(scope: Scope, run: UUID) -> Run:
    """Return an order of a unit that an administrator sees; NotFound for every other."""
    row = db.session.scalars(sa.select(LetterRun).where(LetterRun.id == run)).one_or_none()
    if row is None or row.unit not in scope.units:
        raise NotFound(say("There are no such letters here."))
    letters = _with_receipts().where(UrgingLetter.run == run).order_by(UrgingLetter.serial)
    return Run(row=row, job=_job(row), letters=db.session.execute(letters).tuples().all())


def letters_of(run: UUID) -> Sequence[UrgingLetter]:
    """Return the letters of an order in the order of their numbers."""
    query = sa.select(UrgingLetter).where(UrgingLetter.run == run).order_by(UrgingLetter.serial)
    return db.session.scalars(query).all()


def _job(row: LetterRun) -> JobProgress | None:
    try:
        return job_progress(row.progress)
    except NotFound:
        return None


def _with_receipts() -> sa.Select[tuple[UrgingLetter, LetterReceipt]]:
    on = sa.and_(LetterReceipt.tenant == UrgingLetter.tenant, LetterReceipt.letter == UrgingLetter.id)
    return sa.select(UrgingLetter, LetterReceipt).outerjoin(LetterReceipt, on)


def _in_box(scope: Scope, box: Box) -> sa.ColumnElement[bool]:
    """An office sees what the units below it have sent; received is what came from outside of its units."""
    seen = sa.literal(sorted(scope.units), sa.ARRAY(sa.String))
    if box == "sent":
        return UrgingLetter.unit == sa.any_(seen)
    return sa.and_(UrgingLetter.to_unit == sa.any_(seen), UrgingLetter.unit != sa.all_(seen))


def _told(row: UrgingLetter, answer: str) -> Draft:
    body = [say("{unit} has acknowledged the letter {number}.", unit=row.to_name, number=row.number)]
    if answer:
        body.append(say("{text}", text=answer))
    return Draft(
        kind="notice",
        administrator=row.sent_by,
        title=say("A letter has been acknowledged: {number}", number=row.number),
        body=tuple(body),
        link=f"/admin/reports/letters/{row.id}",
        once=f"receipt:{row.id}",
    )
