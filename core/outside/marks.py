"""Lists of marks from outside: each row a mark or the answers on a printed variant, judged by the rules of its learner's year."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.accounts.service import Scope
from core.audit.service import Actor
from core.courses.service import AskedQuestion, learner_years
from core.decisions.case import Case
from core.decisions.values import Quantity, Text, say
from core.exams.outside import (
    Change,
    Occasion,
    OutsideMark,
    change_of,
    enter_outside,
    held_outside,
    outside_verdict,
    results_of,
)
from core.exams.service import cases_in
from core.outside.lists import NUMBERS, Planned, number_of
from core.outside.people import Meant, meant_by, planned_row
from core.outside.printing import questions_of, variant_of
from core.outside.wording import OPTION_LETTERS
from core.sheets.cells import Cells

RIGHT, WRONG = frozenset("√✓✔TtＴAａa") | {"对", "正确"}, frozenset("×✗✘XxFfBb") | {"错", "错误"}
SPACES = re.compile(r"[、,，;；\s]")
FAR = say("a row has either a mark, or a paper code with answers")


@dataclass(frozen=True, slots=True)
class MarksPlan:
    """What a list of marks would do, and what it takes to do it."""

    occasion: Occasion
    rows: Sequence[Planned]
    marks: Sequence[OutsideMark]
    cases: Mapping[UUID, Case]

    def enter(self, reason: str, by: Actor) -> dict[UUID, Change]:
        """Enter what is new and what has changed, in the caller's transaction."""
        entering = {row.account for row in self.rows if row.what in {"added", "changed"}}
        own = [one for one, row in zip(self.marks, self._good(), strict=True) if row.account in entering]
        return enter_outside(self.occasion, own, self.cases, reason, by)

    def _good(self) -> list[Planned]:
        return [row for row in self.rows if row.what != "refused"]


def plan_marks(rows: Sequence[Cells], occasion: Occasion, scope: Scope) -> MarksPlan:
    """Return what a list would do, row by row; nothing is written."""
    meant = meant_by(rows, scope)
    cases = _cases(meant, occasion)
    printed = _printed(rows, occasion, scope)
    marks: dict[int, OutsideMark] = {}
    for one in meant:
        if one.learner is not None:
            _judge(one, cases.get(one.learner.id), occasion)
            mark = _mark(one, cases.get(one.learner.id), occasion, printed)
            if mark is not None and not one.row.faults:
                marks[one.row.number] = mark
    held = held_outside(occasion, [mark.learner for mark in marks.values()])
    results = results_of(occasion, list(marks.values()))
    planned = []
    for one in meant:
        mark = marks.get(one.row.number)
        if mark is None:
            planned.append(planned_row(one, "refused", why=tuple(one.row.faults)))
            continue
        result, known = results[mark.learner], held.get(mark.learner)
        planned.append(
            planned_row(one, change_of(known, result), _told(result.mark, known.mark if known else None))
        )
    return MarksPlan(occasion, planned, list(marks.values()), cases)


def _cases(meant: Sequence[Meant], occasion: Occasion) -> dict[UUID, Case]:
    years = learner_years([one.learner.id for one in meant if one.learner is not None])
    cases = cases_in([ly for ly in years if ly.year == occasion.year])
    return {learner: case for learner, case in cases.items() if occasion.exam in case.rules.exams}


def _judge(one: Meant, case: Case | None, occasion: Occasion) -> None:
    if case is None:
        one.row.fault(say("This exam is not of this learner's year."))
        return
    verdict = outside_verdict(case, occasion)
    for line in verdict.failing:
        one.row.fault(say("{item}: {why}", item=line.item, why=line.because))


def _mark(
    one: Meant, case: Case | None, occasion: Occasion, printed: Mapping[str, "Printed"]
) -> OutsideMark | None:
    row, answered = one.row, any(str(one.row.values.get(name, "")).strip() for name in NUMBERS)
    code, has_mark = row.text("paper"), str(row.values.get("mark", "")).strip() != ""
    if one.learner is None or case is None:
        return None
    if has_mark == bool(code) or (answered and not code):
        row.fault(say("{why}.", why=FAR))
        return None
    if has_mark:
        return _total(row, one.learner.id, case.rules.exams[occasion.exam].full_mark)
    known = printed.get(code)
    if known is None:
        row.fault(say("There are no printed papers of this exam with the code “{code}”.", code=code))
        return None
    chosen = {place: _answer(row, place, known) for place in range(1, len(known.paper) + 1)}
    for name in NUMBERS[len(known.paper) :]:
        if str(row.values.get(name, "")).strip():
            row.fault(say("The paper has only {count} questions.", count=len(known.paper)))
    given = {place: answer for place, answer in chosen.items() if answer}
    return OutsideMark(learner=one.learner.id, paper=known.paper, chosen=given)


def _total(row: Cells, learner: UUID, full: Decimal) -> OutsideMark | None:
    mark = number_of(row, "mark")
    if mark is not None and mark > full:
        row.fault(say("The mark is higher than the full mark of {full}.", full=full))
    return None if mark is None else OutsideMark(learner=learner, mark=mark)


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed variant with its questions."""

    paper: Sequence[Mapping[str, Any]]
    questions: Mapping[str, AskedQuestion]


def _printed(rows: Sequence[Cells], occasion: Occasion, scope: Scope) -> dict[str, Printed]:
    """The variants that rows name, of this exam and printed in the administrator's units."""
    found: dict[str, Printed] = {}
    for code in {str(row.values.get("paper", "")).strip() for row in rows} - {""}:
        known = variant_of(code)
        if known is None:
            continue
        printing, place = known
        if (printing.year, printing.exam) == (occasion.year, occasion.exam) and printing.unit in scope.units:
            found[code] = Printed(printing.variants[place], questions_of(printing))
    return found


def _answer(row: Cells, place: int, known: Printed) -> list[Any]:
    """An answer as attempts keep it: places of options as they stand on the variant, or a text."""
    text, kept = row.text(NUMBERS[place - 1]), known.paper[place - 1]
    question = known.questions[kept["code"]]
    if not text or question.type == "fill_in":
        return [text] if text else []
    if question.type == "true_false":
        places = [0] if text in RIGHT else [1] if text in WRONG else []
    else:
        letters = SPACES.sub("", text).upper()
        allowed = OPTION_LETTERS[: len(kept["order"])]
        places = sorted({allowed.index(letter) for letter in letters}) if set(letters) <= set(allowed) else []
    if not places or (question.type == "single" and len(places) > 1):
        row.fault(say("Question {number}: “{text}” is no answer to it.", number=place, text=text[:20]))
    return places


def _told(mark: Decimal | None, before: Decimal | None) -> Text:
    now = Quantity(mark or Decimal(0), "marks")
    if before is None or before == mark:
        return say("{amount}", amount=now)
    return say("{before} → {after}", before=Quantity(before, "marks"), after=now)
