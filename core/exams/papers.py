"""Papers as they are kept and shown: drawn once from the bank, stored as shown, never with a key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.courses.service import Question, item_of, questions_asked, questions_for
from core.decisions.drawing import CannotDraw, Ticket, draw_paper
from core.decisions.marking import MarkedPaper, mark_paper
from core.decisions.papers import BankItem, Blueprint, Paper, PaperQuestion
from core.decisions.values import say
from core.errors import Refused
from core.exams.models import AttemptRow

Version = tuple[str, int]
"""A question's code and version."""


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
    explain: str
    earned: Decimal


def drawn(ticket: Ticket, blueprint: Blueprint, year: int, area: str) -> list[dict[str, Any]]:
    """Draw the ticket's paper from the live bank, in the form it is kept in; Refused when the bank cannot fill it."""
    bank = questions_for(year, area)
    versions = {question.code: question.version for question in bank}
    try:
        paper = draw_paper(ticket, [item_of(question) for question in bank], blueprint)
    except CannotDraw as error:
        text = say("The question bank cannot fill this paper yet. Please tell your administrator.")
        raise Refused(text, code="bank_too_small") from error
    return [_kept(question, versions[question.code]) for question in paper.questions]


def paper_of(attempt: AttemptRow) -> Paper:
    """Return an attempt's paper as a value."""
    return Paper(
        questions=tuple(
            PaperQuestion(
                code=kept["code"],
                mark=Decimal(kept["mark"]),
                order=tuple(kept["order"]),
                partial=None if kept["partial"] is None else Decimal(kept["partial"]),
            )
            for kept in attempt.paper
        )
    )


def questions_of(attempt: AttemptRow) -> dict[str, Question]:
    """Return the questions of an attempt in the versions that it asked, by code."""
    asked = [(kept["code"], kept["version"]) for kept in attempt.paper]
    return {code: question for (code, _), question in questions_asked(attempt.year, asked).items()}


def shown(attempt: AttemptRow) -> tuple[Shown, ...]:
    """Return the paper as its page shows it."""
    questions = questions_of(attempt)
    return tuple(_shown(number, kept, questions[kept["code"]]) for number, kept in _numbered(attempt))


def marked(attempt: AttemptRow, chosen: Mapping[int, Sequence[Any]]) -> MarkedPaper:
    """Mark an attempt from its answers by question number; pure arithmetic over what is stored."""
    bank = {code: item_of(question) for code, question in questions_of(attempt).items()}
    answers = {
        kept["code"]: _answer(kept, bank[kept["code"]], chosen[number])
        for number, kept in _numbered(attempt)
        if chosen.get(number)
    }
    return mark_paper(paper_of(attempt), bank, answers)


def reviewed(attempt: AttemptRow) -> tuple[Reviewed, ...]:
    """Return the paper with its keys; the caller has made sure that it is handed in and may be shown."""
    questions = questions_of(attempt)
    return tuple(
        Reviewed(
            shown=_shown(number, kept, questions[kept["code"]]),
            right=_right(kept, questions[kept["code"]]),
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


def _numbered(attempt: AttemptRow) -> list[tuple[int, dict[str, Any]]]:
    return list(enumerate(attempt.paper, start=1))


def _shown(number: int, kept: dict[str, Any], question: Question) -> Shown:
    options = () if question.type == "true_false" else tuple(question.options[i] for i in kept["order"])
    return Shown(
        number=number,
        type=question.type,
        stem=question.stem,
        options=options,
        mark=Decimal(kept["mark"]),
        work=question.work,
    )


def _answer(kept: dict[str, Any], item: BankItem, chosen: Sequence[Any]) -> frozenset[int] | str:
    if item.type == "fill_in":
        return str(chosen[0])
    return frozenset(kept["order"][index] for index in chosen)


def _right(kept: dict[str, Any], question: Question) -> tuple[int, ...]:
    return tuple(shown for shown, own in enumerate(kept["order"]) if own in question.key)
