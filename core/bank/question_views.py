"""Pages of content editors: the list of questions, one question with its versions, the form, and the acts of review."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.audit.service import entries_of
from core.bank.bulk import FROM, STEPS, step_many
from core.bank.checking import MOST_OPTIONS, faults_of, shelves_of, tidied
from core.bank.desk import blueprint, exam_titles, the_editor
from core.bank.figures import count_later, figures_of
from core.bank.forms import Typed, read_question, read_seen
from core.bank.lists import DIFFICULTIES, STATES, TYPES, Query, matching, question_list
from core.bank.review import (
    Seen,
    add_question,
    change_question,
    check,
    confirm,
    give_back,
    make_live,
    retire,
    send,
    subject_of,
)
from core.bank.scope import Editor, versions_of
from core.bank.twins import twins_of
from core.courses.service import NewQuestion, Question, question_of
from core.decisions.values import say
from core.errors import BadInput, NotFound
from core.web.access import administrator_only, safe_next
from core.web.i18n import gettext as _
from core.web.site import the_site

PARTS = 3
"""A picked question: its code, version and count of edits."""


@blueprint.get("/questions")
@administrator_only
def questions() -> str:
    """List the questions of the editor's place, those that wait for a check first."""
    editor = the_editor()
    found = question_list(editor, Query.of(request.args))
    return render_template(
        "bank/questions.html",
        found=found,
        states=STATES,
        types=TYPES,
        difficulties=DIFFICULTIES,
        titles=_shelves(editor).titles,
    )


@blueprint.get("/questions/<code>")
@administrator_only
def question(code: str) -> str:
    """Show a question with its versions, and what can be done with it."""
    editor = the_editor()
    versions = versions_of(editor, code)
    return render_template(
        "bank/question.html",
        row=versions[0],
        live=next((row for row in versions if row.state == "live"), None),
        versions=versions,
        editor=editor,
        titles=_shelves(editor).titles,
        twins=twins_of(editor, versions[0]) if versions[0].state != "retired" else [],
        figures=figures_of(editor.year, code),
        exams=exam_titles(editor),
        entries=entries_of(subject_of(versions[0])),
    )


@blueprint.get("/new-question")
@administrator_only
def new() -> str:
    """Show an empty form for a question of a type."""
    editor = the_editor()
    asked = request.args.get("type", "")
    kind: Any = asked if asked in TYPES else "single"
    empty = NewQuestion(year=editor.year, code="", type=kind, stem="", area=editor.area)
    return _form(editor, Typed(empty), None)


@blueprint.post("/questions")
@administrator_only
def add() -> Response | tuple[str, int]:
    """Add a question as a draft."""
    editor = the_editor()
    typed = read_question(request.form, editor.year)
    try:
        _refuse_faults(editor, typed)
        row = add_question(editor, typed.question, _shelves(editor))
    except BadInput as error:
        return _form(editor, _with(typed, error), None), 400
    flash(_("The question is kept as a draft."), "good")
    return redirect(url_for("bank.question", code=row.code))


@blueprint.get("/questions/<code>/edit")
@administrator_only
def edit(code: str) -> str:
    """Show the form of a question's newest version."""
    editor = the_editor()
    row = versions_of(editor, code)[0]
    return _form(editor, Typed(question_of(row)), row)


@blueprint.post("/questions/<code>")
@administrator_only
def save(code: str) -> Response | tuple[str, int]:
    """Give a question another wording."""
    editor = the_editor()
    row = versions_of(editor, code)[0]
    form = request.form.copy()
    form["code"] = code
    typed = read_question(form, editor.year)
    try:
        _refuse_faults(editor, typed)
        changed = change_question(editor, typed.question, read_seen(code, form), _shelves(editor))
    except BadInput as error:
        return _form(editor, _with(typed, error), row), 400
    told = _("Version {n} is kept as a draft.", n=changed.version)
    flash(_("Nothing was changed.") if changed is row and changed.state != "draft" else told, "good")
    return redirect(url_for("bank.question", code=code))


@blueprint.post("/questions/<code>/<act>")
@administrator_only
def act(code: str, act: str) -> Response:
    """Send, check, give back, make live, retire or confirm a version of a question."""
    editor = the_editor()
    if act not in ACTS:
        raise NotFound(say("There is nothing at this address."))
    ACTS[act](editor, read_seen(code, request.form), request.form.get("reason", ""))
    flash(_("Done."), "good")
    return redirect(url_for("bank.question", code=code))


@blueprint.post("/question-steps")
@administrator_only
def step() -> Response:
    """Send, check or make live the questions that were picked, or all that the filters show."""
    editor, query, asked = the_editor(), Query.of(request.args), request.form.get("step", "")
    if asked not in STEPS:
        raise BadInput(say("Please choose what to do."))
    outcome = step_many(editor, asked, _chosen(editor, query, FROM[asked]))
    flash(_("{count} questions are done.", count=outcome.done), "good" if outcome.done else "warn")
    for text, count in outcome.left:
        flash(_("{count} were left as they are: {why}", count=count, why=text), "warn")
    return redirect(url_for("bank.questions") + query.address())


ACTS: dict[str, Any] = {
    "send": lambda editor, seen, _reason: send(editor, seen),
    "check": lambda editor, seen, _reason: check(editor, seen),
    "live": lambda editor, seen, _reason: make_live(editor, seen),
    "give-back": give_back,
    "retire": retire,
    "confirm": confirm,
}


@blueprint.post("/question-figures")
@administrator_only
def count() -> Response:
    """Have the figures of all questions counted now; a worker does it."""
    the_editor()
    count_later()
    flash(_("The figures are being counted; please look again in a minute."), "good")
    return redirect(safe_next(request.form.get("next", ""), url_for("bank.questions")))


def _chosen(editor: Editor, query: Query, state: str) -> list[Seen]:
    """What was picked, as it was seen; or of all that the filters show what is in the state that the step leads on from."""
    if request.form.get("all_matching") == "yes":
        rows = (row for row in matching(editor, query) if row.state == state)
        return [Seen(row.code, row.version, row.edits) for row in rows]
    picked = (one.rsplit(":", 2) for one in request.form.getlist("picked"))
    return [
        read_seen(parts[0], {"version": parts[1], "edits": parts[2]})
        for parts in picked
        if len(parts) == PARTS
    ]


def _shelves(editor: Editor) -> Any:
    return shelves_of(editor, the_site().the_tenant)


def _refuse_faults(editor: Editor, typed: Typed) -> None:
    """Tell of every fault at once: of what could not be read, and of what cannot be right."""
    faults = faults_of(editor, tidied(typed.question), _shelves(editor)) | typed.faults
    if faults:
        raise BadInput(say("Some details are missing or not right."), fields=faults)


def _with(typed: Typed, error: BadInput) -> Typed:
    fields: Any = error.facts.get("fields")
    return Typed(typed.question, typed.faults | fields)


def _form(editor: Editor, typed: Typed, row: Question | None) -> str:
    seen = Seen(row.code, row.version, row.edits) if row is not None else None
    if row is not None and "edits" in request.form:
        seen = read_seen(row.code, request.form)  # what they saw, not what has become of it meanwhile
    return render_template(
        "bank/form.html",
        typed=typed.question,
        errors=typed.faults,
        row=row,
        seen=seen,
        shelves=_shelves(editor),
        types=TYPES,
        difficulties=DIFFICULTIES,
        most_options=MOST_OPTIONS,
    )
