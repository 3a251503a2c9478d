"""Reminders: every day those whom it can bring something are looked at, a batch at a time, and told what is due."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from uuid import UUID

from core.courses.service import learner_year, progress_for
from core.db import db, now
from core.decisions.case import Case
from core.decisions.plan import OpenLesson
from core.decisions.reminders import Occasions, Reminder, occasions, reminders
from core.decisions.standing import outcome
from core.errors import NotFound
from core.exams.service import cases_of
from core.notify.groups import Member, everybody_behind
from core.notify.posting import Draft, post
from core.notify.reaching import the_tenant
from core.standings.service import open_lessons

BATCH = 500
"""Learners whose cases are read at once."""


def remind_everybody(report: Callable[[int], None]) -> int:
    """Remind the scope's learners of what is due, each of the same once, and commit; returns how many messages are new."""
    seen = new = 0
    for batch in everybody_behind(BATCH, due_today()):
        new += remind(batch)
        seen += len(batch)
        report(seen)
        db.session.expunge_all()
    return new


def due_today() -> dict[str, Occasions]:
    """Return what today can bring in each area of the scope's tenant; an area without rules of its year brings nothing."""
    tenant, found = the_tenant(), {}
    for area, place in tenant.places.items():
        today = now().astimezone(place.tzinfo).date()
        try:
            rules = tenant.rules_for(place.year, area)
        except NotFound:
            continue
        found[area] = occasions(rules, today, place.tzinfo, place.notices.study)
    return found


def remind(members: Sequence[Member]) -> int:
    """Remind some learners of what is due, and commit; returns how many messages are new."""
    cases = cases_of([one.id for one in members])
    areas = {one.id: one.area for one in members}
    return post(list(_drafts(cases, areas)))


def _drafts(cases: Mapping[UUID, Case], areas: Mapping[UUID, str]) -> Iterator[Draft]:
    for learner, case in cases.items():
        before = the_tenant().place(areas[learner]).notices.study
        for one in reminders(case, outcome(case), partial(_lessons, learner, case), before):
            yield _draft(learner, one)


def _lessons(learner: UUID, case: Case) -> list[OpenLesson]:
    return open_lessons(case, progress_for(learner_year(learner)))


def _draft(learner: UUID, one: Reminder) -> Draft:
    return Draft(
        kind="reminder", learner=learner, title=one.title, body=one.body, link=one.link, once=one.once
    )
