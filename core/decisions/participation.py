"""How many took part, finished and passed, out of how many? Learners counted by state and deeds, rates with their denominators."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from core.decisions.case import Case
from core.decisions.exam_results import own_exams
from core.decisions.studying import study_verdict

if TYPE_CHECKING:
    from core.decisions.year import Rate

DEEDS = ("studied", "finished_study", "sat_exam")
"""What a learner may have done whatever state they are in; rates may count them above the line."""

OUTSIDE = frozenset({"deactivated", "exempt", "not_assessed"})
"""States of those who need not take part."""

HUNDRED = Decimal(100)
NOT_STARTED = "not_started"


@dataclass(frozen=True, slots=True)
class Standing:
    """What one learner is counted by: the state of their year, and their deeds."""

    state: str
    did: frozenset[str] = frozenset()


Counted: TypeAlias = Mapping[Standing, int]
"""So many learners of each standing."""


@dataclass(frozen=True, slots=True)
class Share:
    """A rate with what stands above and below its line."""

    above: int
    below: int

    @property
    def percent(self) -> Decimal | None:
        """The exact rate in percent; None where nobody stands below the line."""
        return Decimal(self.above) * HUNDRED / self.below if self.below else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of some learners. Those of ``due`` and below count only who has to take part."""

    enrolled: int = 0
    """On the roster and active."""
    exempt: int = 0
    not_assessed: int = 0
    due: int = 0
    """Who has to take part: enrolled, neither exempt nor outside the audience."""
    not_started: int = 0
    started: int = 0
    finished: int = 0
    """Whose study is done; in a year without study, who has sat the exam."""
    unfinished: int = 0
    behind: int = 0
    """Who has to take part and has not passed yet."""
    passed: int = 0
    failed: int = 0
    absent: int = 0


MEASURES = tuple(Figures.__slots__)
"""The names of the figures, in the order in which reports show them."""


def deeds_of(case: Case) -> tuple[str, ...]:
    """Return what the learner has done so far, in the order of DEEDS."""
    done = (_studied(case), case.rules.study is not None and study_verdict(case).met, _sat(case))
    return tuple(deed for deed, is_done in zip(DEEDS, done, strict=True) if is_done)


def _studied(case: Case) -> bool:
    return any(total.measure != "logins" and total.day <= case.today for total in case.facts.study)


def _sat(case: Case) -> bool:
    exams = own_exams(case)
    return any(one.exam in exams and not one.void for one in case.facts.attempts)


def standing_of(spelled: str) -> Standing:
    """Read a standing as scenarios write it: ``absent``, or with deeds ``absent+studied``."""
    state, *did = spelled.split("+")
    return Standing(state, frozenset(did))


def share(rate: "Rate", counted: Counted) -> Share:
    """Return a rate: below the line who is in one of its states, above it who of them is in one of the states or did one of the deeds that it names."""
    below = {one: count for one, count in counted.items() if not rate.over or one.state in rate.over}
    above = sum(count for one, count in below.items() if one.state in rate.of or one.did & {*rate.of})
    return Share(above, sum(below.values()))


def figures(counted: Counted, *, with_study: bool = True) -> Figures:
    """Return the figures of the learners counted."""
    due = {one: count for one, count in counted.items() if one.state not in OUTSIDE}
    done = "finished_study" if with_study else "sat_exam"
    finished = _sum(count for one, count in due.items() if done in one.did)
    started = _sum(count for one, count in due.items() if one.did)
    everybody = _sum(due.values())
    return Figures(
        enrolled=_sum(count for one, count in counted.items() if one.state != "deactivated"),
        exempt=_in(counted, "exempt"),
        not_assessed=_in(counted, "not_assessed"),
        due=everybody,
        not_started=everybody - started,
        started=started,
        finished=finished,
        unfinished=everybody - finished,
        behind=everybody - _in(counted, "passed"),
        passed=_in(counted, "passed"),
        failed=_in(counted, "failed"),
        absent=_in(counted, "absent"),
    )


def in_measure(measure: str, one: Standing, *, with_study: bool = True) -> bool:
    """Tell whether a learner of this standing is counted in a figure."""
    return bool(getattr(figures({one: 1}, with_study=with_study), measure))


def joined(many: Iterable[Counted]) -> dict[Standing, int]:
    """Return the sum of several counts."""
    total: dict[Standing, int] = {}
    for counted in many:
        for one, count in counted.items():
            total[one] = total.get(one, 0) + count
    return total


def _in(counted: Counted, state: str) -> int:
    return _sum(count for one, count in counted.items() if one.state == state)


def _sum(counts: Iterable[int]) -> int:
    return sum(counts)
