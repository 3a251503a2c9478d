"""May this learner open this course now, and if not, which rule says so?"""

from dataclasses import dataclass, replace
from datetime import date

from core.courses.years import LearnerYear
from core.decisions.audience import is_active
from core.decisions.case import Case
from core.decisions.credit import Study
from core.decisions.facts import Facts
from core.decisions.values import Cite, Line, Text, Verdict, Word, both, say
from core.decisions.year import YearRules

OFFERED = say("Course")
TIER = say("Audience of the course")
SECTOR = say("Sector of the course")
RELEASE = say("Release of the course")
PERIOD = say("Study period")
PAID = say("Activation of the account")
FOR_OTHERS = say("the course is for other tiers")
FOR_YOU = say("the course is for your tier")
FOR_SECTORS = say("the course is for other sectors")
FOR_YOUR_SECTOR = say("the course is for your unit's sector")
ARCHIVED = say("the course is offered no more; what you have studied of it stays in your study record")
RELEASED = say("the course is released")
NOT_YET = say("the course is not released yet")
INSIDE = say("today lies in the study period")
BEFORE = say("the study period has not begun")
AFTER = say("the study period is over")
UNPAID = say("the fee of your unit has not been confirmed yet")
CHOOSE_OTHER = say("Choose a course of your tier from the list of courses.")
CHOOSE_LISTED = say("Choose a course from the list of courses.")
ASK_TIER = say("If your tier is wrong, ask your unit's administrator to correct your record.")
ASK_UNIT = say("Ask your unit's administrator whether the order has been placed and paid.")


@dataclass(frozen=True, slots=True)
class Opening:
    """What about a course decides whether it may be opened."""

    tiers: tuple[str, ...]
    released: date | None
    cite: Cite
    sectors: tuple[str, ...] = ()
    archived: bool = False


def may_open(ly: LearnerYear, course: Opening, *, paid: bool = True) -> Verdict:
    """Return whether the learner may study a course now: account, payment, audience, release and study period.

    ``paid`` is for years with fees: whether the learner's seat has been confirmed.
    """
    study = ly.study
    verdicts = [_active(ly), _tier(ly, course), _released(ly, course), _period(ly, study)]
    if course.sectors:
        verdicts.insert(2, _sector(ly, course))
    if course.archived:
        verdicts.insert(0, _no(Line(OFFERED, None, ARCHIVED, course.cite, met=False), CHOOSE_LISTED))
    if not paid:
        verdicts.insert(1, unpaid(ly.rules))
    return both(tuple(verdicts))


def _active(ly: LearnerYear) -> Verdict:
    return is_active(Case(rules=ly.rules, facts=Facts(person=ly.person), at=ly.at, zone=ly.zone))


def unpaid(rules: YearRules) -> Verdict:
    """Return why nothing can be studied before the unit's fee has come in."""
    cite = rules.fees.cite if rules.fees is not None else rules.accounts.cite
    line = Line(PAID, Word("unpaid"), UNPAID, cite, Word("paid"), met=False)
    return Verdict(met=False, lines=(line,), advice=(ASK_UNIT,))


def _tier(ly: LearnerYear, course: Opening) -> Verdict:
    tier = ly.person.tier
    met = not course.tiers or not tier or tier in course.tiers
    line = Line(
        item=TIER,
        figure=Word(tier) if tier else None,
        because=FOR_YOU if met else FOR_OTHERS,
        cite=course.cite if met else ly.rules.audience.cite,
        met=met,
    )
    return Verdict(met=met, lines=(line,), advice=() if met else (CHOOSE_OTHER, ASK_TIER))


def _sector(ly: LearnerYear, course: Opening) -> Verdict:
    sector = ly.person.sector
    figure = Word(sector) if sector else None
    if sector in course.sectors:
        return _yes(Line(SECTOR, figure, FOR_YOUR_SECTOR, course.cite, met=True))
    return _no(Line(SECTOR, figure, FOR_SECTORS, course.cite, met=False), CHOOSE_LISTED)


def _released(ly: LearnerYear, course: Opening) -> Verdict:
    day = course.released
    if day is None or ly.today >= day:
        return _yes(Line(RELEASE, day, RELEASED, course.cite, met=True))
    advice = say("Come back on {day}; other courses can be studied now.", day=day)
    return _no(Line(RELEASE, day, NOT_YET, course.cite, met=False), advice)


def _period(ly: LearnerYear, study: Study) -> Verdict:
    period = study.period
    if period.holds(ly.at, ly.zone):
        return _yes(Line(PERIOD, period.last, INSIDE, period.cite, met=True))
    if ly.at < period.begin(ly.zone):
        advice = say("Come back on {day}.", day=period.first)
        return _no(Line(PERIOD, period.first, BEFORE, period.cite, met=False), advice)
    advice = say("Study counted until {day}; your study record shows what was reached.", day=period.last)
    return replace(_no(Line(PERIOD, period.last, AFTER, period.cite, met=False), advice), too_late=True)


def _yes(line: Line) -> Verdict:
    return Verdict(met=True, lines=(line,))


def _no(line: Line, advice: Text) -> Verdict:
    return Verdict(met=False, lines=(line,), advice=(advice,))
