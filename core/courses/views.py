"""Pages of study: courses, a lesson with its heartbeat, finishing, the study record, practice."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.courses import pages, service
from core.courses.pages import client, here
from core.decisions.values import Quantity, say
from core.errors import BadInput, NotFound, Refused
from core.files.service import send
from core.web.access import by_own_statement, learner_only, signed_in
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.paging import page_number
from core.web.site import the_learner_id, the_site, viewer_here

blueprint = Blueprint("courses", __name__, template_folder="templates")


@blueprint.get("/courses")
@learner_only
def courses() -> str:
    """Show the year's courses by bucket, what is done and what is left."""
    ly = here()
    cards = pages.course_cards(ly)
    chosen = request.args.get("bucket") or next((c.bucket for c in cards if c.bucket == "required"), "")
    tabs = pages.bucket_tabs(cards, chosen)
    shown = [card for card in cards if not tabs or card.bucket == chosen]
    practice = any(service.has_practice(ly, kind) for kind in service.ASKED)
    return render_template(
        "courses/courses.html", cards=cards, shown=shown, tabs=tabs, practice=practice, place="courses"
    )


@blueprint.get("/courses/<course>")
@learner_only
def course(course: str) -> str:
    """Show a course: its lessons, what it earns, and why it cannot be opened where it cannot."""
    ly = here()
    return render_template("courses/course.html", **pages.course_page(ly, _progress(ly, course)))


@blueprint.get("/courses/<course>/<lesson>")
@learner_only
def lesson(course: str, lesson: str) -> str:
    """Open a lesson and show it with what counts while it counts."""
    ly = here()
    opened = service.open_lesson(ly, course, lesson, client())
    row = service.lesson_of(ly.year, course, lesson)
    page = pages.lesson_page(ly, _progress(ly, course), row, opened)
    return render_template("courses/lesson.html", **page, work_text=pages.work_text(page["work"]))


@blueprint.post("/study/<uuid:ticket>/beat")
@by_own_statement
def beat(ticket: UUID) -> Any:
    """Take a sign of presence; the hot path, which asks for the sign-in in its own statement."""
    sent = request.get_json(silent=True)
    seq = sent.get("seq") if isinstance(sent, dict) else None
    if type(seq) is not int or not 0 <= seq < 2**31:
        raise BadInput(say("A sign of presence carries its number."))
    sign = service.beat(the_site().tenant, ticket, client(), seq)
    if sign.code == "ended" and sign.reason is not None:
        raise Refused(sign.reason, code="ended")
    return jsonify(_counted(sign))


@blueprint.post("/study/<uuid:ticket>/leave")
@learner_only
def leave(ticket: UUID) -> Any:
    """Take the last word of a page that goes."""
    service.leave(here(), ticket, client())
    return "", 204


@blueprint.post("/study/<uuid:ticket>/finish")
@learner_only
def finish(ticket: UUID) -> Response:
    """Finish the lesson and go on to the next, or back to the course with its last."""
    ly, course = here(), request.form.get("course", "")
    done = service.finish_lesson(ly, ticket, client())
    for text in (_earned_text(done), *(reader().text(reason) for reason in done.reasons)):
        flash(text, "good" if done.credited else "calm")
    if done.next_lesson and course:
        return redirect(url_for("courses.lesson", course=course, lesson=done.next_lesson))
    return redirect(url_for("courses.course", course=course) if course else url_for("courses.courses"))


@blueprint.post("/study/<uuid:ticket>/move-on")
@learner_only
def move_on(ticket: UUID) -> Response:
    """Leave the lesson for another one of the course; the time so far counts."""
    course, lesson = request.form.get("course", ""), request.form.get("lesson", "")
    if not course or not lesson:
        raise BadInput(say("There is no such lesson."))
    service.leave(here(), ticket, client(), "moved")
    return redirect(url_for("courses.lesson", course=course, lesson=lesson))


@blueprint.post("/study/others/leave")
@learner_only
def leave_others() -> Response:
    """End the lessons open on the learner's other clients, and go on here."""
    course, lesson = request.form.get("course", ""), request.form.get("lesson", "")
    if not course or not lesson:
        raise BadInput(say("There is no such lesson."))
    service.leave_others(here(), client())
    return redirect(url_for("courses.lesson", course=course, lesson=lesson))


