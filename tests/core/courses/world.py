"""A learner at a desk: courses of three lessons, clients that give signs of presence, and a clock to be moved."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from core.accounts.models import Learner, SignIn, Unit
from core.courses import service
from core.courses.models import DayTotalRow, LedgerEntry, LessonProgress, Ticket
from core.courses.years import LearnerYear
from core.db import db, now
from core.decisions.credit import CreditRule, Presence
from core.decisions.facts import Person
from core.decisions.year import YearRules
from core.tenancy.clock import clock_ahead, set_clock, shift_clock
from core.tenancy.scope import current_tenant
from plugins.credit import PerLesson, PerMinute
from tests.core.decisions.years import ARTICLE, ZONE, a_study, a_year, moment

BEAT = 30


def presence(**changes: object) -> Presence:
    values: dict[str, object] = {"heartbeat_seconds": BEAT, "idle_minutes": 5, "cite": ARTICLE}
    return Presence(**(values | changes))


ONE_CLIENT = presence(clients="one", closing="void", lesson_minutes=1)


def by_lesson(amount: int = 2, **changes: object) -> YearRules:
    return rules_with(PerLesson(amount=Decimal(amount), cite=ARTICLE), **changes)


def by_minute(amount: int = 2, **changes: object) -> YearRules:
    return rules_with(PerMinute(amount=Decimal(amount), cite=ARTICLE), **changes)


def rules_with(*credit: CreditRule, **study: object) -> YearRules:
    return a_year(study=a_study(credit=credit, **({"presence": presence()} | study)))


def lessons(count: int = 3) -> tuple[service.NewLesson, ...]:
    work = service.Work(title="中华人民共和国宪法", article="第二条")
    return tuple(
        service.NewLesson(code=f"l{n}", title=f"第{n}课", text=f"第{n}课的**正文**。", work=work)
        for n in range(1, count + 1)
    )


def a_course(code: str = "law", **changes: object) -> service.NewCourse:
    values: dict[str, object] = {
        "year": 2024,
        "code": code,
        "title": f"课程 {code}",
        "category": "宪法",
        "lessons": lessons(),
        "cite": ARTICLE,
    }
    return service.NewCourse(**(values | changes))


@dataclass
class Desk:
    """One learner of the tenant in scope under given rules."""

    rules: YearRules
    learner: UUID
    person: Person = field(default_factory=Person)

    def year(self) -> LearnerYear:
        db.session.commit()  # so that the instant is read anew
        return LearnerYear(
            learner=self.learner, year=2024, rules=self.rules, person=self.person, zone=ZONE, at=now()
        )

    def open(self, lesson: str = "l1", course: str = "law", client: str = "phone") -> UUID:
        return service.open_lesson(self.year(), course, lesson, sign_in(self.learner, client)).ticket

    def beat(self, ticket: UUID, seq: int, client: str = "phone") -> service.Sign:
        db.session.commit()  # the tests' one connection must not carry the sign inside the session's savepoint
        return service.give_sign(current_tenant(), ticket, token(self.learner, client), seq)

    def study(self, ticket: UUID, minutes: float, client: str = "phone", *, after: int = 0) -> int:
        """Stay with a lesson, a sign every half minute; returns the last sequence number."""
        beats = int(minutes * 60 / BEAT)
        for seq in range(after + 1, after + beats + 1):
            advance(seconds=BEAT)
            self.beat(ticket, seq, client)
        return after + beats

    def finish(self, ticket: UUID, client: str = "phone") -> service.Finished:
        return service.finish_lesson(self.year(), ticket, token(self.learner, client))

    def leave(self, ticket: UUID, client: str = "phone", how: str = "closed") -> None:
        service.leave(self.year(), ticket, token(self.learner, client), how)

    def entries(self, **of: object) -> Sequence[LedgerEntry]:
        query = sa.select(LedgerEntry).where(LedgerEntry.learner == self.learner).filter_by(**of)
        return db.session.scalars(query.order_by(LedgerEntry.at)).all()

    def earned(self, measure: str = "study") -> Decimal:
        return sum((e.counted for e in self.entries(measure=measure)), Decimal(0))

    def codes(self, measure: str = "minutes") -> list[str]:
        return [e.code for e in self.entries(measure=measure)]

    def totals(self) -> dict[tuple[object, ...], Decimal]:
        rows = db.session.scalars(sa.select(DayTotalRow).where(DayTotalRow.learner == self.learner))
        return {(row.day, row.measure, row.bucket): row.amount for row in rows}

    def facts(self) -> Decimal:
        """What the year's unit of account adds up to as standings see it."""
        study, _ = service.study_facts_of(self.year())
        return sum((t.amount for t in study if t.measure == "study"), Decimal(0))

    def ticket(self, ticket: UUID) -> Ticket:
        db.session.expire_all()
        return db.session.scalars(sa.select(Ticket).where(Ticket.id == ticket)).one()

    def seconds_in(self, lesson: str = "l1", course: str = "law") -> int:
        query = sa.select(LessonProgress.seconds).where(
            LessonProgress.learner == self.learner,
            LessonProgress.course == course,
            LessonProgress.lesson == lesson,
        )
        return db.session.scalars(query).one_or_none() or 0


def advance(**span: float) -> datetime:
    """Move the tenant's clock on."""
    shift_clock(clock_ahead() + timedelta(**span))
    return now()


def at(text: str) -> None:
    """Set the tenant's clock to an instant of Beijing time."""
    set_clock(moment(text))


def token(learner: UUID, client: str) -> bytes:
    return f"{learner}:{client}".encode()


def sign_in(learner: UUID, client: str) -> bytes:
    """Sign the learner in on a client, once."""
    made = token(learner, client)
    if db.session.scalars(sa.select(SignIn).where(SignIn.token_hash == made)).one_or_none() is None:
        expires = db.session.scalar(sa.text("SELECT now() + interval '12 hours'"))
        db.session.add(SignIn(token_hash=made, learner=learner, expires=expires))
        db.session.commit()
    return made


def desk(rules: YearRules, account: str = "1001", **person: object) -> Desk:
    """Put a learner on the roster and the course "law" on the shelf, at ten in the morning of the first of April."""
    if db.session.scalars(sa.select(Unit).where(Unit.code == "u1")).one_or_none() is None:
        db.session.add(Unit(code="u1", name="司法局"))
        db.session.flush()
    row = Learner(unit="u1", account=account, name="学员", birth=None, joined=None, retires=None)
    db.session.add(row)
    db.session.commit()
    at("2024-04-01 10:00")
    service.publish_course(a_course())
    return Desk(rules=rules, learner=row.id, person=Person(**person))
