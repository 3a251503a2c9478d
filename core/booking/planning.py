"""What an order would do: who may have a place by the rules, spread over the sittings that were chosen; nothing is booked."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from core.accounts.service import Acting, rules_of
from core.booking.asking import Wish, named_by
from core.decisions.booking import ListDays, may_book, may_release
from core.decisions.case import Case
from core.decisions.exam_results import booked_sitting, is_theirs
from core.decisions.slots import Sitting
from core.decisions.spreading import Room, Spreading
from core.decisions.stored import store_text
from core.decisions.values import Text, Verdict, say
from core.decisions.year import YearRules
from core.errors import BadInput
from core.exams.service import cases_of, days_of_lists, taken_by_sitting

LOT = 500
"""Learners whose cases are in memory at once."""

NO_ROOM = say("No place is left in the chosen sittings.")
NO_SUCH_SITTING = say("There is no such sitting.")


class Plan:
    """An order being worked out: the sittings that it may fill, and how full they become."""

    def __init__(self, by: Acting, wish: Wish) -> None:
        self.by, self.wish = by, wish
        self.rules: YearRules = rules_of(by.site)
        laid_out = self.rules.sittings(wish.exam, by.site.zone)
        self.sittings = {one.opens: one for one in laid_out if one.opens in set(wish.opens)}
        if len(self.sittings) < len(wish.opens):
            raise BadInput(NO_SUCH_SITTING, fields={"opens": NO_SUCH_SITTING})
        taken = taken_by_sitting(self.rules.year, wish.exam)
        rooms = [Room(one.opens, taken.get(one.opens, 0), one.capacity) for one in self.sittings.values()]
        self.spreading = Spreading(rooms, wish.way)
        self.people = named_by(by, wish, self.rules.year)

    def lines(self) -> Iterator[list[dict[str, Any]]]:
        """Yield what is proposed, lot by lot; whose exam it is not has no line."""
        for start in range(0, len(self.people), LOT):
            lot = self.people[start : start + LOT]
            cases = {
                learner: case.about(self.wish.exam)
                for learner, case in cases_of([learner for learner, _ in lot]).items()
                if self.wish.exam in case.rules.exams and case.rules.year == self.rules.year
            }
            days = days_of_lists(cases) if cases else {}
            yield [
                line
                for learner, was in lot
                if learner in cases
                and (line := self._line(learner, was, cases[learner], days.get(learner))) is not None
            ]

    def _line(
        self, learner: UUID, was: datetime | None, case: Case, days: ListDays | None
    ) -> dict[str, Any] | None:
        if self.wish.kind == "release":
            verdict = may_release(case.about(case.exam, booked_sitting(case, case.exam)))
            return _entry(learner, was, was, verdict)
        if was in self.sittings and self.wish.from_sitting is None:
            return {"learner": learner, "opens": was, "was": was, "outcome": "kept", "why": None}
        return self._booked(learner, was, case, days) if _concerns(case) else None

    def _booked(
        self, learner: UUID, was: datetime | None, case: Case, days: ListDays | None
    ) -> dict[str, Any]:
        opens = self.spreading.place(_fitting(self.sittings.values(), case, days))
        if opens is None:
            return _entry(learner, None, was, _judged(self, case, days), NO_ROOM)
        verdict = may_book(case.about(case.exam, self.sittings[opens]), "administrator", 0, days)
        if not verdict.met:
            self.spreading.give_back(opens)
            opens = None
        return _entry(learner, opens, was, verdict)


def _judged(plan: Plan, case: Case, days: ListDays | None) -> Verdict:
    """What the rules say of one for whom no sitting is left: their reason comes before the lack of room."""
    any_sitting = next(iter(plan.sittings.values()))
    return may_book(case.about(case.exam, any_sitting), "administrator", 0, days)


def _fitting(sittings: Iterable[Sitting], case: Case, days: ListDays | None) -> list[datetime]:
    """Those of the chosen sittings that the learner's own area lays out, on the days of their list."""
    laid_out = {one.opens for one in case.rules.sittings(case.exam, case.zone)}
    return [
        one.opens
        for one in sittings
        if one.opens in laid_out
        and (days is None or days.first <= one.opens.astimezone(case.zone).date() <= days.last)
    ]


def _concerns(case: Case) -> bool:
    """Who sits another cohort's exam, or needs no makeup, is left out in silence; everybody else has a line."""
    open_to = case.the_exam.open_to
    return is_theirs(case, case.exam) and (open_to is None or open_to.check(case).met)


def _entry(
    learner: UUID,
    opens: datetime | None,
    was: datetime | None,
    verdict: Verdict,
    otherwise: Text | None = None,
) -> dict[str, Any]:
    why = next((line.because for line in verdict.failing), otherwise)
    good = verdict.met and opens is not None
    outcome = "planned" if good else "refused"
    return {
        "learner": learner,
        "opens": opens,
        "was": was,
        "outcome": outcome,
        "why": None if good or why is None else store_text(why),
    }
