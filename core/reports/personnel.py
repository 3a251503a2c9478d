"""The sheet for personnel systems: the learner report in the columns, headings and codes that ``tenant.yaml`` names."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Learner
from core.certificates.service import CertificateRow
from core.db import db
from core.reports.people import PeopleReport, Person
from core.reports.sheets import Cell, Sheet
from core.tenancy.personnel import PersonnelColumn
from core.web.language import Reader

LAYOUT = "personnel"
STEP = 500
CODED = frozenset({"state", "tier", "rank"})


def personnel_sheet(
    report: PeopleReport, people: Iterable[Person], columns: Sequence[PersonnelColumn], read: Reader
) -> Sheet:
    """Return the people of a report for another system: one line of headings, then one line each, and nothing else."""
    rows = [[_told(one, column, read) for column in columns] for one in _records(people, report.sight.year)]
    return Sheet(title="", moment="", columns=[column.heading for column in columns], rows=rows)


def _records(people: Iterable[Person], year: int) -> Iterator[dict[str, Any]]:
    waiting = iter(people)
    while some := tuple(islice(waiting, STEP)):
        ids = [one.found.learner for one in some]
        known = _known(ids)
        numbers = _certificates(ids, year)
        for one in some:
            yield {
                **one.found._asdict(),
                "earned": one.earned,
                "mark": one.mark,
                "score": one.score,
                "year": year,
                "id_number": known[one.found.learner][0],
                "unit_code": known[one.found.learner][1],
                "certificate": numbers.get(one.found.learner, ""),
            }


def _known(ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    rows = db.session.execute(
        sa.select(Learner.id, Learner.id_number, Learner.unit).where(Learner.id.in_(ids))
    )
    return {learner: (number, unit) for learner, number, unit in rows}


def _certificates(ids: Sequence[UUID], year: int) -> dict[UUID, str]:
    query = sa.select(CertificateRow.learner, CertificateRow.number).where(
        CertificateRow.learner.in_(ids), CertificateRow.year == year, CertificateRow.revoked_at.is_(None)
    )
    return dict(db.session.execute(query).tuples().all())


def _told(record: dict[str, Any], column: PersonnelColumn, read: Reader) -> Cell:
    value: Cell = record[column.field]
    if isinstance(value, str) and value in column.codes:
        return column.codes[value]
    return read.word(value) if column.field in CODED and isinstance(value, str) and value else value
