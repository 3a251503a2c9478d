"""What handed-in papers tell of a question: how often it was asked, the share right, and how well it tells people apart.

Discrimination is the corrected point-biserial correlation: between the share of its mark that a question earned and
the share that the rest of the same paper earned (the question itself left out), from -1 to 1. The upper and lower
27 per cent are not used: papers differ from learner to learner, and the correlation takes each for what it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from core.bank.models import QuestionFigures
from core.db import db, now
from core.decisions.values import Text, say
from core.exams.models import AttemptRow
from core.jobs import Progress, every, task
from core.tenancy.guard import set_tenant
from core.tenancy.scope import current_tenant

ENOUGH = 20
"""Marked papers from which on a figure says anything."""

EASY, HARD = Decimal("0.95"), Decimal("0.2")
WEAK = Decimal("0.1")

COUNT = sa.text("""
WITH asked AS (
  SELECT a.exam, question.value ->> 'code' AS code, (question.value ->> 'version')::int AS version,
    a.handed_in_at IS NOT NULL AND NOT a.void AND result.value IS NOT NULL AS counts,
    (result.value ->> 'earned')::numeric AS earned, (result.value ->> 'of')::numeric AS worth,
    sum((result.value ->> 'earned')::numeric) OVER paper AS earned_in_all,
    sum((result.value ->> 'of')::numeric) OVER paper AS worth_in_all
  FROM attempts a
  CROSS JOIN LATERAL jsonb_array_elements(a.paper) WITH ORDINALITY AS question(value, place)
  LEFT JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(a.marked) WHEN 'array' THEN a.marked ELSE '[]' END)
    WITH ORDINALITY AS result(value, place) USING (place)
  WHERE a.tenant = :tenant AND a.year = :year
  WINDOW paper AS (PARTITION BY a.id)
)
INSERT INTO question_figures (tenant, year, code, version, exam, papers, marked, correct, discrimination, counted_at)
SELECT :tenant, :year, code, version, exam, count(*), count(*) FILTER (WHERE counts),
  count(*) FILTER (WHERE counts AND earned = worth),
  round((corr(earned / nullif(worth, 0), (earned_in_all - earned) / nullif(worth_in_all - worth, 0))
    FILTER (WHERE counts))::numeric, 3),
  :at
FROM asked GROUP BY code, version, exam
""")


@dataclass(frozen=True, slots=True)
class Figures:
    """One version's figures in one exam, with what they say in plain words."""

    row: QuestionFigures

    @property
    def share(self) -> Decimal | None:
        """The share of marked papers in which it was wholly right, from 0 to 1; None without any."""
        return Decimal(self.row.correct) / self.row.marked if self.row.marked else None

    @property
    def hint(self) -> tuple[Text, str]:
        """What the figures say, and the tone to say it in."""
        return hint_of(self.row.marked, self.share, self.row.discrimination)


def hint_of(marked: int, share: Decimal | None, discrimination: Decimal | None) -> tuple[Text, str]:
    """Return what figures say in plain words, and how pressing it is: bad, warn, good or calm."""
    if marked < ENOUGH or share is None:
        return say("Fewer than {least} marked papers: too few to say.", least=ENOUGH), "calm"
    if discrimination is not None and discrimination < 0:
        return say("Who does well otherwise gets it wrong: please check the key."), "bad"
    if share < HARD:
        return say("Hardly anybody gets it right: too hard, or the key is wrong."), "warn"
    if share > EASY:
        return say("Nearly everybody gets it right: too easy."), "warn"
    if discrimination is None or discrimination < WEAK:
        return say("It hardly tells apart who knows the matter."), "warn"
    return say("It does its work."), "good"


def count_year(year: int) -> None:
    """Count the figures of a year's papers anew and commit."""
    db.session.execute(sa.delete(QuestionFigures).where(QuestionFigures.year == year))
    session = db.session()
    set_tenant(session)
    session.execute(COUNT, {"tenant": current_tenant(), "year": year, "at": now()})
    db.session.commit()


@task("bank.count_figures")
def count_figures(progress: Progress) -> None:
    """Count the figures of every year in which the scope's tenant has papers."""
    years = list(db.session.scalars(sa.select(AttemptRow.year).distinct()))
    for done, year in enumerate(years, start=1):
        count_year(year)
        progress.report(done, len(years))


def count_later() -> None:
    """Have the figures counted by a worker, and commit."""
    count_figures.enqueue()
    db.session.commit()


def figures_of(year: int, code: str) -> Sequence[Figures]:
    """Return a question's figures, the newest version first, by exam."""
    query = sa.select(QuestionFigures).where(QuestionFigures.year == year, QuestionFigures.code == code)
    rows = db.session.scalars(query.order_by(QuestionFigures.version.desc(), QuestionFigures.exam))
    return [Figures(row) for row in rows]


def papers_with(year: int, codes: Iterable[str]) -> Mapping[str, Sequence[QuestionFigures]]:
    """Return in which exams' papers questions stand, by code; as last counted."""
    query = sa.select(QuestionFigures).where(
        QuestionFigures.year == year, QuestionFigures.code.in_(set(codes))
    )
    found: dict[str, list[QuestionFigures]] = {}
    for row in db.session.scalars(query.order_by(QuestionFigures.exam, QuestionFigures.version)):
        found.setdefault(row.code, []).append(row)
    return found


every("45 17 * * *", count_figures)  # after everybody is judged
