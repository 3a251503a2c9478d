"""What a draft would do to those on the roster before anybody is judged: places that do not suffice, learners left behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from core.accounts.service import Learner, Unit
from core.db import db, now
from core.decisions.values import Text, say
from core.drafts.finding import in_area
from core.drafts.pages import Desk
from core.rulebook.checking import last_days
from core.standings.service import Standing


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know, with how grave it is: "bad" leaves learners behind, "warn" should be looked at."""

    tone: str
    text: Text


def findings_of(desk: Desk) -> tuple[Finding, ...]:
    """Return what there is to know of a draft besides its checks; nothing while it is not complete."""
    if desk.book is None:
        return ()
    return (*_places(desk), *_left_behind(desk), *_shorter(desk))


def _places(desk: Desk) -> Iterator[Finding]:
    """Compare the places of an exam with those who have to sit it."""
    rules, zone = desk.tryout.tenant.rules_for(desk.edition.year, desk.edition.area), desk.tryout.tenant.zone
    for key in rules.counting_exams:
        seats = [sitting.capacity for sitting in rules.sittings(key, zone)]
        exam = rules.exams[key]
        if not seats or None in seats or exam.makeup_of:
            continue
        have, need = sum(seat or 0 for seat in seats), learners_on_roster(desk.edition.area, exam.cohort)
        if have < need:
            yield Finding("bad", say(
                "{exam} has {have} places for {need} learners.", exam=exam.title, have=have, need=need
            ))  # fmt: skip


def _left_behind(desk: Desk) -> Iterator[Finding]:
    """Say who could not qualify any more if the draft were in force today."""
    today = now().astimezone(desk.tryout.tenant.zone).date()
    rules = desk.tryout.tenant.rules_for(desk.edition.year, desk.edition.area)
    if today > rules.period.last:
        return
    waiting = _count_in("not_started", desk)
    for last in last_days(rules, desk.tried_shelf):
        if last.study and last.study < today and waiting:
            yield Finding("bad", say(
                "For {exam} one must begin to study by {day}, which is over; {count} learners have not begun.",
                exam=last.title, day=last.study, count=waiting,
            ))  # fmt: skip
        elif last.study is None and rules.study and rules.study.target and not _reachable(desk):
            yield Finding("bad", say("Nobody who begins now can reach the study target any more."))


def _reachable(desk: Desk) -> bool:
    rules = desk.tryout.tenant.rules_for(desk.edition.year, desk.edition.area)
    return any(last.study for last in last_days(rules, desk.tried_shelf)) or not rules.counting_exams


def _shorter(desk: Desk) -> Iterator[Finding]:
    """Compare the last days of the draft with those in force in the same year."""
    before = desk.compared.old if desk.compared else None
    if before is None or before.edition.year != desk.edition.year:
        return
    was = {last.title: last for last in last_days(before.found.rules, desk.shelf)}
    rules = desk.tryout.tenant.rules_for(desk.edition.year, desk.edition.area)
    for last in last_days(rules, desk.tried_shelf):
        old = was.get(last.title)
        if old and old.study and last.study and last.study < old.study:
            yield Finding("warn", _earlier(last.title, old.study, last.study))


def _earlier(exam: str, old: date, new: date) -> Text:
    return say(
        "For {exam} the last day to begin to study moves from {old} to {new}.", exam=exam, old=old, new=new
    )


def learners_on_roster(area: str, cohort: str = "") -> int:
    """Return how many active learners a place has, or those whom a cohort lists."""
    query = (
        sa.select(sa.func.count())
        .select_from(Learner)
        .join(Unit, sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit))
        .where(Learner.active)
    )
    query = query.where(in_area(area))
    if cohort:
        query = query.where(sa.literal(cohort) == sa.any_(Learner.cohorts))
    return db.session.scalar(query) or 0


def _count_in(state: str, desk: Desk) -> int:
    query = sa.select(sa.func.count()).select_from(Standing)
    return db.session.scalar(query.where(Standing.year == desk.edition.year, Standing.state == state)) or 0
