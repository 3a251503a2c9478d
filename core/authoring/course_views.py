"""Pages of a year's courses: the list, one course with its lessons, its form, its acts, the order, copies of earlier years."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.audit.service import entries_of
from core.authoring.copying import copy_courses, copyable, earlier_years, taken
from core.authoring.desk import blueprint, faults_in, offers_for, the_editor
from core.authoring.drafts import CourseDraft, course_faults
from core.authoring.forms import TypedCourse, course_draft, read_course, read_order, read_seen
from core.authoring.lists import STATES, Query, archived_lessons, course_list, lesson_list, own_courses
from core.authoring.scope import Seen, all_lessons, course_here, may_write, own_course, subject_of
from core.authoring.staleness import stale_lessons
from core.authoring.writing import ACTS, WRONG, add_course, change_course, kept_for, put_in_order
from core.bank.service import Editor
from core.courses.service import Course, learners_of_course, learners_of_lessons
from core.courses.words import LIBRARY
from core.decisions.stored import restore_cite
from core.decisions.values import say
from core.errors import BadInput, NotFound
from core.web.access import administrator_only
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.paging import page_number


@blueprint.get("/courses")
@administrator_only
def courses() -> str:
    """List the year's courses that the editor sees."""
    editor = the_editor()
    found = course_list(editor, Query.of(request.args))
    return render_template(
        "authoring/courses.html",
        found=found,
        states=STATES,
        editor=editor,
        years=earlier_years(editor),
        may_write=may_write,
    )


@blueprint.get("/courses/<course>")
@administrator_only
def course(course: str) -> str:
    """Show a course with its lessons, and what can be done with it."""
    editor = the_editor()
    row = course_here(editor, course)
    own = may_write(editor, row)
    page = page_number(request.args.get("page", "1"))
    return render_template(
        "authoring/course.html",
        row=row,
        own=own,
        found=lesson_list(row, request.args.get("q", "").strip(), page),
        gone=archived_lessons(row),
        learners=learners_of_course(row.year, row.code),
        in_lessons=learners_of_lessons(row.year, row.code),
        stale={one.lesson.code: one for one in stale_lessons(editor, row.code)},
        cite=restore_cite(row.cite),
        entries=entries_of(subject_of(row)) if own else [],
    )


@blueprint.get("/new-course")
@administrator_only
def new_course() -> str:
    """Show an empty form for a course."""
    editor = the_editor()
    return _form(TypedCourse(CourseDraft(area=editor.area)), None)


@blueprint.post("/courses")
@administrator_only
def add() -> Response | tuple[str, int]:
    """Keep a new course as a draft."""
    editor, typed = the_editor(), read_course(request.form)
    try:
        _refuse_faults(typed)
        row = add_course(editor, typed.draft, offers_for(editor))
    except BadInput as error:
        return _form(TypedCourse(typed.draft, typed.faults | faults_in(error)), None), 400
    flash(_("It is kept as a draft. Write what belongs into it now."), "good")
    return redirect(url_for(".course", course=row.code))


@blueprint.get("/courses/<course>/edit")
@administrator_only
def edit(course: str) -> str:
    """Show the form of a course."""
    row = own_course(the_editor(), course)
    return _form(TypedCourse(course_draft(row)), row)


@blueprint.post("/courses/<course>")
@administrator_only
def save(course: str) -> Response | tuple[str, int]:
    """Change a course's details."""
    editor = the_editor()
    row = own_course(editor, course)
    typed = read_course(request.form, row)
    try:
        _refuse_faults(typed)
        change_course(editor, typed.draft, read_seen(request.form, course), offers_for(editor))
    except BadInput as error:
        return _form(TypedCourse(typed.draft, typed.faults | faults_in(error)), row), 400
    flash(_("Saved."), "good")
    return redirect(url_for(".course", course=course))


@blueprint.get("/courses/<course>/confirm/<act>")
@administrator_only
def confirm(course: str, act: str) -> str:
    """Say what publishing, archiving, restoring or deleting a course brings, and ask."""
    row = own_course(the_editor(), course)
    if act not in ACTS:
        raise NotFound(say("There is nothing at this address."))
    return _confirm_page(row, act, {})


