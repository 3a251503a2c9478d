"""Pages of lessons: the form with its editor, the acts, the order, and the lessons whose law has changed."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.authoring.attached import files_page
from core.authoring.desk import blueprint, faults_in, offers_for, the_editor
from core.authoring.drafts import LessonDraft, lesson_faults
from core.authoring.forms import TypedLesson, lesson_draft, read_lesson, read_order, read_seen
from core.authoring.lessons import (
    LESSON_ACTS,
    add_lesson,
    change_lesson,
    lesson_kept_for,
    put_lessons_in_order,
)
from core.authoring.scope import Seen, lesson_here, own_course
from core.authoring.staleness import stale_lessons
from core.authoring.writing import WRONG
from core.courses.service import Course, Lesson, learners_of_lessons
from core.decisions.values import say
from core.errors import BadInput, NotFound
from core.web.access import administrator_only
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.richtext import render


@blueprint.get("/courses/<course>/new-lesson")
@administrator_only
def new_lesson(course: str) -> str:
    """Show an empty form for a lesson."""
    return _form(own_course(the_editor(), course), TypedLesson(LessonDraft()), None)


@blueprint.post("/courses/<course>/lessons")
@administrator_only
def add_to(course: str) -> Response | tuple[str, int]:
    """Keep a new lesson as a draft."""
    editor = the_editor()
    parent, typed = own_course(editor, course), read_lesson(request.form)
    try:
        _refuse_faults(typed)
        row = add_lesson(editor, course, typed.draft, offers_for(editor))
    except BadInput as error:
        return _form(parent, TypedLesson(typed.draft, typed.faults | faults_in(error)), None), 400
    flash(_("It is kept as a draft. Videos, pictures and PDF can be added below."), "good")
    return redirect(url_for(".lesson", course=course, lesson=row.code))


@blueprint.get("/courses/<course>/lessons/<lesson>")
@administrator_only
def lesson(course: str, lesson: str) -> str:
    """Show the form of a lesson."""
    parent = own_course(the_editor(), course)
    row = lesson_here(parent, lesson)
    return _form(parent, TypedLesson(lesson_draft(row)), row)


@blueprint.post("/courses/<course>/lessons/<lesson>")
@administrator_only
def save_lesson(course: str, lesson: str) -> Response | tuple[str, int]:
    """Give a lesson another wording."""
    editor = the_editor()
    parent = own_course(editor, course)
    row, typed = lesson_here(parent, lesson), read_lesson(request.form)
    try:
        _refuse_faults(typed)
        change_lesson(editor, typed.draft, read_seen(request.form, course, lesson), offers_for(editor))
    except BadInput as error:
        return _form(parent, TypedLesson(typed.draft, typed.faults | faults_in(error)), row), 400
    flash(
        _("Saved; learners read it so from now on.") if row.state == "live" else _("Saved."),
        "good",
    )
    return redirect(url_for(".lesson", course=course, lesson=lesson))


@blueprint.get("/courses/<course>/lessons/<lesson>/confirm/<act>")
@administrator_only
def confirm_lesson_act(course: str, lesson: str, act: str) -> str:
    """Say what archiving, deleting or confirming a lesson brings, and ask."""
    parent = own_course(the_editor(), course)
    if act not in LESSON_ACTS:
        raise NotFound(say("There is nothing at this address."))
    return _confirm_page(parent, lesson_here(parent, lesson), act, {})


@blueprint.post("/courses/<course>/lessons/<lesson>/do/<act>")
@administrator_only
def do_to_lesson(course: str, lesson: str, act: str) -> Response | tuple[str, int]:
    """Publish, archive, restore, delete or confirm a lesson."""
    editor = the_editor()
    parent = own_course(editor, course)
    row = lesson_here(parent, lesson)
    if act not in LESSON_ACTS:
        raise NotFound(say("There is nothing at this address."))
    try:
        LESSON_ACTS[act](editor, read_seen(request.form, course, lesson), request.form.get("reason", ""))
    except BadInput as error:
        return _confirm_page(parent, row, act, faults_in(error)), 400
    flash(reader().text(TOLD[act]), "good")
    return redirect(url_for(".course", course=course))


@blueprint.post("/courses/<course>/lesson-order")
@administrator_only
def save_lesson_order(course: str) -> Response:
    """Keep the order of a course's lessons."""
    put_lessons_in_order(the_editor(), course, read_order(request.form))
    flash(_("The order is kept."), "good")
    return redirect(url_for(".course", course=course))


@blueprint.get("/stale-lessons")
@administrator_only
def stale() -> str:
    """List the lessons whose source work has changed since they were last reviewed."""
    return render_template("authoring/stale.html", found=stale_lessons(the_editor()))


TOLD = {
    "publish": say("It is published; its learners see it."),
    "archive": say("It is archived; learners are offered it no more."),
    "restore": say("It is a draft again."),
    "delete": say("It is deleted."),
    "confirm": say("It is kept that it is still right."),
}


def _refuse_faults(typed: TypedLesson) -> None:
    """Tell of every fault at once: of what could not be read, and of what cannot be right."""
    if typed.faults:
        raise BadInput(WRONG, fields=lesson_faults(typed.draft, offers_for(the_editor())) | typed.faults)


def _form(parent: Course, typed: TypedLesson, row: Lesson | None) -> str:
    editor = the_editor()
    seen = Seen(parent.code, row.edits, row.code) if row is not None else None
    if row is not None and "edits" in request.form:
        seen = read_seen(request.form, parent.code, row.code)
    stale = {one.lesson.code: one for one in stale_lessons(editor, parent.code)}
    return render_template(
        "authoring/lesson_form.html",
        course=parent,
        typed=typed.draft,
        html=render(typed.draft.text, typed.draft.format),
        errors=typed.faults,
        row=row,
        seen=seen,
        offers=offers_for(editor),
        stale=stale.get(row.code) if row is not None else None,
        **(files_page(row) if row is not None else {}),
    )


def _confirm_page(parent: Course, row: Lesson, act: str, errors: dict[str, Any]) -> str:
    return render_template(
        "authoring/confirm_lesson.html",
        course=parent,
        row=row,
        act=act,
        edits=read_seen(request.form, parent.code, row.code).edits if "edits" in request.form else row.edits,
        learners=learners_of_lessons(row.year, row.course).get(row.code, 0),
        refusal=lesson_kept_for(row) if act == "delete" else None,
        errors=errors,
    )
