"""Lists of who sits when, to hand out and to hang up: by sitting or by unit, as a spreadsheet or to be printed."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from core.accounts.service import Acting, Learner, Unit, masked
from core.audit.service import note
from core.booking.people import PeopleList
from core.booking.sight import Booked
from core.db import db
from core.decisions.values import say
from core.errors import Refused
from core.exams.service import PlaceRow
from core.reports.pdf_file import SMALL, TITLE, Paper, table
from core.reports.sheets import Sheet, xlsx_of
from core.web.language import Reader

MOST = 20_000
MOST_PRINTED = 5_000
By = Literal["slot", "unit"]
COLUMNS = (say("Sitting"), say("Unit"), say("Name"), say("Account number"), say("Signature"))


class Seat(NamedTuple):
    """One place that is booked."""

    opens: datetime
    unit: str
    name: str
    account: str


def seats_of(by: Acting, exam: Booked, opens: datetime | None, order: By, most: int) -> Sequence[Seat]:
    """Return the places of an administrator's learners; Refused for more than a file holds."""
    same = sa.and_(PlaceRow.tenant == Learner.tenant, PlaceRow.learner == Learner.id)
    query: sa.Select[Any] = sa.select(PlaceRow.opens, Unit.name, Learner.name, Learner.account)
    query = query.join(Learner, same).join(
        Unit, sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit)
    )
    query = query.where(PlaceRow.year == exam.year, PlaceRow.exam == exam.key, by.scope.theirs())
    if opens is not None:
        query = query.where(PlaceRow.opens == opens)
    keys = (PlaceRow.opens, Unit.code) if order == "slot" else (Unit.code, PlaceRow.opens)
    rows = db.session.execute(query.order_by(*keys, Learner.pinyin, Learner.account).limit(most + 1)).all()
    if len(rows) > most:
        raise Refused(
            say("These are more than {most} people; please choose one sitting.", most=most), code="too_many"
        )
    return [Seat(*row) for row in rows]


def as_sheet(by: Acting, exam: Booked, opens: datetime | None, order: By, read: Reader) -> bytes:
    """Return the list as a spreadsheet; that it was taken stands in the audit trail."""
    seats = seats_of(by, exam, opens, order, MOST)
    _noted(by, exam, len(seats))
    rows = [[read.moment(one.opens), one.unit, one.name, one.account, ""] for one in seats]
    return xlsx_of(_sheet(by, exam, read, rows))


def as_print(by: Acting, exam: Booked, opens: datetime | None, order: By, read: Reader) -> bytes:
    """Return the list to be printed: each sitting, or each unit, on pages of its own, with room to sign."""
    seats = seats_of(by, exam, opens, order, MOST_PRINTED)
    _noted(by, exam, len(seats))
    paper = Paper(exam.rule.title, by.site.name, across=True)
    groups = groupby(seats, key=lambda one: one.opens if order == "slot" else one.unit)
    for number, (head, found) in enumerate(groups):
        if number:
            paper.turn()
        title = head if isinstance(head, str) else read.moment(head)
        _group(paper, f"{exam.rule.title} · {title}", list(found), read)
    if not seats:
        paper.line(read.text(say("No place is booked")), align="centre")
    return paper.content()


def people_sheet(found: PeopleList, read: Reader) -> bytes:
    """Return all whom the list's filters find, each with the reason."""
    heads = (say("Unit"), say("Name"), say("Account number"), say("Group"), say("Why"), say("Booked sitting"))
    rows = [
        [
            one.unit.name,
            one.learner.name,
            one.learner.account,
            read.word(one.group) if one.group else "",
            "；".join(read.text(line.because) for line in one.lines[:1]),
            read.moment(one.opens) if one.opens else "",
        ]
        for one in found.all
    ]
    columns = [read.text(head) for head in heads]
    return xlsx_of(Sheet(title=found.exam.rule.title, moment="", columns=columns, rows=rows))


def _group(paper: Paper, title: str, seats: Sequence[Seat], read: Reader) -> None:
    paper.line(title, size=TITLE * 0.8, align="centre")
    paper.line(read.text(say("{count} people", count=len(seats))), size=SMALL, align="centre")
    rows = [
        [str(number), read.moment(one.opens), one.unit, one.name, masked(one.account), " " * 12]
        for number, one in enumerate(seats, start=1)
    ]
    table(paper, [read.text(say("No.")), *(read.text(head) for head in COLUMNS)], rows)


def _sheet(by: Acting, exam: Booked, read: Reader, rows: list[list[Any]]) -> Sheet:
    return Sheet(
        title=f"{by.site.name} {exam.rule.title}",
        moment=read.text(say("{count} people", count=len(rows))),
        columns=[read.text(head) for head in COLUMNS],
        rows=rows,
    )


def _noted(by: Acting, exam: Booked, count: int) -> None:
    note(by.actor, "export_seats", "", exam=exam.key, people=str(count))
    db.session.commit()
