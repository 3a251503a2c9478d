"""One learner's exemptions and places, gathered for their page."""

from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import groupby
from uuid import UUID

from core.decisions.case import Case
from core.decisions.exam_results import booked_sitting, own_exams
from core.decisions.slots import Sitting
from core.decisions.year import YearRules
from core.exams.service import sittings_ahead, taken_by_sitting
from core.exemptions.models import ExemptionRow
from core.exemptions.service import rows_of

MOST_SITTINGS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemptions:
    """The reasons that the year knows and what is on file."""

    reasons: tuple[str, ...]
    rows: tuple[ExemptionRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """One exam that places are booked for: the booked sitting and those ahead, each with how many places are taken."""

    exam: str
    title: str
    booked: Sitting | None
    ahead: tuple[tuple[Sitting, int], ...]
    zone: tzinfo

    @property
    def days(self) -> list[tuple[date, list[tuple[Sitting, int]]]]:
        """The sittings ahead, day by day."""
        by_day = groupby(self.ahead, key=lambda one: one[0].opens.astimezone(self.zone).date())
        return [(day, list(found)) for day, found in by_day]


def exemptions_of(learner: UUID, rules: YearRules) -> Exemptions:
    """Return a learner's exemptions and the reasons that are decided by people."""
    known = rules.exemptions.reasons if rules.exemptions else {}
    reasons = tuple(key for key, rule in known.items() if rule.approval)
    return Exemptions(reasons=reasons, rows=tuple(rows_of(learner, rules.year)))


def places_of(case: Case) -> tuple[Places, ...]:
    """Return the exams of the learner's cohort that an administrator books places for."""
    found = []
    for key in own_exams(case):
        booking = case.rules.exams[key].booking
        if booking is None or "administrator" not in booking.by:
            continue
        taken = taken_by_sitting(case.rules.year, key)
        ahead = tuple((one, taken.get(one.opens, 0)) for one in sittings_ahead(case, key)[:MOST_SITTINGS])
        title = case.rules.exams[key].title
        found.append(
            Places(exam=key, title=title, booked=booked_sitting(case, key), ahead=ahead, zone=case.zone)
        )
    return tuple(found)
