"""Practice: five questions after a course, ten after a category; keys are shown only once it is handed in."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.courses.bank import AskedQuestion, item_of, not_reserved, questions_asked, questions_for
from core.courses.catalogue import course_of, courses_for
from core.courses.entries import ZERO, Act, Entry, credit_entry
from core.courses.ledger import lock_year, read_book, write
from core.courses.models import Course, FinishedCourse, PracticeRound, Question
from core.courses.years import LearnerYear
from core.db import db
from core.decisions.credit import Event
from core.decisions.marking import mark_paper
from core.decisions.papers import Paper, PaperQuestion
from core.decisions.values import Line, Quantity, Text, Verdict, say
from core.errors import NotFound, Refused
from core.tenancy.announce import announce

Kind = Literal["practice", "topical_practice"]
ASKED: Mapping[Kind, int] = {"practice": 5, "topical_practice": 10}
ONE = Decimal(1)

PRACTICE = say("Practice")
FIRST_FINISH = say("a practice is open once its course or all courses of its category are finished")
FINISH_THEN = say("Finish the lessons that are left, then come back to practise.")
NONE_HERE = say("There is no practice for credit on this platform this year.")
NO_QUESTIONS = say("There are no questions for this practice yet.")
NOT_OPEN = say("This practice is not open yet.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a practice is about: a course, or all courses of a category."""

    kind: Kind
    name: str
    """The course's code or the category."""
    title: str
    courses: tuple[Course, ...]

    @property
    def bucket(self) -> str:
        """The side that its credit counts on: its course's; required for a category with any required course."""
        buckets = {course.bucket for course in self.courses}
        return "required" if "required" in buckets else min(buckets, default="required")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of a round as shown: options in their shown order as (index, text); keys only after hand-in."""

    code: str
    type: str
    stem: str
    options: tuple[tuple[int, str], ...]
    chosen: frozenset[int] = frozenset()
    text: str = ""
    right: bool | None = None
    key: frozenset[int] = frozenset()
    accepted: tuple[str, ...] = ()
    explain: str = ""


def has_practice(ly: LearnerYear, kind: Kind) -> bool:
    """Tell whether the year's rules give credit for this kind of practice."""
    if ly.rules.study is None:
        return False
    event = Event(kind=kind, at=ly.at, amount=Decimal(ASKED[kind]), asked=ASKED[kind])
    return any(rule.credit(event) is not None for rule in ly.rules.study.credit)


def subject_of(ly: LearnerYear, kind: Kind, name: str) -> Subject:
    """Return a practice's subject; NotFound where the rules have no such practice or nothing bears the name."""
    if not has_practice(ly, kind):
        raise NotFound(NONE_HERE)
    if kind == "practice":
        course = course_of(ly, name)
        return Subject(kind=kind, name=course.code, title=course.title, courses=(course,))
    courses = tuple(course for course in courses_for(ly) if course.category == name)
    if not courses or not name:
        raise NotFound(say("There is no such category of courses."))
    return Subject(kind=kind, name=name, title=name, courses=courses)


def practice_verdict(ly: LearnerYear, subject: Subject) -> Verdict:
    """Return whether a practice is open: its course, or every released course of its category, must be finished."""
    needed = [course for course in subject.courses if course.released is None or course.released <= ly.today]
    done = finished_courses(ly)
    left = [course for course in needed if course.code not in done]
    met = bool(needed) and not left
    line = Line(
        item=PRACTICE,
        figure=Quantity(Decimal(len(needed) - len(left)), "courses"),
        because=FIRST_FINISH,
        cite=ly.study.cite,
        needed=Quantity(Decimal(max(len(needed), 1)), "courses"),
        met=met,
    )
    return Verdict(met, (line,), () if met else (FINISH_THEN,))