@blueprint.get("/files/<uuid:number>")
@blueprint.get("/files/<uuid:number>/<name>")
@signed_in
def file(number: UUID, name: str = "") -> Any:  # noqa: ARG001 (the name is for those who save it)
    """Give a lesson's file out to those who may see it: whole, or the range that a player asks for."""
    found = service.seen_file(viewer_here(), number)
    return send(found, save=request.args.get("save") == "1")


@blueprint.post("/files/<uuid:number>/position")
@learner_only
def play_position(number: UUID) -> Any:
    """Take where a video stopped; it goes on from there and counts for nothing."""
    found = service.seen_file(viewer_here(), number)
    service.keep_position(the_learner_id(), found, pages.sent_seconds(request.form))
    return "", 204


@blueprint.get("/study-record")
@learner_only
def record() -> str:
    """Show every entry of the learner's ledger with its reason and rule."""
    number = page_number(request.args.get("page", "1"))
    page = pages.record_page(here(), number, lambda other: url_for("courses.record", page=other))
    return render_template("courses/record.html", page=page)


@blueprint.get("/practice")
@learner_only
def practice() -> str:
    """Show the practices of the year: after courses, after categories."""
    ly = here()
    cards = pages.practice_cards(ly)
    unit = "" if ly.rules.study is None else ly.rules.study.unit
    mistakes = len(service.mistakes_of(ly))
    return render_template(
        "courses/practices.html", cards=cards, unit=unit, mistakes=mistakes, place="courses"
    )


@blueprint.get("/practice/mistakes")
@learner_only
def mistakes() -> str:
    """Show the questions that the learner last answered wrong, with their keys."""
    found = service.mistakes_of(here())
    return render_template(
        "courses/mistakes.html", mistakes=found, option_text=pages.option_text, place="courses"
    )


@blueprint.post("/practice")
@learner_only
def start_practice() -> Response:
    """Draw a round of questions, or go on with the one that is open."""
    asked = request.form.get("kind", "")
    kind = next((one for one in service.ASKED if one == asked), None)
    if kind is None:
        raise NotFound(say("There is no such practice."))
    begun = service.start_practice(here(), kind, request.form.get("subject", ""))
    return redirect(url_for("courses.practice_round", number=begun.id))


@blueprint.get("/practice/<uuid:number>")
@learner_only
def practice_round(number: UUID) -> str:
    """Show a round: the questions, or after hand-in what was right, with keys and explanations."""
    ly = here()
    row = service.round_of(ly, number)
    return render_template(
        "courses/practice.html",
        round=row,
        questions=service.questions_of(row),
        credited=Quantity(row.credited, ly.study.unit),
        reason=service.reason_of(row),
        option_text=pages.option_text,
        place="courses",
    )


@blueprint.post("/practice/<uuid:number>")
@learner_only
def hand_in_practice(number: UUID) -> Response:
    """Mark a round; final, and the same however often it is sent."""
    ly = here()
    questions = service.questions_of(service.round_of(ly, number))
    service.hand_in_practice(ly, number, pages.sent_answers(questions, request.form))
    return redirect(url_for("courses.practice_round", number=number))


def _progress(ly: service.LearnerYear, code: str) -> service.CourseProgress:
    course = service.course_of(ly, code)
    found = next((one for one in service.progress_for(ly) if one.course.code == code), None)
    return found or service.CourseProgress.untouched(course)


def _counted(sign: service.Sign) -> dict[str, object]:
    return {
        "counted": sign.minutes,
        "unit": reader().word("minutes"),
        "today_left": sign.minutes_left,
        "reason": None if sign.reason is None else reader().sentence(sign.reason),
    }


def _earned_text(done: service.Finished) -> str:
    if not done.credited:
        return _("The lesson is finished.")
    earned = Quantity(done.credited, done.unit)
    if done.course_finished:
        return _("The course is finished. This earned {credit}.", credit=earned)
    return _("The lesson is finished. This earned {credit}.", credit=earned)
