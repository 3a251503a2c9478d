"""Invented learners at their exams: booked where the rules want it, started, answered, handed in, a room at a time."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from core.accounts.service import server_acting
from core.demo.content import Document
from core.demo.lives import Life
from core.exams.service import (
    Reviewed,
    book_places,
    enter_answers,
    hand_in_all,
    reviewed_all,
    start_attempts,
)
from core.web.site import Site

SHARES = {"good": 0.94, "fair": 0.82, "bad": 0.3, "poor": 0.05}
"""How many of a paper's questions a life answers right, for those who have sat."""


def exam_of(plan: Document, cohort: str) -> str:
    """Return the exam that a cohort sits."""
    exam: str = plan.get("exam_of", {}).get(cohort, plan["exam"])
    return exam


def sat_at(plan: Document, cohort: str, site: Site) -> datetime:
    """Return when a cohort sat its exam."""
    moment: datetime = plan.get("sat_of", {}).get(cohort, plan["sat"])
    return moment.replace(tzinfo=site.zone)


def book(site: Site, learners: Sequence[UUID], exam: str, opens: datetime) -> None:
    """Book places as the unit's administrator would."""
    if learners:
        book_places(learners, exam, opens, by=server_acting(site))


def sit(sitters: Mapping[UUID, tuple[Life, random.Random]], exam: str) -> None:
    """Sit an exam as often as each life has, and hand in; who may not start stays away."""
    for turn in range(max((life.tries for life, _ in sitters.values()), default=0)):
        room = [learner for learner, (life, _) in sitters.items() if turn < life.tries]
        attempts = list(start_attempts(room, exam).rows.values())
        papers = reviewed_all(attempts)
        enter_answers(
            (attempt, _chosen(papers[attempt.id], *sitters[attempt.learner])) for attempt in attempts
        )
        hand_in_all([attempt.id for attempt in attempts])


def _chosen(paper: Sequence[Reviewed], life: Life, chance: random.Random) -> dict[int, list[int]]:
    share = SHARES[life.exam]
    return {one.shown.number: list(one.right) if chance.random() < share else _wrong(one) for one in paper}


def _wrong(one: Reviewed) -> list[int]:
    options = len(one.shown.options) or 2
    wrong = [index for index in range(options) if index not in one.right]
    return wrong[:1] or list(one.right)[:1]
