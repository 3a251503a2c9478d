"""What the pages of exams show, gathered from services and decisions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from core.courses.service import learner_year
from core.db import now
from core.decisions.case import Case
from core.decisions.exam_entry import may_sit, may_start
from core.decisions.exam_results import attempts_left, booked_sitting, counting_mark, is_theirs, sitting_for
from core.decisions.facts import Attempt
from core.decisions.slots import Sitting
from core.decisions.values import Quantity, Text, Verdict, say
from core.decisions.year import Exam
from core.exams import service
from core.web.cookie import token_hash, token_of_request
from core.web.i18n import gettext as _
from core.web.site import Helper, composition, the_site, viewer_here

MOST_SITTINGS = 200
DIGITS = 3
"""A form's option indexes have no more digits than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamCard:
    """One exam of the year as the list shows it."""

    key: str
    rule: Exam
    sitting: Sitting | None
    attempts: tuple[Attempt, ...]
    left: int | None
    mark: Quantity | None
    verdict: Verdict
    going_on: UUID | None

    @property
    def why_not(self) -> Text | None:
        """The first thing that stands in the way; of an amount, how much there is and how much it takes."""
        if not self.verdict.failing:
            return None
        line = self.verdict.failing[0]
        if isinstance(line.figure, Quantity) and isinstance(line.needed, Quantity):
            return say("{item}: {figure} of {needed}", item=line.item, figure=line.figure, needed=line.needed)
        return line.because


def exam_cards(learner: UUID) -> list[ExamCard]:
    """Return the exams that are this learner's: counting ones of the cohort, makeups that may be sat, tests and mocks."""
    service.hand_in_overdue([learner])
    case = service.case_of(learner)
    going_on = service.going_on(learner, case.rules.year)
    return [_card(case, key, going_on.get(key)) for key in case.rules.exams if _is_shown(case, key)]


def _is_shown(case: Case, key: str) -> bool:
    rule = case.rules.exams[key]
    if case.facts.of_exam(key):
        return True
    if not is_theirs(case, key):
        return False
    return not rule.makeup_of or may_sit(case.about(key)).met


def _card(case: Case, key: str, going_on: service.GoingOn | None) -> ExamCard:
    rule = case.rules.exams[key]
    about = case.about(key, sitting_for(case, key))
    attempts = case.facts.of_exam(key)
    mark = None if rule.shows == "nothing" else counting_mark(rule, attempts)
    return ExamCard(
        key=key,
        rule=rule,
        sitting=about.sitting,
        attempts=attempts,
        left=attempts_left(case, key),
        mark=None if mark is None else Quantity(mark, "marks"),
        verdict=may_start(about),
        going_on=None if going_on is None else going_on.id,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The sittings that a learner may choose from, each with the places that are left (None: not limited)."""

    booked: Sitting | None
    ahead: tuple[tuple[Sitting, int | None], ...]


def offer_of(case: Case, exam: str) -> Offer | None:
    """Return the sittings that learners book for themselves; None where the rules leave that to administrators."""
    booking = case.rules.exams[exam].booking
    if booking is None or "learner" not in booking.by:
        return None
    taken = service.taken_by_sitting(case.rules.year, exam)
    ahead = service.sittings_ahead(case, exam)[:MOST_SITTINGS]
    return Offer(
        booked=booked_sitting(case, exam),
        ahead=tuple((one, _places_left(one, taken.get(one.opens, 0))) for one in ahead),
    )


def _places_left(sitting: Sitting, taken: int) -> int | None:
    return None if sitting.capacity is None else max(0, sitting.capacity - taken)


def first_helper() -> Helper | None:
    """Return who can help the viewer first, if anybody is entered."""
    return next(iter(composition().helpers_of(viewer_here())), None)


def door_here() -> service.Door:
    """Return who knocks at an attempt, for the hot path."""
    site = the_site()
    return service.Door(
        tenant=site.tenant,
        area=site.area,
        sign_in=token_hash(token_of_request()),
        address=service.masked(request.remote_addr or ""),
    )


def paper_page(attempt: service.AttemptRow) -> dict[str, Any]:
    """Count the page and return what it shows: questions without keys, what is saved, and the server's time."""
    answers = service.answers_of(attempt.id)
    chosen = {number: answer.chosen for number, answer in answers.items()}
    return {
        "attempt": attempt,
        "title": _exam_title(attempt),
        "questions": [(one, options_of(one), chosen.get(one.number, [])) for one in service.shown(attempt)],
        "answered": [number for number, picked in chosen.items() if picked],
        "seq": _last_seq(answers),
        "now": now().isoformat(),
        "ends_at": attempt.deadline.isoformat(),
        "told_url": url_for("exams.told", attempt=attempt.id),
        "save_url": url_for("exams.answer", attempt=attempt.id),
        "result_url": url_for("exams.result", attempt=attempt.id),
        "page": service.open_page(attempt.id, request.remote_addr or "", request.user_agent.string),
    }


def record_page(attempt: service.AttemptRow) -> dict[str, Any]:
    """Return what the page of an attempt's record shows."""
    return {"attempt": attempt, "title": _exam_title(attempt), "events": service.events_of(attempt.id)}


def options_of(question: service.Shown) -> tuple[str, ...]:
    """Return a question's options in the reader's words; true and false have none of their own, a blank has none."""
    return (_("Right"), _("Wrong")) if question.type == "true_false" else question.options


def result_page(attempt: service.AttemptRow) -> dict[str, Any]:
    """Return what the result's page shows; keys only where the exam's rules show answers."""
    rule = _rule_of(attempt)
    shows = rule.shows if rule else "mark"
    answers = service.answers_of(attempt.id)
    return {
        "attempt": attempt,
        "title": rule.title if rule else attempt.exam,
        "rule": rule,
        "shows": shows,
        "mark": None if shows == "nothing" or attempt.mark is None else Quantity(attempt.mark, "marks"),
        "passed": _passed(rule, attempt),
        "review": [
            (
                one,
                options_of(one.shown),
                answers[one.shown.number].chosen if one.shown.number in answers else [],
            )
            for one in (service.reviewed(attempt) if shows == "answers" else ())
        ],
    }


def sent_answers(attempt: service.AttemptRow, form: MultiDict[str, str]) -> Iterator[service.Answer]:
    """Yield the answers of a form that was sent without scripts, newer than whatever was saved before."""
    seq = _last_seq(service.answers_of(attempt.id)) + 1
    for number in range(1, len(attempt.paper) + 1):
        chosen = _sent(form.getlist(f"q{number}"), is_text=not attempt.paper[number - 1]["order"])
        if chosen:
            yield service.Answer(question=number, chosen=chosen, seq=seq)


def _sent(values: Sequence[str], *, is_text: bool) -> tuple[int, ...] | str:
    if is_text:
        return "".join(values[:1]).strip()
    return tuple(int(value) for value in values if value.isdecimal() and len(value) <= DIGITS)


def _last_seq(answers: Mapping[int, service.Kept]) -> int:
    return max((answer.seq for answer in answers.values()), default=0)


def _passed(rule: Exam | None, attempt: service.AttemptRow) -> bool | None:
    if rule is None or rule.pass_mark is None or attempt.mark is None or rule.shows == "nothing":
        return None
    return attempt.mark >= rule.pass_mark


def _rule_of(attempt: service.AttemptRow) -> Exam | None:
    exams: Mapping[str, Exam] = learner_year(attempt.learner, attempt.year).rules.exams
    return exams.get(attempt.exam)


def _exam_title(attempt: service.AttemptRow) -> str:
    rule = _rule_of(attempt)
    return rule.title if rule else attempt.exam