def start_practice(ly: LearnerYear, kind: Kind, name: str) -> PracticeRound:
    """Draw a round and commit; a round already begun is given back as it is, so that trying again redraws nothing.

    Raises NotFound, or Refused with the verdict while the course or category is not finished.
    """
    subject = subject_of(ly, kind, name)
    verdict = practice_verdict(ly, subject)
    if not verdict.met:
        raise Refused(NOT_OPEN, verdict, code="not_open")
    lock_year(ly.learner, ly.year)
    begun = _open_round(ly, subject)
    if begun is None:
        begun = _new_round(ly, subject)
        db.session.add(begun)
    db.session.commit()
    return begun


def hand_in_practice(
    ly: LearnerYear, round_id: UUID, answers: Mapping[str, frozenset[int] | str]
) -> PracticeRound:
    """Mark a round, enter what it earns and commit; handing in again changes nothing and answers the same."""
    lock_year(ly.learner, ly.year)
    row = round_of(ly, round_id)
    if row.handed_in_at is None:
        _mark(ly, row, answers)
        db.session.commit()
        announce("learner.studied", ly.learner, ly.year)
    else:
        db.session.rollback()
    return row


def round_of(ly: LearnerYear, round_id: UUID) -> PracticeRound:
    """Return a round of this learner; NotFound for anybody else's."""
    query = sa.select(PracticeRound).where(
        PracticeRound.id == round_id,
        PracticeRound.learner == ly.learner,
        PracticeRound.year == ly.year,
    )
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound(say("There is no such practice."))
    return row


def rounds_of(ly: LearnerYear) -> Sequence[PracticeRound]:
    """Return the learner's rounds, the newest first."""
    query = sa.select(PracticeRound).where(PracticeRound.learner == ly.learner, PracticeRound.year == ly.year)
    return db.session.scalars(query.order_by(PracticeRound.started_at.desc())).all()


def questions_of(row: PracticeRound) -> tuple[Asked, ...]:
    """Return a round's questions as shown; keys and explanations only when it has been handed in."""
    known = questions_asked(row.year, [(q["code"], q["version"]) for q in row.questions])
    return tuple(_asked(row, q, known[q["code"], q["version"]]) for q in row.questions)


def finished_courses(ly: LearnerYear) -> dict[str, FinishedCourse]:
    """Return the courses that the learner has finished, by code."""
    query = sa.select(FinishedCourse).where(
        FinishedCourse.learner == ly.learner, FinishedCourse.year == ly.year
    )
    return {row.course: row for row in db.session.scalars(query)}


def _open_round(ly: LearnerYear, subject: Subject) -> PracticeRound | None:
    query = sa.select(PracticeRound).where(
        PracticeRound.learner == ly.learner,
        PracticeRound.year == ly.year,
        PracticeRound.kind == subject.kind,
        PracticeRound.subject == subject.name,
        PracticeRound.handed_in_at.is_(None),
    )
    return db.session.scalars(query).one_or_none()


def _new_round(ly: LearnerYear, subject: Subject) -> PracticeRound:
    number = uuid4()
    found = questions_for(
        ly.year,
        ly.person.area,
        courses=[course.code for course in subject.courses],
        tier=ly.person.tier,
        on=ly.today,
    )
    questions = not_reserved(found)
    if not questions:
        raise Refused(NO_QUESTIONS, code="no_questions")
    chance = random.Random(number.int)
    drawn = chance.sample(list(questions), min(len(questions), ASKED[subject.kind]))
    return PracticeRound(
        id=number,
        learner=ly.learner,
        year=ly.year,
        kind=subject.kind,
        subject=subject.name,
        bucket=subject.bucket,
        questions=[_drawn(chance, question) for question in drawn],
        started_at=ly.at,
    )


def _drawn(chance: random.Random, question: Question) -> dict[str, object]:
    item = item_of(question)
    order = list(range(item.options))
    if item.type in {"single", "multiple"}:
        chance.shuffle(order)
    return {"code": question.code, "version": question.version, "order": order}


