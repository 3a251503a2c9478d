"""Pages of import and export: upload, checked preview, applying with progress, what was refused; template and files."""

import io
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.bank.checking import shelves_of
from core.bank.desk import blueprint, the_editor
from core.bank.gift import write_gift
from core.bank.importing import Upload, apply_later, has_failed, import_of, imports_of, preview, refused_file
from core.bank.lists import Query, matching
from core.bank.moodle_xml import write_moodle_xml
from core.bank.scope import Editor
from core.bank.sheet import lexicon_of
from core.bank.sheet_writing import write_sheet, write_template
from core.courses.service import NewQuestion, question_of
from core.decisions.stored import restore_text
from core.decisions.values import say
from core.errors import BadInput, NotFound
from core.jobs import job_progress
from core.sheets.lexicon import Lexicon
from core.web.access import administrator_only
from core.web.i18n import reader
from core.web.site import the_site

SHOWN = 300
"""Rows that the preview shows; the refused ones come first."""

ORDER = ("refused", "added", "changed", "unchanged")
FILES = {"xlsx": "questions.xlsx", "gift": "questions.gift.txt", "xml": "questions.xml"}


@blueprint.get("/question-imports")
@administrator_only
def imports() -> str:
    """Show the form for a file and the imports so far."""
    editor = the_editor()
    return _imports_page(editor, {})


@blueprint.post("/question-imports")
@administrator_only
def upload() -> Response | tuple[str, int]:
    """Read a file and show what it would do."""
    editor = the_editor()
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _imports_page(editor, {"file": say("Please choose a file.")}), 400
    try:
        defaults = {
            name: text
            for name in ("work", "article", "course")
            if (text := request.form.get(name, "").strip())
        }
        shelves = shelves_of(editor, the_site().the_tenant)
        row = preview(
            editor, shelves, lexicon_of(reader(), shelves), Upload(sent.filename, sent.read(), defaults)
        )
    except BadInput as error:
        return _imports_page(editor, {"file": error.text}), 400
    return redirect(url_for("bank.one_import", number=row.id))


@blueprint.get("/question-imports/<uuid:number>")
@administrator_only
def one_import(number: UUID) -> str:
    """Show what an import would do, or has done, row by row."""
    row = import_of(the_editor(), number)
    rows = sorted(row.rows, key=lambda kept: (ORDER.index(kept["what"]), not kept["twins"], kept["line"]))
    shown = [kept | {"why": [restore_text(text) for text in kept["why"]]} for kept in rows[:SHOWN]]
    progress = job_progress(row.progress) if row.progress and row.state == "applying" else None
    return render_template(
        "bank/import.html", row=row, rows=shown, order=ORDER, progress=progress, failed=has_failed(row)
    )


@blueprint.post("/question-imports/<uuid:number>/apply")
@administrator_only
def apply_import(number: UUID) -> Response:
    """Have an import done by a worker."""
    apply_later(the_editor(), number, partly=request.form.get("partly") == "yes")
    return redirect(url_for("bank.one_import", number=number))


@blueprint.get("/question-imports/<uuid:number>/refused")
@administrator_only
def refused(number: UUID) -> Response:
    """Give the refused rows as a file with the reason at each."""
    editor = the_editor()
    content, name = refused_file(editor, number, _lexicon(editor))
    return _file(content, name)


@blueprint.get("/question-template")
@administrator_only
def template() -> Response:
    """Give the spreadsheet that questions are entered in."""
    editor = the_editor()
    shelves = shelves_of(editor, the_site().the_tenant)
    return _file(write_template(lexicon_of(reader(), shelves), shelves), "question-template.xlsx")


@blueprint.get("/question-export/<kind>")
@administrator_only
def export(kind: str) -> Response:
    """Give the questions that the list's filters ask for, each in its newest version."""
    editor = the_editor()
    if kind not in FILES:
        raise NotFound(say("There is nothing at this address."))
    newest = {row.code: question_of(row) for row in matching(editor, Query.of(request.args))}
    return _file(_written(kind, list(newest.values()), _lexicon(editor)), FILES[kind])


def _written(kind: str, questions: list[NewQuestion], lexicon: Lexicon) -> bytes:
    if kind == "xlsx":
        return write_sheet(questions, lexicon)
    return (write_gift(questions) if kind == "gift" else write_moodle_xml(questions)).encode()


def _lexicon(editor: Editor) -> Lexicon:
    return lexicon_of(reader(), shelves_of(editor, the_site().the_tenant))


def _imports_page(editor: Editor, errors: dict[str, Any]) -> str:
    shelves = shelves_of(editor, the_site().the_tenant)
    return render_template(
        "bank/imports.html", rows=imports_of(editor), titles=shelves.titles, errors=errors, sent=request.form
    )


def _file(content: bytes, name: str) -> Response:
    return send_file(io.BytesIO(content), as_attachment=True, download_name=name)
