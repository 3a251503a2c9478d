"""The study file of a person over the years: what was judged, sat, exempted and certified, as it stands on file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Learner, Unit, learner_and_unit
from core.certificates.models import CertificateRow
from core.db import db
from core.decisions.rounding import half_up
from core.decisions.year import YearRules
from core.errors import NotFound
from core.exams.models import AttemptRow
from core.exemptions.service import ExemptionRow
from core.reports.models import YearUnit
from core.standings.service import Standing, current
from core.tenancy.tenant import Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A paper that was handed in."""

    title: str
    at: datetime
    mark: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEntry:
    """One year of a study file."""

    year: int
    unit: str
    """What the unit was called in which the person stood then."""
    rank: str
    result: str
    """The grade, or the state where there is none."""
    final: bool
    score: Decimal | None
    earned: Decimal | None
    measure: str
    """The unit of account of study; "" in a year without study."""
    marks: tuple[Mark, ...]
    exemptions: tuple[tuple[str, str], ...]
    """Reason and state of each."""
    certificates: tuple[tuple[str, bool], ...]
    """Number, and whether it is in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyFile:
    """A person's years, the newest first."""

    learner: Learner
    unit: Unit
    entries: tuple[YearEntry, ...]


def study_file(tenant: Tenant, learner: UUID) -> StudyFile:
    """Return a learner's study file, the present year as of now; NotFound when there is no such learner."""
    row, home = learner_and_unit(learner)
    current(learner)
    query = sa.select(Standing).where(Standing.learner == learner).order_by(Standing.year.desc())
    rows = db.session.scalars(query.execution_options(populate_existing=True)).all()
    entries = tuple(_entry(tenant, one, home) for one in rows)
    return StudyFile(learner=row, unit=home, entries=entries)


def _entry(tenant: Tenant, row: Standing, home: Unit) -> YearEntry:
    rules = _rules(tenant, row.year, home.area)
    decimals = rules.outcome.decimals if rules else 2
    return YearEntry(
        year=row.year,
        unit=_name(row.unit, row.year) or home.name,
        rank=row.rank,
        result=row.grade or row.state,
        final=row.final,
        score=None if row.score is None else half_up(row.score, decimals),
        earned=row.earned,
        measure=rules.study.unit if rules and rules.study else "",
        marks=tuple(_marks(row, rules)),
        exemptions=tuple(_exemptions(row)),
        certificates=tuple(_certificates(row)),
    )


def _rules(tenant: Tenant, year: int, area: str) -> YearRules | None:
    try:
        return tenant.rules_for(year, area)
    except NotFound:
        return None


def _name(unit: str, year: int) -> str:
    """What a unit was called when the year was closed, else what it is called now."""
    kept = db.session.scalar(sa.select(YearUnit.name).where(YearUnit.year == year, YearUnit.code == unit))
    return kept or db.session.scalar(sa.select(Unit.name).where(Unit.code == unit)) or ""


def _marks(row: Standing, rules: YearRules | None) -> Iterator[Mark]:
    query = sa.select(AttemptRow).where(
        AttemptRow.learner == row.learner,
        AttemptRow.year == row.year,
        AttemptRow.handed_in_at.is_not(None),
        sa.not_(AttemptRow.void),
    )
    for one in db.session.scalars(query.order_by(AttemptRow.handed_in_at)):
        rule = rules.exams.get(one.exam) if rules else None
        if one.handed_in_at is not None and (rule is None or rule.counts):
            yield Mark(title=rule.title if rule else one.exam, at=one.handed_in_at, mark=one.mark)


def _exemptions(row: Standing) -> Sequence[tuple[str, str]]:
    query = sa.select(ExemptionRow.reason, ExemptionRow.state).where(
        ExemptionRow.learner == row.learner, ExemptionRow.year == row.year
    )
    return list(db.session.execute(query.order_by(ExemptionRow.applied_at)).tuples())


def _certificates(row: Standing) -> Sequence[tuple[str, bool]]:
    query = sa.select(CertificateRow.number, CertificateRow.revoked_at.is_(None)).where(
        CertificateRow.learner == row.learner, CertificateRow.year == row.year
    )
    return list(db.session.execute(query.order_by(CertificateRow.issued_at)).tuples())
