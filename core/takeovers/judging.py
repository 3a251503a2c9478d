"""What a takeover brings each learner, judged by the rules of their year beside what stands already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from core.courses.service import (
    LearnerYear,
    Opened,
    Opening,
    held_openings,
    learner_years,
    write_openings,
)
from core.decisions.case import Case
from core.decisions.openings import may_take_over
from core.decisions.values import Verdict, say
from core.exams.outside import (
    Occasion,
    OutsideMark,
    change_of,
    enter_outside,
    held_outside,
    outside_verdict,
    results_of,
)
from core.exams.service import cases_in
from core.rosters.service import Desk
from core.takeovers.columns import CREDIT, MARK
from core.takeovers.reading import Row, Sat, Source
from core.tenancy.years import closed_years

Changes = dict[str, tuple[str, str]]
"""By column what stands and what will stand."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The learners' years that rows are judged by, and what stands in them under the source's reference."""

    source: Source
    year: int
    years: Mapping[UUID, LearnerYear]
    cases: Mapping[UUID, Case]
    held: Mapping[tuple[UUID, str], Opened]
    closed: frozenset[tuple[str, int]] = field(default_factory=frozenset)


def ground_for(desk: Desk, source: Source, learners: Sequence[UUID]) -> Ground:
    """Read what rows about these learners are judged by."""
    year = desk.site.year
    years = {ly.learner: ly for ly in learner_years(learners) if ly.year == year}
    return Ground(
        source=source,
        year=year,
        years=years,
        cases=cases_in(list(years.values())),
        held=held_openings(year, learners, source.reference),
        closed=frozenset(closed_years()),
    )


def judge(ground: Ground, about: Mapping[UUID, Row]) -> dict[UUID, Changes]:
    """Return what would change for each learner; what cannot be is put on the row as a fault."""
    marks = _marks_by_learner(ground, about)
    found: dict[UUID, Changes] = {}
    for learner, row in about.items():
        if not row.credit and not row.sat:
            continue
        ly = ground.years.get(learner)
        if ly is None:
            row.faults.append(say("The list is not of this learner's year."))
        elif (ly.person.area, ly.year) in ground.closed:
            row.faults.append(say("{year} is closed already.", year=str(ly.year)))
        else:
            found[learner] = {**_credit(ground, ly, row), **marks.get(learner, {})}
    return found


def enter(desk: Desk, ground: Ground, about: Mapping[UUID, Row]) -> set[UUID]:
    """Enter credit and marks of rows that have been judged, in the caller's transaction; returns whose record has grown."""
    source = ground.source
    told = say(
        "Taken over from {platform} as of {day} (entered by {by})",
        platform=source.platform,
        day=source.day,
        by=desk.actor.name,
    )
    openings = [
        (ground.years[learner], Opening(amount=amount, bucket=bucket, day=source.day, told=told))
        for learner, row in about.items()
        for bucket, amount in row.credit.items()
    ]
    grown = write_openings(ground.year, source.reference, openings)
    for occasion, marks in _occasions(ground, about):
        changes = enter_outside(
            occasion, list(marks.values()), ground.cases, desk.reader.sentence(told), desk.actor
        )
        grown |= {learner for learner, change in changes.items() if change != "unchanged"}
    return grown


def _credit(ground: Ground, ly: LearnerYear, row: Row) -> Changes:
    changes: Changes = {}
    for bucket, amount in row.credit.items():
        name = f"{CREDIT}{bucket}"
        if ly.rules.study is None:
            row.fault(name, say("{cell}: this learner's year has no study."))
            continue
        _fault_by(row, name, may_take_over(ly.rules.study, bucket, ground.source.day))
        known = ground.held.get((ly.learner, bucket), Opened())
        if known.amount != amount:
            changes[name] = (f"{known.amount.normalize():f}" if known.entries else "", f"{amount:f}")
    return changes


def _marks_by_learner(ground: Ground, about: Mapping[UUID, Row]) -> dict[UUID, Changes]:
    for learner, row in about.items():
        for exam, sat in row.sat.items():
            _check_mark(row, exam, sat, ground.cases.get(learner), ground)
    found: dict[UUID, Changes] = {}
    for occasion, marks in _occasions(ground, about):
        held = held_outside(occasion, list(marks))
        results = results_of(occasion, list(marks.values()))
        for learner, result in results.items():
            known = held.get(learner)
            if change_of(known, result) != "unchanged":
                before = f"{known.mark:f}" if known and known.mark is not None else ""
                name = f"{MARK}{occasion.exam}"
                found.setdefault(learner, {})[name] = (before, f"{marks[learner].mark:f}")
    return found


def _check_mark(row: Row, exam: str, sat: Sat, case: Case | None, ground: Ground) -> None:
    name = f"{MARK}{exam}"
    if case is None or exam not in case.rules.exams:
        row.fault(name, say("{cell}: this exam is not of this learner's year."))
        return
    full = case.rules.exams[exam].full_mark
    if sat.mark > full:
        row.fault(name, say("{cell}: the mark is higher than the full mark of {full}.", full=full))
    _fault_by(row, name, outside_verdict(case, _occasion(ground, exam, sat.at)))


def _fault_by(row: Row, name: str, verdict: Verdict) -> None:
    for line in verdict.failing:
        row.fault(name, say("{cell}: {item}: {why}", item=line.item, why=line.because))


def _occasions(
    ground: Ground, about: Mapping[UUID, Row]
) -> Iterator[tuple[Occasion, dict[UUID, OutsideMark]]]:
    """The marks of rows without a fault, by exam and instant."""
    grouped: dict[tuple[str, datetime], dict[UUID, OutsideMark]] = {}
    for learner, row in about.items():
        if row.faults:
            continue
        for exam, sat in row.sat.items():
            grouped.setdefault((exam, sat.at), {})[learner] = OutsideMark(learner=learner, mark=sat.mark)
    for (exam, sat_at), marks in grouped.items():
        yield _occasion(ground, exam, sat_at), marks


def _occasion(ground: Ground, exam: str, sat_at: datetime) -> Occasion:
    return Occasion(year=ground.year, exam=exam, sat_at=sat_at, reference=ground.source.reference)
