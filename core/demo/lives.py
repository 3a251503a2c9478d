"""What an invented learner has done in the year so far: study, exams, exemption, leaving."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from core.courses.service import PastLesson, Shelf
from core.demo.content import Content, Document

StudyDone = Literal["none", "some", "nearly", "full"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One learner's year: how much was studied, how the exam went, what an administrator did."""

    study: StudyDone = "none"
    exam: Literal["", "good", "fair", "bad", "poor", "booked"] = ""
    tries: int = 1
    now: bool = False
    """A booked place is in the sitting that the demo begins in, not a later one."""
    then: Literal["", "deactivate", "exempt", "apply", "revoke"] = ""
    reason: str = ""
    about: str = ""
    first: bool = False
    """The account still has the shared initial password."""
    on_record: Mapping[str, Any] = field(default_factory=dict)
    """What the roster says of this learner that is not left to chance, by the fields of ``NewLearner``."""


def lives_of(content: Content, count: int) -> Iterator[Life]:
    """Yield a life for each of ``count`` learners: the journeys first, then the plan's lives in turn."""
    journeys = [_life(raw) for raw in content.plan["journeys"]]
    yield from journeys
    crowd = [_life(raw) for raw in content.plan["lives"] for _ in range(raw["count"])]
    random.Random(f"lives/{content.area}/{content.year}").shuffle(crowd)
    rest = count - len(journeys)
    yield from (crowd[number % len(crowd)] for number in range(rest))


def _life(raw: Document) -> Life:
    said = {name: value for name, value in raw.items() if name not in {"count", "with"}}
    return Life(**said, on_record=raw.get("with", {}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From when to when study may have happened."""

    first: datetime
    last: datetime


def lessons_done(
    plan: Document, shelf: Shelf, life: Life, span: Span, chance: random.Random
) -> list[PastLesson]:
    """Return the lessons that a life has finished, spread over the span in the courses' order."""
    full = _full(plan["full"], shelf)
    chosen = _chosen(full, life.study, chance, spare=0 if "nearly_minutes" in plan else 1)
    minutes = plan.get("minutes", 12)
    step = (span.last - span.first) / (len(full) + 1)
    done = [
        PastLesson(course, lesson, _evening(span.first + step * number, chance), minutes)
        for number, (course, lesson) in enumerate(chosen, start=1)
    ]
    if life.study == "nearly" and "nearly_minutes" in plan and len(done) == len(full):
        last = done[-1]
        done[-1] = PastLesson(last.course, last.lesson, last.at, plan["nearly_minutes"])
    return done


def _full(wanted: dict[str, int], shelf: Shelf) -> list[tuple[str, str]]:
    """The lessons that make the target, bucket by bucket."""
    found: list[tuple[str, str]] = []
    for bucket, count in wanted.items():
        own = [
            (course.code, lesson.code)
            for course in shelf.courses
            if course.bucket == bucket
            for lesson in shelf.lessons_of(course.code)
        ]
        found += own[:count]
    return found


def _chosen(
    full: Sequence[tuple[str, str]], study: StudyDone, chance: random.Random, *, spare: int
) -> Sequence[tuple[str, str]]:
    if study == "none":
        return ()
    if study == "nearly":
        return full[: len(full) - spare]
    if study == "some":
        return full[: max(1, round(len(full) * chance.uniform(0.15, 0.8)))]
    return full


def _evening(day: datetime, chance: random.Random) -> datetime:
    return day.replace(
        hour=chance.choice((8, 12, 19, 20, 21)), minute=chance.randrange(60), second=chance.randrange(60)
    )


def within(span: Span, moment: datetime) -> datetime:
    """Return the moment, moved into the span."""
    return min(max(moment, span.first), span.last - timedelta(minutes=1))
