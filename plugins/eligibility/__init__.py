"""Eligibility checks: conditions of gates, makeups, end states and further study."""

from core.decisions.eligibility import Check
from core.hooks import hookimpl
from plugins.eligibility.belonging import CategoryIs, EmploymentIs, JoinedAfter, RankIs, TierIs, UnitIs
from plugins.eligibility.courses_finished import CoursesFinished
from plugins.eligibility.every_month import EveryMonth
from plugins.eligibility.exams import ExamPassed, ExamTaken, MarkAtLeast
from plugins.eligibility.formalities import Acknowledged, Marked, Paid, ProfileComplete, Registered
from plugins.eligibility.joined import AllOf, AnyOf, AtLeast, NoneOf
from plugins.eligibility.makeup import MissedOrFailed
from plugins.eligibility.measure_at_least import MeasureAtLeast
from plugins.eligibility.study_at_least import StudyAtLeast
from plugins.eligibility.study_done import StudyDone

STUDY = (StudyDone, StudyAtLeast, CoursesFinished, MeasureAtLeast, EveryMonth)
EXAMS = (MissedOrFailed, ExamPassed, ExamTaken, MarkAtLeast)
FORMALITIES = (Registered, ProfileComplete, Paid, Acknowledged, Marked)
PEOPLE = (TierIs, RankIs, UnitIs, EmploymentIs, CategoryIs, JoinedAfter)
JOINED = (AllOf, AnyOf, AtLeast, NoneOf)


@hookimpl
def eligibility_checks() -> list[type[Check]]:
    """Offer conditions on study, exams, formalities and people, and ways to join them."""
    return [*STUDY, *EXAMS, *FORMALITIES, *PEOPLE, *JOINED]
