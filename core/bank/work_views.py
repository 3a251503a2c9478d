"""Pages of source works: what the bank asks about each, marking one as changed, and the questions that this made stale."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.bank.checking import shelves_of
from core.bank.desk import blueprint, exam_titles, the_editor
from core.bank.scope import Editor
from core.bank.works import Change, changes_of, mark_changed, stale_of, works_of
from core.errors import BadInput
from core.web.access import administrator_only
from core.web.i18n import gettext as _
from core.web.site import the_site


@blueprint.get("/source-works")
@administrator_only
def works() -> str:
    """List the source works with their questions, and the changes that were marked."""
    return _works_page(the_editor(), {})


@blueprint.post("/source-works")
@administrator_only
def change_work() -> Response | tuple[str, int]:
    """Mark a work, or an article of it, as changed from a day on."""
    editor, form = the_editor(), request.form
    change = Change(
        form.get("title", ""), form.get("article", ""), _day(form.get("since", "")), form.get("note", "")
    )
    try:
        count = mark_changed(editor, change)
    except BadInput as error:
        fields: Any = error.facts.get("fields")
        return _works_page(editor, fields), 400
    flash(_("{count} questions wait for a review now.", count=count), "good")
    return redirect(url_for("bank.stale"))


@blueprint.get("/stale-questions")
@administrator_only
def stale() -> str:
    """List the stale questions with the papers that they are in."""
    editor = the_editor()
    lines, total = stale_of(editor)
    return render_template("bank/stale.html", lines=lines, total=total, exams=exam_titles(editor))


def _works_page(editor: Editor, errors: dict[str, Any]) -> str:
    titles = shelves_of(editor, the_site().the_tenant).titles
    return render_template(
        "bank/works.html",
        works=works_of(editor),
        changes=changes_of(editor),
        titles=titles,
        errors=errors,
        sent=request.form,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
