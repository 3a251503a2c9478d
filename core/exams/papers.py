"""Papers as they are kept and shown: drawn once from the bank, stored as shown, never with a key."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

from core.courses.service import AskedQuestion, item_of, not_reserved, questions_asked, questions_for
from core.decisions.drawing import CannotDraw, Ticket, draw_paper
from core.decisions.marking import Correction, MarkedPaper, MarkedQuestion, Version, mark_paper
from core.decisions.papers import BankItem, Blueprint, Paper, PaperQuestion
from core.decisions.stored import store_text
from core.decisions.values import say
from core.errors import Refused
from core.exams.models import AttemptRow

NONE_CORRECTED: Mapping[Version, Correction] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A question as the page shows it: no key, options in this paper's order."""

    number: int
    type: str
    stem: str
    options: tuple[str, ...]
    mark: Decimal
    work: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A question after hand-in, with what was right and what it earned; only where the exam shows answers."""

    shown: Shown
    right: tuple[int, ...]
    """Indexes of the right options as shown."""
    accepted: tuple[str, ...]
    """For a blank the texts that are right."""
    explain: str
    earned: Decimal


@dataclass(frozen=True, slots=True)
class Bank:
    """The live questions that papers are drawn from, with the version of each."""

    items: Sequence[BankItem]
    versions: Mapping[str, int]


def bank_for(year: int, area: str, on: date, *, counts: bool) -> Bank:
    """Return the bank of an area's learners: what is live and valid on a day; what is reserved only for what ``counts``."""
    live = questions_for(year, area, on=on)
    questions = live if counts else not_reserved(live)
    return Bank([item_of(one) for one in questions], {one.code: one.version for one in questions})


def drawn(ticket: Ticket, blueprint: Blueprint, bank: Bank) -> list[dict[str, Any]]:
    """Draw the ticket's paper, in the form it is kept in; Refused when the bank cannot fill it."""
    try:
        paper = draw_paper(ticket, bank.items, blueprint)
    except CannotDraw as error:
        text = say("The question bank cannot fill this paper yet. Please tell your administrator.")
        raise Refused(text, code="bank_too_small") from error
    return [_kept(question, bank.versions[question.code]) for question in paper.questions]


def paper_of(attempt: AttemptRow) -> Paper:
    """Return an attempt's paper as a value."""
    return Paper(questions=tuple(map(asked_as, attempt.paper)))


def asked_as(kept: Mapping[str, Any]) -> PaperQuestion:
    """Return a question as a paper asks it, from the form that it is kept in."""
    return PaperQuestion(
        code=kept["code"],
        mark=Decimal(kept["mark"]),
        order=tuple(kept["order"]),
        partial=None if kept["partial"] is None else Decimal(kept["partial"]),
    )


def marks_row(question: MarkedQuestion) -> dict[str, Any]:
    """Return what a question earned in the form that it is kept in."""
    return {
        "code": question.code,
        "earned": str(question.earned),
        "of": str(question.of),
        "because": store_text(question.because),
    }


def questions_of(attempts: Collection[AttemptRow]) -> dict[UUID, dict[str, AskedQuestion]]:
    """Return the questions of attempts in the versions that each asked, by attempt and code; one query for each year."""
    asked: dict[int, set[Version]] = {}
    for attempt in attempts:
        asked.setdefault(attempt.year, set()).update(versions_of(attempt))
    found = {year: questions_asked(year, versions) for year, versions in asked.items()}
    return {
        attempt.id: {
            code: found[attempt.year][code, version]
            for code, version in versions_of(attempt)
            if (code, version) in found[attempt.year]
        }
        for attempt in attempts
    }


def shown(attempt: AttemptRow) -> tuple[Shown, ...]:
    """Return the paper as its page shows it."""
    questions = questions_of([attempt])[attempt.id]
    return tuple(_shown(number, kept, questions[kept["code"]]) for number, kept in _numbered(attempt))


def marked(
    attempt: AttemptRow,
    questions: Mapping[str, AskedQuestion],
    chosen: Mapping[int, Sequence[Any]],
    corrections: Mapping[Version, Correction] = NONE_CORRECTED,
) -> MarkedPaper:
    """Mark an attempt from its questions, its answers by question number, and the corrections of its questions.

    Pure arithmetic over what is stored, so that any mark can be computed again.
    """
    bank = {code: item_of(question) for code, question in questions.items()}
    answers = {
        kept["code"]: answer_of(kept, bank[kept["code"]], chosen[number])
        for number, kept in _numbered(attempt)
        if chosen.get(number)
    }
    known = {one[0]: corrections[one] for one in versions_of(attempt) if one in corrections}
    return mark_paper(paper_of(attempt), bank, answers, known)


def kept_marks(result: Iterable[MarkedQuestion]) -> list[dict[str, Any]]:
    """Return the marks of a paper's questions in the form that they are kept in."""
    return [marks_row(one) for one in result]


def reviewed(attempt: AttemptRow) -> tuple[Reviewed, ...]:
    """Return the paper with its keys; the caller has made sure that it is handed in and may be shown."""
    return reviewed_all([attempt])[attempt.id]


def reviewed_all(attempts: Collection[AttemptRow]) -> dict[UUID, tuple[Reviewed, ...]]:
    """Return many papers with their keys."""
    questions = questions_of(attempts)
    return {attempt.id: _reviewed(attempt, questions[attempt.id]) for attempt in attempts}


def _reviewed(attempt: AttemptRow, questions: Mapping[str, AskedQuestion]) -> tuple[Reviewed, ...]:
    return tuple(
        Reviewed(
            shown=_shown(number, kept, questions[kept["code"]]),
            right=_right(kept, questions[kept["code"]]),
            accepted=item_of(questions[kept["code"]]).accepted,
            explain=questions[kept["code"]].explain,
            earned=Decimal(attempt.marked[number - 1]["earned"]) if attempt.marked else Decimal(0),
        )
        for number, kept in _numbered(attempt)
    )


def _kept(question: PaperQuestion, version: int) -> dict[str, Any]:
    return {
        "code": question.code,
        "version": version,
        "mark": str(question.mark),
        "order": list(question.order),
        "partial": None if question.partial is None else str(question.partial),
    }


def versions_of(attempt: AttemptRow) -> list[Version]:
    """Return the questions of an attempt in the versions that it asked."""
    return [(kept["code"], kept["version"]) for kept in attempt.paper]


def _numbered(attempt: AttemptRow) -> list[tuple[int, dict[str, Any]]]:
    return list(enumerate(attempt.paper, start=1))


def _shown(number: int, kept: dict[str, Any], question: AskedQuestion) -> Shown:
    options = () if question.type == "true_false" else tuple(question.options[i] for i in kept["order"])
    return Shown(
        number=number,
        type=question.type,
        stem=question.stem,
        options=options,
        mark=Decimal(kept["mark"]),
        work=question.work,
    )


def answer_of(kept: Mapping[str, Any], item: BankItem, chosen: Sequence[Any]) -> frozenset[int] | str:
    """Return an answer in the bank's order of options, as marking needs it, from the places chosen on the paper."""
    if item.type == "fill_in":
        return str(chosen[0])
    return frozenset(kept["order"][index] for index in chosen)


def _right(kept: dict[str, Any], question: AskedQuestion) -> tuple[int, ...]:
    return tuple(shown for shown, own in enumerate(kept["order"]) if own in question.key)
