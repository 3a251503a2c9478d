"""Judging a learner's year and keeping the standing; explaining it again from what was kept."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Learner, Unit
from core.db import db
from core.decisions.case import Case
from core.decisions.outcome import Outcome
from core.decisions.participation import deeds_of
from core.decisions.standing import outcome as outcome_of
from core.exams.service import case_of, cases_of
from core.standings.kept import restore_facts, restore_outcome, store_facts, store_outcome
from core.standings.models import Standing
from core.tenancy.reading import Reading, read
from core.tenancy.rows import enter_rows, replacing
from core.tenancy.scope import current_tenant
from core.tenancy.years import closed_years
from core.web.site import composition

KEPT = Reading("""
SELECT outcome, rules_digest, year_closed(tenant, year, %(area)s) FROM standings
WHERE tenant = %(tenant)s AND learner = %(learner)s AND year = %(year)s
""")
BATCH = 200
"""Learners who are judged in one transaction when everybody is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A stored standing beside what the same inputs give when judged again."""

    stored: Outcome
    again: Outcome
    judged_at: datetime
    formula: str
    rules_digest: str
    same_rules: bool

    @property
    def agrees(self) -> bool:
        """Whether judging again gives what is stored."""
        return store_outcome(self.stored) == store_outcome(self.again)


def judge(learner: UUID, year: int | None = None) -> Outcome:
    """Judge a learner's year as of now, keep the standing and commit."""
    case = case_of(learner, year)
    outcome = outcome_of(case)
    _keep({learner: (case, outcome)})
    db.session.commit()
    return outcome


def judge_many(learners: Collection[UUID], year: int | None = None) -> dict[UUID, Outcome]:
    """Judge many learners' years as of now in a few statements, keep the standings and commit.

    Who is not of the tenant is left out.
    """
    judged = {learner: (case, outcome_of(case)) for learner, case in cases_of(learners, year).items()}
    _keep(judged)
    db.session.commit()
    return {learner: outcome for learner, (_, outcome) in judged.items()}


def current(learner: UUID, year: int | None = None) -> tuple[Case, Outcome]:
    """Return a learner's case and outcome as of now, kept anew where it differs from the stored one.

    Time alone changes outcomes (a window closes, a year ends), so looking is judging; the outcome of a closed year
    stays what it was.
    """
    case = case_of(learner, year)
    outcome = outcome_of(case)
    kept = read(KEPT, learner=learner, year=case.rules.year, area=case.facts.person.area)
    if kept and kept[0][2]:
        return case, restore_outcome(kept[0][0])
    if kept != [(store_outcome(outcome), case.rules.digest, False)]:
        _keep({learner: (case, outcome)})
        db.session.commit()
    return case, outcome


def stored(learner: UUID, year: int) -> Standing | None:
    """Return the standing on file, or None where none has been judged."""
    query = sa.select(Standing).where(Standing.learner == learner, Standing.year == year)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def explain(learner: UUID, year: int | None = None) -> Explanation | None:
    """Judge again from the stored inputs at the stored instant; None where no standing is on file."""
    case = case_of(learner, year)
    row = stored(learner, case.rules.year)
    return None if row is None else _explained(case, row)


def explain_many(learners: Collection[UUID], year: int | None = None) -> dict[UUID, Explanation]:
    """Judge many learners again from what is stored; who has no standing on file is left out."""
    cases = cases_of(learners, year)
    query = sa.select(Standing).where(Standing.learner.in_(cases))
    rows = db.session.scalars(query.execution_options(populate_existing=True)).all()
    return {
        row.learner: _explained(cases[row.learner], row)
        for row in rows
        if row.year == cases[row.learner].rules.year
    }


def _explained(case: Case, row: Standing) -> Explanation:
    again = outcome_of(replace(case, facts=restore_facts(row.inputs), at=row.judged_at))
    return Explanation(
        stored=restore_outcome(row.outcome),
        again=again,
        judged_at=row.judged_at,
        formula=row.formula,
        rules_digest=row.rules_digest,
        same_rules=row.rules_digest == case.rules.digest,
    )


def judge_all(year: int | None = None, areas: Collection[str] | None = None) -> Iterator[Outcome]:
    """Judge every learner of the tenant, or those of some areas, so many at a time kept and committed."""
    query = sa.select(Learner.id).order_by(Learner.account)
    if areas is not None:
        of_unit = sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit)
        query = query.join(Unit, of_unit).where(Unit.area.in_(areas))
    learners = list(db.session.scalars(query))
    for start in range(0, len(learners), BATCH):
        yield from judge_many(learners[start : start + BATCH], year).values()
        db.session.expunge_all()


def _keep(judged: Mapping[UUID, tuple[Case, Outcome]]) -> None:
    shut = _shut({(case.facts.person.area, case.rules.year) for case, _ in judged.values()})
    rows = [
        _row(learner, case, outcome)
        for learner, (case, outcome) in judged.items()
        if (case.facts.person.area, case.rules.year) not in shut
    ]
    enter_rows(Standing, rows, replacing(Standing, list(rows[0])) if rows else "")


def _shut(asked: Collection[tuple[str, int]]) -> Collection[tuple[str, int]]:
    """Those years of places that are closed; the year that a place stands in never is."""
    places = composition().registry.tenants[current_tenant()].places
    earlier = [(area, year) for area, year in asked if area in places and year < places[area].year]
    return closed_years().keys() & earlier if earlier else ()


def _row(learner: UUID, case: Case, outcome: Outcome) -> dict[str, object]:
    return {
        "learner": learner,
        "year": case.rules.year,
        "state": outcome.state,
        "grade": outcome.grade,
        "score": outcome.score,
        "final": outcome.final,
        "earned": case.balance.total if case.balance else None,
        "outcome": store_outcome(outcome),
        "inputs": store_facts(case.facts),
        "did": " ".join(deeds_of(case)),
        "formula": case.rules.outcome.formula.name,
        "rules_digest": case.rules.digest,
        "judged_at": case.at,
    }
