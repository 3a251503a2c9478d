"""Judging a learner's year and keeping the standing; explaining it again from what was kept."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from core.accounts.service import Learner
from core.db import db
from core.decisions.case import Case
from core.decisions.outcome import Outcome
from core.decisions.standing import outcome as outcome_of
from core.exams.service import case_of
from core.standings.kept import restore_facts, restore_outcome, store_facts, store_outcome
from core.standings.models import Standing


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
    _keep(learner, case, outcome)
    db.session.commit()
    return outcome


def current(learner: UUID, year: int | None = None) -> tuple[Case, Outcome]:
    """Return a learner's case and outcome as of now, kept anew where it differs from the stored one.

    Time alone changes outcomes (a window closes, a year ends), so looking is judging.
    """
    case = case_of(learner, year)
    outcome = outcome_of(case)
    row = stored(learner, case.rules.year)
    if row is None or row.outcome != store_outcome(outcome) or row.rules_digest != case.rules.digest:
        _keep(learner, case, outcome)
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
    if row is None:
        return None
    again = outcome_of(replace(case, facts=restore_facts(row.inputs), at=row.judged_at))
    return Explanation(
        stored=restore_outcome(row.outcome),
        again=again,
        judged_at=row.judged_at,
        formula=row.formula,
        rules_digest=row.rules_digest,
        same_rules=row.rules_digest == case.rules.digest,
    )


def judge_all(year: int | None = None) -> Iterator[Outcome]:
    """Judge every learner of the tenant, each kept and committed by itself."""
    learners = list(db.session.scalars(sa.select(Learner.id).order_by(Learner.account)))
    for learner in learners:
        yield judge(learner, year)
        db.session.expunge_all()


def _keep(learner: UUID, case: Case, outcome: Outcome) -> None:
    values = {
        "state": outcome.state,
        "grade": outcome.grade,
        "score": outcome.score,
        "final": outcome.final,
        "earned": case.balance.total if case.balance else None,
        "outcome": store_outcome(outcome),
        "inputs": store_facts(case.facts),
        "formula": case.rules.outcome.formula.name,
        "rules_digest": case.rules.digest,
        "judged_at": case.at,
    }
    statement = insert(Standing).values(learner=learner, year=case.rules.year, **values)
    keys = ["tenant", "learner", "year"]
    db.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))
