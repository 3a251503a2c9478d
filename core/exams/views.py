"""Pages of exams: what there is to sit, the entry check, the paper, handing in, the result."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.decisions.exam_results import free_rooms
from core.decisions.values import say
from core.errors import BadInput
from core.exams import service
from core.exams.acknowledging import save_many, save_one
from core.exams.pages import (
    ExamCard,
    door_here,
    exam_cards,
    first_helper,
    offer_of,
    paper_page,
    record_page,
    result_page,
    sent_answers,
)
from core.exams.receipt_pages import checked, receipts_page, receipts_response
from core.web.access import by_own_statement, learner_only, public
from core.web.i18n import gettext as _
from core.web.security import UNSTORABLE
from core.web.site import viewer_here

blueprint = Blueprint("exams", __name__, template_folder="templates")


@blueprint.get("/exams")
@learner_only
def exams() -> str:
    """Show the year's exams and tests, each with its time, what was used of it, and what comes next."""
    cards: list[ExamCard] = exam_cards(viewer_here().id)
    return render_template("exams/exams.html", cards=cards, place="exams")


@blueprint.get("/exams/<exam>")
@learner_only
def entry(exam: str) -> str:
    """Show every condition of starting an exam, met or not."""
    case, verdict = service.entry_check(viewer_here().id, exam)
    going_on = service.going_on(viewer_here().id, case.rules.year)
    return render_template(
        "exams/entry.html",
        exam=exam,
        case=case,
        verdict=verdict,
        open_attempt=going_on.get(exam),
        offer=offer_of(case, exam),
        rooms=free_rooms(case, exam),
        helper=None if verdict.met else first_helper(),
        place="exams",
    )


@blueprint.post("/exams/<exam>/acknowledge")
@learner_only
def acknowledge(exam: str) -> Response:
    """Keep the learner's word that they have read the exam rules."""
    service.acknowledge(viewer_here().id, exam)
    return redirect(url_for("exams.entry", exam=exam))


@blueprint.post("/exams/<exam>/place")
@learner_only
def place(exam: str) -> Response:
    """Book the learner's place in a sitting, or move it to another one."""
    service.book_place(viewer_here().id, exam, service.chosen_sitting(request.form.get("opens", "")))
    flash(_("The place is booked."), "good")
    return redirect(url_for("exams.entry", exam=exam))


@blueprint.post("/exams/<exam>/start")
@learner_only
def start(exam: str) -> Response:
    """Start an attempt, or go on with the open one."""
    attempt = service.start_attempt(viewer_here().id, exam, request.form.get("room", ""))
    return redirect(url_for("exams.paper", attempt=attempt.id))


@blueprint.get("/attempts/<uuid:attempt>")
@learner_only
def paper(attempt: UUID) -> Any:
    """Show the paper; one that is handed in leads to its result."""
    row = service.attempt_of(viewer_here().id, attempt)
    if row.handed_in_at is not None:
        return redirect(url_for("exams.result", attempt=attempt))
    return render_template("exams/paper.html", **paper_page(row))


@blueprint.post("/attempts/<uuid:attempt>/answers")
@by_own_statement
def answer(attempt: UUID) -> Any:
    """Keep one answer, as the page's script sends it; acknowledged only once it is committed."""
    return jsonify(save_one(attempt, sent_answer(request.get_json(silent=True))))


@blueprint.post("/attempts/<uuid:attempt>/answers/batch")
@by_own_statement
def answers(attempt: UUID) -> Any:
    """Keep the answers that waited on the page's device, oldest first, and say what became of each."""
    return jsonify({"answers": save_many(attempt, sent_answers_of(request.get_json(silent=True)))})


@blueprint.post("/attempts/<uuid:attempt>/events")
@by_own_statement
def told(attempt: UUID) -> Any:
    """Keep what the page tells of itself, and tell it the server's time, the deadline and the newest page."""
    standing = service.note_told(door_here(), attempt, told_events(request.get_json(silent=True)))
    return jsonify(
        {
            "now": standing.at.isoformat(),
            "deadline": standing.deadline.isoformat(),
            "page": standing.page,
            "handed_in": standing.handed_in_at is not None,
        }
    )


@blueprint.get("/attempts/<uuid:attempt>/record")
@learner_only
def record(attempt: UUID) -> str:
    """Show the record of an attempt, the same as administrators read it."""
    row = service.attempt_of(viewer_here().id, attempt)
    return render_template("exams/record.html", **record_page(row), place="exams")


