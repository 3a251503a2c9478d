"""Invented learners at their exams: booked where the rules want it, started, answered, handed in."""

import random
from datetime import datetime
from uuid import UUID

from core.accounts.service import server_acting
from core.demo.content import Document
from core.demo.lives import Life
from core.exams.entering import enter_answers
from core.exams.service import AttemptRow, Reviewed, book_place, hand_in, reviewed, start_attempt
from core.web.site import Site

SHARES = {"good": 0.94, "fair": 0.82, "bad": 0.3}


def exam_of(plan: Document, cohort: str) -> str:
    """Return the exam that a cohort sits."""
    exam: str = plan.get("exam_of", {}).get(cohort, plan["exam"])
    return exam


def sat_at(plan: Document, cohort: str, site: Site) -> datetime:
    """Return when a cohort sat its exam."""
    moment: datetime = plan.get("sat_of", {}).get(cohort, plan["sat"])
    return moment.replace(tzinfo=site.zone)


def book(site: Site, learner: UUID, exam: str, opens: datetime) -> None:
    """Book a place as the unit's administrator would."""
    book_place(learner, exam, opens, by=server_acting(site))


def sit(learner: UUID, exam: str, life: Life, chance: random.Random) -> None:
    """Sit an exam as often as the life has, and hand in."""
    for _ in range(life.tries):
        attempt = start_attempt(learner, exam)
        enter_answers(attempt, _chosen(attempt, SHARES[life.exam], chance))
        hand_in(learner, attempt.id)


def _chosen(attempt: AttemptRow, share: float, chance: random.Random) -> dict[int, list[int]]:
    return {
        one.shown.number: list(one.right) if chance.random() < share else _wrong(one)
        for one in reviewed(attempt)
    }


def _wrong(one: Reviewed) -> list[int]:
    options = len(one.shown.options) or 2
    wrong = [index for index in range(options) if index not in one.right]
    return wrong[:1] or list(one.right)[:1]
