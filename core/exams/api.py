"""Exams for programs; the same services, rules and deadlines as the pages."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from core.db import now
from core.decisions.values import say
from core.errors import BadInput, Refused
from core.exams import schemas, service
from core.exams.acknowledging import save_many, save_one
from core.exams.pages import ExamCard, exam_cards, options_of, result_page
from core.exams.receipt_pages import kept_receipts
from core.web.access import by_own_statement, learner_only
from core.web.errors import line_json
from core.web.i18n import reader
from core.web.site import viewer_here

blueprint = Blueprint(
    "exams-api", __name__, description="Exams, their conditions, papers, answers and results"
)


@blueprint.get("/exams")
@blueprint.response(200, schemas.ExamSchema(many=True))
@learner_only
def api_exams() -> list[dict[str, Any]]:
    """List the learner's exams and tests of the year."""
    return [_exam(card) for card in exam_cards(viewer_here().id)]


@blueprint.get("/exams/<exam>")
@blueprint.response(200, schemas.EntryCheckSchema)
@learner_only
def api_entry(exam: str) -> dict[str, Any]:
    """Tell whether an attempt may be started now, with every condition."""
    _case, verdict = service.entry_check(viewer_here().id, exam)
    return {
        "exam": exam,
        "may_start": verdict.met,
        "lines": [line_json(line) for line in verdict.lines],
        "advice": [reader().text(text) for text in verdict.advice],
    }


@blueprint.post("/exams/<exam>/acknowledgement")
@blueprint.response(204)
@learner_only
def api_acknowledge(exam: str) -> None:
    """Keep the learner's word that they have read the exam rules."""
    service.acknowledge(viewer_here().id, exam)


@blueprint.post("/exams/<exam>/place")
@blueprint.arguments(schemas.PlaceSchema)
@blueprint.response(204)
@learner_only
def api_place(sent: dict[str, Any], exam: str) -> None:
    """Book the learner's place in the sitting that opens then, or move it there; 409 with the reasons where it may not be."""
    service.book_place(viewer_here().id, exam, sent["opens"])


@blueprint.post("/exams/<exam>/attempts")
@blueprint.arguments(schemas.StartSchema)
@blueprint.response(200, schemas.PaperSchema)
@learner_only
def api_start(sent: dict[str, str], exam: str) -> dict[str, Any]:
    """Start an attempt, or go on with the open one; asking again gives the same paper."""
    return _paper(service.start_attempt(viewer_here().id, exam, sent["room"]))


@blueprint.get("/attempts/<uuid:attempt>")
@blueprint.response(200, schemas.PaperSchema)
@learner_only
def api_paper(attempt: UUID) -> dict[str, Any]:
    """Show a paper with what is saved."""
    return _paper(service.attempt_of(viewer_here().id, attempt))


@blueprint.post("/attempts/<uuid:attempt>/answers")
@blueprint.arguments(schemas.AnswerSchema)
@blueprint.response(200, schemas.SavedSchema)
@by_own_statement
def api_answer(sent: dict[str, Any], attempt: UUID) -> dict[str, Any]:
    """Keep one answer; acknowledged only once it is committed. 409 after hand-in, 410 when time is over."""
    return save_one(attempt, _answer(sent))


@blueprint.post("/attempts/<uuid:attempt>/answers/batch")
@blueprint.arguments(schemas.AnswersSchema)
@blueprint.response(200, schemas.KeptSchema)
@by_own_statement
def api_answers(sent: dict[str, Any], attempt: UUID) -> dict[str, Any]:
    """Keep many answers in the order of their sequence numbers; each is acknowledged or refused for itself."""
    return {"answers": save_many(attempt, [_answer(one) for one in sent["answers"]])}


@blueprint.get("/attempts/<uuid:attempt>/receipts")
@blueprint.response(200, schemas.ReceiptsSchema)
@learner_only
def api_receipts(attempt: UUID) -> dict[str, Any]:
    """Give the signed receipts of all saves of an attempt."""
    return kept_receipts(service.attempt_of(viewer_here().id, attempt))


@blueprint.post("/attempts/<uuid:attempt>/hand-in")
@blueprint.response(200, schemas.ResultSchema)
@learner_only
def api_hand_in(attempt: UUID) -> dict[str, Any]:
    """Hand the paper in; final, and the same result however often it is sent."""
    return _result(service.hand_in(viewer_here().id, attempt))


@blueprint.get("/attempts/<uuid:attempt>/result")
@blueprint.response(200, schemas.ResultSchema)
@learner_only
def api_result(attempt: UUID) -> dict[str, Any]:
    """Show what the exam's rules show of the result; refused before hand-in."""
    row = service.attempt_of(viewer_here().id, attempt)
    if row.handed_in_at is None:
        raise Refused(say("This paper has not been handed in yet."), code="not_handed_in")
    return _result(row)


def _answer(sent: dict[str, Any]) -> service.Answer:
    if ("chosen" in sent) == ("text" in sent):
        raise BadInput(say("This answer does not fit the question."))
    chosen = sent["text"] if "text" in sent else tuple(sent["chosen"])
    return service.Answer(question=sent["question"], chosen=chosen, seq=sent["seq"])


def _exam(card: ExamCard) -> dict[str, Any]:
    sitting = card.sitting
    return {
        "exam": card.key,
        "title": card.rule.title,
        "kind": card.rule.kind,
        "opens": sitting and sitting.opens,
        "closes": sitting and sitting.closes,
        "minutes": sitting and sitting.minutes,
        "attempts_used": len(card.attempts),
        "attempts_left": card.left,
        "mark": None if card.mark is None else str(card.mark.amount),
        "may_start": card.verdict.met,
        "attempt": card.going_on,
    }


def _paper(row: service.AttemptRow) -> dict[str, Any]:
    answers = service.answers_of(row.id)
    return {
        "attempt": row.id,
        "exam": row.exam,
        "number": row.number,
        "started_at": row.started_at,
        "deadline": row.deadline,
        "now": now(),
        "handed_in_at": row.handed_in_at,
        "questions": [_question(one, answers.get(one.number)) for one in service.shown(row)],
    }


def _question(one: service.Shown, saved: service.Kept | None) -> dict[str, Any]:
    return {
        "number": one.number,
        "type": one.type,
        "stem": one.stem,
        "options": options_of(one),
        "mark": str(one.mark),
        "chosen": [] if saved is None else saved.chosen,
        "seq": 0 if saved is None else saved.seq,
    }


def _result(row: service.AttemptRow) -> dict[str, Any]:
    page = result_page(row)
    review = [
        {
            "number": one.shown.number,
            "right": one.right,
            "explain": one.explain,
            "earned": str(one.earned),
        }
        for one, _options, _chosen in page["review"]
    ]
    return {
        "attempt": row.id,
        "exam": row.exam,
        "number": row.number,
        "handed_in_at": row.handed_in_at,
        "handed_in_by": row.handed_in_by,
        "shows": page["shows"],
        "mark": None if page["mark"] is None else str(page["mark"].amount),
        "passed": page["passed"],
        "review": review or None,
    }