@blueprint.get("/attempts/<uuid:attempt>/receipts")
@learner_only
def receipts(attempt: UUID) -> str:
    """Show the signed receipts of an attempt's saves."""
    row = service.attempt_of(viewer_here().id, attempt)
    return render_template("exams/receipts.html", **receipts_page(row), place="exams")


@blueprint.get("/attempts/<uuid:attempt>/receipts.json")
@learner_only
def receipts_json(attempt: UUID) -> Response:
    """Give the signed receipts of an attempt's saves as a file to be kept."""
    return receipts_response(service.attempt_of(viewer_here().id, attempt))


@blueprint.get("/receipts")
@public
def check_receipt() -> str:
    """Tell anybody whether a receipt is as this platform gave it, and what it says; nothing else is looked up."""
    line = request.args.get("receipt", "").strip()
    return render_template("exams/receipt.html", line=line, checked=checked(line) if line else None)


@blueprint.post("/attempts/<uuid:attempt>/check")
@learner_only
def check(attempt: UUID) -> Any:
    """Keep the whole form's answers, for a browser without scripts, and show what is unanswered."""
    row = service.attempt_of(viewer_here().id, attempt)
    for one in sent_answers(row, request.form):
        service.save_answer(door_here(), attempt, one)
    return redirect(url_for("exams.summary", attempt=attempt))


@blueprint.get("/attempts/<uuid:attempt>/hand-in")
@learner_only
def summary(attempt: UUID) -> Any:
    """Show what is unanswered and ask once before handing in."""
    row = service.attempt_of(viewer_here().id, attempt)
    if row.handed_in_at is not None:
        return redirect(url_for("exams.result", attempt=attempt))
    answered = {number for number, one in service.answers_of(row.id).items() if one.chosen}
    unanswered = [number for number in range(1, len(row.paper) + 1) if number not in answered]
    return render_template("exams/summary.html", attempt=row, unanswered=unanswered, place="exams")


@blueprint.post("/attempts/<uuid:attempt>/hand-in")
@learner_only
def hand_in(attempt: UUID) -> Response:
    """Hand the paper in; final, and the same result however often it is sent."""
    service.hand_in(viewer_here().id, attempt)
    return redirect(url_for("exams.result", attempt=attempt))


@blueprint.get("/attempts/<uuid:attempt>/result")
@learner_only
def result(attempt: UUID) -> Any:
    """Show the mark, and what the exam's rules allow besides."""
    row = service.attempt_of(viewer_here().id, attempt)
    if row.handed_in_at is None:
        return redirect(url_for("exams.paper", attempt=attempt))
    return render_template("exams/result.html", **result_page(row))


def sent_answer(sent: Any) -> service.Answer:
    """Return the answer that a script sent; BadInput for anything else."""
    match sent:
        case {"question": int(question), "chosen": list(chosen), "seq": int(seq)} if _are_numbers(
            question, seq, *chosen
        ):
            return service.Answer(question=question, chosen=tuple(chosen), seq=seq)
        case {"question": int(question), "chosen": str(text), "seq": int(seq)} if _are_numbers(
            question, seq
        ) and not UNSTORABLE.search(text):
            return service.Answer(question=question, chosen=text, seq=seq)
    raise BadInput(say("This answer does not fit the question."))


def sent_answers_of(sent: Any) -> list[service.Answer]:
    """Return the answers that a script sent together; BadInput for anything else."""
    match sent:
        case {"answers": list(answers)}:
            return [sent_answer(one) for one in answers]
    raise BadInput(say("This does not fit the paper."))


def told_events(sent: Any) -> list[service.Told]:
    """Return what a script tells of its page; BadInput for anything else."""
    match sent:
        case {"page": int(page), "events": list(events)}:
            return [_told(page, event) for event in events]
    raise BadInput(say("This does not fit the paper."))


def _told(page: int, event: Any) -> service.Told:
    match event:
        case {"kind": str(kind), **rest} if kind in service.TOLD and _are_numbers(
            page, rest.get("seconds", 0)
        ):
            return service.Told(kind=kind, page=page, seconds=rest.get("seconds", 0))  # type: ignore[arg-type]
    raise BadInput(say("This does not fit the paper."))


def _are_numbers(*sent: Any) -> bool:
    """Tell whether all are whole numbers; true and false, which Python counts among them, are not."""
    return all(type(one) is int for one in sent)
