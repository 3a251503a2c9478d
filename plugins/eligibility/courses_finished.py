"""Finished courses as a condition."""

from datetime import date
from typing import Annotated

from core.decisions.case import Case
from core.decisions.eligibility import Check
from core.decisions.facts import CourseState
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Line, Verdict, Word, say
from plugins.eligibility.deadlines import By, day_meant


@part
class CoursesFinished(Check):
    """Every course of a bucket (of all when left out) that is released by the day is finished by then."""

    shorthand = "bucket"

    bucket: Annotated[str, Note("bucket of the courses; all when left out")] = ""
    category: Annotated[str, Note("category of the courses; all when left out")] = ""
    by: Annotated[By, Note("now, day_before_sitting, sitting_day, or a fixed day")] = "now"
    day: Annotated[date | None, Note("the fixed day")] = None
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether no released course is unfinished."""
        day = day_meant(case, self.by, self.day)
        courses = [c for c in case.facts.courses if self._asks_for(c, day)]
        done = sum(c.finished is not None and c.finished <= day for c in courses)
        met, left = done == len(courses), len(courses) - done
        item = say("Finished courses: {bucket}", bucket=Word(self.bucket or "all"))
        because = say("every course released by {day} is to be finished", day=day)
        line = Line(item, done, because, self.cite, len(courses), met)
        return Verdict(met, (line,), () if met else (say("Finish {left} more courses.", left=left),))

    def _asks_for(self, course: CourseState, day: date) -> bool:
        return (
            self.bucket in {"", course.bucket}
            and self.category in {"", course.category}
            and (course.released is None or course.released <= day)
        )