@blueprint.post("/courses/<course>/do/<act>")
@administrator_only
def do(course: str, act: str) -> Response | tuple[str, int]:
    """Publish, archive, restore or delete a course."""
    editor = the_editor()
    row = own_course(editor, course)
    if act not in ACTS:
        raise NotFound(say("There is nothing at this address."))
    try:
        _refuse_untyped(row, act)
        ACTS[act](editor, read_seen(request.form, course), request.form.get("reason", ""))
    except BadInput as error:
        return _confirm_page(row, act, faults_in(error)), 400
    flash(reader().text(TOLD[act]), "good")
    return redirect(url_for(".courses") if act == "delete" else url_for(".course", course=course))


@blueprint.get("/course-order")
@administrator_only
def order() -> str:
    """Show the courses of the editor's place to be put in order."""
    return render_template("authoring/order.html", rows=own_courses(the_editor()))


@blueprint.post("/course-order")
@administrator_only
def save_order() -> Response:
    """Keep the order of courses."""
    put_in_order(the_editor(), read_order(request.form))
    flash(_("The order is kept."), "good")
    return redirect(url_for(".courses"))


@blueprint.get("/course-copies/<int:year>")
@administrator_only
def copies(year: int) -> str:
    """List the courses of an earlier year that can be taken over."""
    editor = the_editor()
    _refuse_other_years(editor, year)
    rows = copyable(editor, year)
    return render_template(
        "authoring/copies.html",
        rows=rows,
        year=year,
        years=earlier_years(editor),
        editor=editor,
        taken=taken(editor, [row.code for row in rows]),
    )


@blueprint.post("/course-copies/<int:year>")
@administrator_only
def copy(year: int) -> Response:
    """Copy the courses that were picked as drafts of this year."""
    editor = the_editor()
    _refuse_other_years(editor, year)
    outcome = copy_courses(editor, year, request.form.getlist("picked"), offers_for(editor))
    flash(_("{count} courses are copied as drafts.", count=outcome.done), "good" if outcome.done else "warn")
    for title, why in outcome.left:
        flash(_("“{title}” was not copied: {why}", title=title, why=why), "warn")
    return redirect(url_for(".courses", state="draft"))


TOLD = {
    "publish": say("It is published; its learners see it."),
    "archive": say("It is archived; learners are offered it no more."),
    "restore": say("It is offered again."),
    "delete": say("It is deleted."),
}


def _refuse_other_years(editor: Editor, year: int) -> None:
    """Only earlier years are copied from; the library's collections are no year's courses."""
    if year >= editor.year or year == LIBRARY:
        raise NotFound(say("There is nothing at this address."))


def _refuse_faults(typed: TypedCourse) -> None:
    """Tell of every fault at once: of what could not be read, and of what cannot be right."""
    if typed.faults:
        editor = the_editor()
        raise BadInput(WRONG, fields=course_faults(editor, typed.draft, offers_for(editor)) | typed.faults)


def _refuse_untyped(row: Course, act: str) -> None:
    """A course with lessons is deleted only by who has typed its title."""
    if (
        act == "delete"
        and all_lessons(row.year, row.code)
        and request.form.get("word", "").strip() != row.title
    ):
        raise BadInput(WRONG, fields={"word": say("Please type the course's title as it stands above.")})


def _form(typed: TypedCourse, row: Course | None) -> str:
    seen = Seen(row.code, row.edits) if row is not None else None
    if row is not None and "edits" in request.form:
        seen = read_seen(request.form, row.code)  # what they saw, not what has become of it meanwhile
    return render_template(
        "authoring/course_form.html",
        typed=typed.draft,
        errors=typed.faults,
        row=row,
        seen=seen,
        offers=offers_for(the_editor()),
        learners=learners_of_course(row.year, row.code) if row is not None else 0,
    )


def _confirm_page(row: Course, act: str, errors: dict[str, Any]) -> str:
    lessons = [one for one in all_lessons(row.year, row.code) if one.state != "archived"]
    return render_template(
        "authoring/confirm_course.html",
        row=row,
        act=act,
        edits=read_seen(request.form, row.code).edits if "edits" in request.form else row.edits,
        learners=learners_of_course(row.year, row.code),
        lessons=lessons,
        refusal=kept_for(row) if act == "delete" else None,
        errors=errors,
    )
