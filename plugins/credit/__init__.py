"""Credit rules: what an act of study earns."""

from core.decisions.credit import CreditRule
from core.hooks import hookimpl
from plugins.credit.per_course import PerCourse
from plugins.credit.per_lesson import PerLesson
from plugins.credit.per_login import PerLogin
from plugins.credit.per_minute import PerMinute
from plugins.credit.per_profile import PerProfile
from plugins.credit.per_right_answer import PerRightAnswer
from plugins.credit.practice_fixed import PracticeFixed
from plugins.credit.topical_practice import TopicalPractice


@hookimpl
def credit_rules() -> list[type[CreditRule]]:
    """Offer credit by lesson, course, minute, sign-in, profile, practice and right answer."""
    return [
        PerLesson,
        PerCourse,
        PerMinute,
        PerLogin,
        PerProfile,
        PracticeFixed,
        TopicalPractice,
        PerRightAnswer,
    ]
