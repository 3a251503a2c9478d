"""The yearly archive of a unit: its roster with results, figures with their denominators, exemptions, certificates, incidents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from core.accounts.service import Learner, Scope, Unit
from core.certificates.models import CertificateRow
from core.db import db
from core.decisions.values import say
from core.errors import NotFound
from core.exams.models import Reopening
from core.exemptions.service import ExemptionRow
from core.reports.service import Query, Sight, UnitReport, unit_report
from core.standings.service import Standing
from core.web.paging import Paged, list_address, page_number

LONGEST = 60
MOST = 20_000
"""People of one archive; a larger tree is archived unit by unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address of the list asks for."""

    search: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Asked":
        """Read an address; what makes no sense is left out."""
        search = sent.get("q", "").strip()[:LONGEST]
        return cls(search=search, page=page_number(sent.get("page", "1")))

    def address(self, **changed: object) -> str:
        """Return the address with some of it changed."""
        return list_address({"q": self.search, "page": 1} | changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitList(Paged):
    """A page of the units whose archives can be taken."""

    query: Asked
    rows: Sequence[Unit]
    total: int


def units_of(scope: Scope, asked: Asked) -> UnitList:
    """Return a page of the units that an administrator sees, found by name or code."""
    query = sa.select(Unit).where(Unit.code.in_(scope.units))
    if asked.search:
        named = Unit.name.contains(asked.search, autoescape=True)
        query = query.where(sa.or_(named, Unit.code == asked.search))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    asked = replace(asked, page=min(asked.page, max(1, -(-total // UnitList.size))))
    page = query.order_by(Unit.code).offset((asked.page - 1) * UnitList.size).limit(UnitList.size)
    return UnitList(query=asked, rows=db.session.scalars(page).all(), total=total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One line of the roster: who stood in the unit in that year, and what came of it."""

    learner: Learner
    standing: Standing
    exemption: str
    certificate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitArchive:
    """A unit's year."""

    year: int
    unit: str
    report: UnitReport
    people: Sequence[Person]
    incidents: Sequence[tuple[str, str]]
    """Who was given a further attempt, and why."""


def unit_archive(sight: Sight, unit: str, year: int) -> UnitArchive:
    """Return the archive of a unit that the reader sees; NotFound for every other unit, and for a year that the place has not had."""
    if not unit or unit not in sight.scope.units:
        raise NotFound(say("There is no such unit here."))
    if year != sight.site.year and year not in sight.past_years:
        raise NotFound(say("There is nothing at this address."))
    past = year if year != sight.site.year else 0
    report = unit_report(sight, Query(unit=unit, year=past), size=1)
    people = _people(unit, year)
    return UnitArchive(
        year=year, unit=report.name, report=report, people=people, incidents=_incidents(people, year)
    )


def _people(unit: str, year: int) -> Sequence[Person]:
    """Those whom the year counts in the unit itself; units below have archives of their own."""
    query = (
        sa.select(Learner, Standing)
        .join(Standing, sa.and_(Standing.tenant == Learner.tenant, Standing.learner == Learner.id))
        .where(Standing.year == year, Standing.unit == unit)
        .order_by(Learner.pinyin, Learner.account)
        .limit(MOST)
    )
    rows = db.session.execute(query).tuples().all()
    ids = [learner.id for learner, _ in rows]
    exempt, numbers = _exempt(ids, year), _numbers(ids, year)
    return [
        Person(
            learner=learner,
            standing=standing,
            exemption=exempt.get(learner.id, ""),
            certificate=numbers.get(learner.id, ""),
        )
        for learner, standing in rows
    ]


def _exempt(learners: Sequence[Any], year: int) -> Mapping[Any, str]:
    query = sa.select(ExemptionRow.learner, ExemptionRow.reason).where(
        ExemptionRow.learner.in_(learners), ExemptionRow.year == year, ExemptionRow.state == "approved"
    )
    return dict(db.session.execute(query).tuples().all())


def _numbers(learners: Sequence[Any], year: int) -> Mapping[Any, str]:
    query = sa.select(CertificateRow.learner, CertificateRow.number).where(
        CertificateRow.learner.in_(learners), CertificateRow.year == year, CertificateRow.revoked_at.is_(None)
    )
    return dict(db.session.execute(query).tuples().all())


def _incidents(people: Sequence[Person], year: int) -> Sequence[tuple[str, str]]:
    names = {one.learner.id: one.learner.name for one in people}
    query = sa.select(Reopening.learner, Reopening.reason).where(
        Reopening.learner.in_(names), Reopening.year == year
    )
    return [(names[learner], reason) for learner, reason in db.session.execute(query.order_by(Reopening.at))]
