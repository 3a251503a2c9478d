"""Files of a lesson in its editor: added with their progress shown, taken off, put in order."""

from typing import Any
from uuid import UUID

from flask import flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from core.authoring.desk import blueprint, the_editor
from core.authoring.files import PURPOSE, add_file, own_lesson, put_files_in_order, take_off
from core.authoring.forms import read_order
from core.decisions.values import say
from core.errors import BadInput
from core.files.service import sent_file, takes_file
from core.web.access import administrator_only
from core.web.errors import wants_json
from core.web.i18n import gettext as _


@blueprint.post("/courses/<course>/lessons/<lesson>/files")
@administrator_only
@takes_file(PURPOSE, the_editor)
def upload(course: str, lesson: str) -> Any:
    """Take a file for a lesson; scripts are told where to go on, forms are led there."""
    editor = the_editor()
    row = own_lesson(editor, course, lesson)
    sent = sent_file()
    add_file(editor, row, sent.stream, sent.filename or "", request.form.get("file_title", ""))
    flash(_("The file is added."), "good")
    back = _back(course, lesson)
    return jsonify({"next": back}) if wants_json() else redirect(back)


@blueprint.post("/courses/<course>/lessons/<lesson>/files/<uuid:file>/take-off")
@administrator_only
def take_file_off(course: str, lesson: str, file: UUID) -> Response:
    """Take a file off a lesson."""
    editor = the_editor()
    take_off(editor, own_lesson(editor, course, lesson), file)
    flash(_("The file is taken off."), "good")
    return redirect(_back(course, lesson))


@blueprint.post("/courses/<course>/lessons/<lesson>/file-order")
@administrator_only
def save_file_order(course: str, lesson: str) -> Response:
    """Keep the order of a lesson's files."""
    editor = the_editor()
    put_files_in_order(editor, own_lesson(editor, course, lesson), _ids(read_order(request.form)))
    flash(_("The order is kept."), "good")
    return redirect(_back(course, lesson))


def _back(course: str, lesson: str) -> str:
    return url_for(".lesson", course=course, lesson=lesson, _anchor="files")


def _ids(codes: list[str]) -> list[UUID]:
    try:
        return [UUID(code) for code in codes]
    except ValueError as error:
        raise BadInput(say("The request could not be understood.")) from error
