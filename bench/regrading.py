"""A key corrected after a hundred thousand attempts: how long until every mark and every standing follows.

The attempts are put into the tables as the services would have left them, by statements of the database itself: papers of
50 questions drawn from one order each, answers to all of them, a row of marks for each question.
"""

import json
import time
from dataclasses import dataclass
from uuid import uuid4

import sqlalchemy as sa

from bench.cpu import cpu_seconds
from bench.crowd import crowd, run
from bench.world import World
from core.accounts.service import server_acting
from core.courses.service import questions_for
from core.db import db
from core.decisions.marking import Correction
from core.exams.papers import marked, marks_row, questions_of
from core.exams.regrade import apply_correction, corrections_for, enter_correction, preview
from core.exams.service import AttemptRow, answers_of

QUESTIONS = 50
CHECKED = 50
"""Attempts that are marked anew from everything that is stored, to compare."""
YEAR = 2017

SAT = """
INSERT INTO attempts (tenant, id, learner, year, exam, number, room, seed, paper, rules_digest, started_at, deadline,
  handed_in_at, handed_in_by, mark, marked, pages, void, outside)
SELECT l.tenant, gen_random_uuid(), l.id, %(year)s, 'unified', 1, '', '', %(paper)s::jsonb, '', at, at + interval '1 hour',
  at + interval '30 minutes', 'learner', %(mark)s, %(marked)s::jsonb, 1, false, ''
FROM learners l, (SELECT timestamptz '2017-09-12 10:00+08' AS at) AS moment
WHERE l.tenant = %(tenant)s AND l.account > '6100000000' AND l.account <= '7' AND length(l.account) = 10
"""
ANSWERED = """
INSERT INTO answers (tenant, attempt, question, chosen, seq, saved_at)
SELECT a.tenant, a.id, n, '[0]', n, a.started_at FROM attempts a, generate_series(1, %(questions)s) AS n
WHERE a.tenant = %(tenant)s AND a.mark IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Regrade:
    """What it took to mark so many attempts again."""

    attempts: int
    looked: float
    """Seconds that the preview took: every paper marked again, nothing written."""
    seconds: float
    """Seconds until all had followed: marks, records, standings, messages to learners."""
    cpu: float
    same: bool
    """Whether a sample has the marks that marking everything anew gives."""


def regrading(world: World, many: int) -> Regrade:
    """Correct the key of a question that many attempts asked, and wait until all has followed."""
    with world.scope() as site:
        questions = list(questions_for(YEAR))[:QUESTIONS]
        _sit(
            world,
            many,
            [question.code for question in questions],
            [question.version for question in questions],
        )
        first = next(question for question in questions if question.type == "single")
        key = frozenset({(int(first.key[0]) + 1) % len(first.options)})
        version = (first.code, first.version)
        begin = time.monotonic()
        preview(YEAR, version, Correction(kind="key", key=key))
        looked = time.monotonic() - begin
        row = enter_correction(server_acting(site), YEAR, version, Correction(kind="key", key=key), "bench")
        db.session.commit()
        begin, own, base = time.monotonic(), time.process_time(), cpu_seconds(world.cluster.pid or 0)
        seen = sum(apply_correction(row.id))
        took = time.monotonic() - begin
        spent = time.process_time() - own + cpu_seconds(world.cluster.pid or 0) - base
        return Regrade(seen, looked, took, spent, _same())


def _sit(world: World, many: int, codes: list[str], versions: list[int]) -> None:
    """Everybody has the same paper and chose the first option of each question; the marks are of marking it."""
    pairs = list(zip(codes, versions, strict=True))
    paper = [
        {"code": code, "version": version, "mark": "2", "order": [0, 1, 2, 3], "partial": None}
        for code, version in pairs
    ]
    one = AttemptRow(id=uuid4(), year=YEAR, paper=paper)
    result = marked(one, questions_of([one])[one.id], {n: [0] for n in range(1, len(paper) + 1)})
    values = {
        "year": YEAR,
        "paper": json.dumps(paper),
        "mark": result.mark,
        "marked": json.dumps([marks_row(row) for row in result.questions]),
        "questions": len(paper),
    }
    crowd(world, many)
    run(world, (SAT, ANSWERED), **values)
    run(world, ("VACUUM ANALYZE attempts, answers",))


def _same() -> bool:
    rows = db.session.scalars(sa.select(AttemptRow).where(AttemptRow.mark.is_not(None)).limit(CHECKED)).all()
    questions = questions_of(rows)
    return all(
        marked(
            row,
            questions[row.id],
            {number: one.chosen for number, one in answers_of(row.id).items()},
            corrections_for(row.year, {(kept["code"], kept["version"]) for kept in row.paper}),
        ).mark
        == row.mark
        for row in rows
    )