def _mark(ly: LearnerYear, row: PracticeRound, answers: Mapping[str, frozenset[int] | str]) -> None:
    known = questions_asked(row.year, [(q["code"], q["version"]) for q in row.questions])
    bank = {code: item_of(question) for (code, _), question in known.items()}
    paper = Paper(
        questions=tuple(
            PaperQuestion(code=q["code"], mark=ONE, order=tuple(q["order"])) for q in row.questions
        )
    )
    given = {code: answer for code, answer in answers.items() if code in bank}
    row.right = mark_paper(paper, bank, given).right
    row.answers = {code: a if isinstance(a, str) else sorted(a) for code, a in given.items()}
    row.handed_in_at = ly.at
    entries = _entries(ly, row)
    write(ly.learner, ly.year, entries)
    row.credited = sum((e.counted for e in entries if e.measure == "study"), ZERO)
    row.code = next((e.code for e in entries if e.measure == "study"), "no_rule")


def _entries(ly: LearnerYear, row: PracticeRound) -> list[Entry]:
    """What the round earns, and the questions answered as exercises, which some rules count on their own."""
    book = read_book(ly.learner, ly.year)
    event = _event(ly, row)
    act = Act(reference=str(row.id))
    earned = credit_entry(ly.study, ly.zone, book, event, act)
    inside = ly.study.period.holds(ly.at, ly.zone)
    done = Entry(
        at=ly.at,
        day=ly.today,
        measure="exercises",
        bucket=row.bucket,
        kind="exercises",
        raw=Decimal(len(row.answers)),
        counted=Decimal(len(row.answers)) if inside else ZERO,
        cite=ly.study.cite if earned is None else earned.cite,
        code="counted" if inside else "outside_period",
        course=event.course,
        reference=str(row.id),
    )
    return [done] if earned is None else [earned, done]


def _event(ly: LearnerYear, row: PracticeRound) -> Event:
    topical = row.kind == "topical_practice"
    return Event(
        kind="topical_practice" if topical else "practice",
        at=ly.at,
        amount=Decimal(row.right),
        asked=len(row.questions),
        bucket=row.bucket,
        course="" if topical else row.subject,
        category=row.subject if topical else "",
        first=not _earned_before(row),
    )


def _earned_before(row: PracticeRound) -> bool:
    query = sa.select(PracticeRound.id).where(
        PracticeRound.learner == row.learner,
        PracticeRound.year == row.year,
        PracticeRound.kind == row.kind,
        PracticeRound.subject == row.subject,
        PracticeRound.handed_in_at.is_not(None),
        PracticeRound.id != row.id,
        PracticeRound.credited > 0,
    )
    return db.session.execute(query.limit(1)).first() is not None


def _asked(row: PracticeRound, drawn: Mapping[str, list[int]], question: AskedQuestion) -> Asked:
    item = item_of(question)
    answer = row.answers.get(question.code)
    shown = Asked(
        code=question.code,
        type=question.type,
        stem=question.stem,
        options=tuple((index, _option(question, index)) for index in drawn["order"]),
        chosen=frozenset(answer) if isinstance(answer, list) else frozenset(),
        text=answer if isinstance(answer, str) else "",
    )
    if row.handed_in_at is None:
        return shown
    right = _is_right(question, answer)
    return replace(shown, right=right, key=item.key, accepted=item.accepted, explain=question.explain)


def _is_right(question: AskedQuestion, answer: list[int] | str | None) -> bool:
    one = PaperQuestion(code=question.code, mark=ONE, order=())
    given = frozenset(answer) if isinstance(answer, list) else answer or ""
    item = item_of(question)
    return mark_paper(Paper(questions=(one,)), {question.code: item}, {question.code: given}).right == 1


def _option(question: AskedQuestion, index: int) -> str:
    return str(question.options[index]) if question.options else ("true", "false")[index]


def reason_of(row: PracticeRound) -> Text | None:
    """Return why a round earned nothing; None when it earned something."""
    if row.handed_in_at is None or row.credited:
        return None
    return REASONS.get(row.code, REASONS["counted"])


REASONS: Mapping[str, Text] = {
    "again": say("this practice has earned its credit before; another round earns none"),
    "capped": say("today's cap on credit had been reached"),
    "outside_period": say("practice earns credit only within the study period"),
    "no_rule": NONE_HERE,
    "counted": say("too few answers were right to earn credit"),
}
