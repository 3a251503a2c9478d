"""What all pages of content editors share: their blueprint and who may open them."""

from typing import Any

from flask import Blueprint

from core.bank.scope import Editor, editor_of
from core.decisions.values import Word
from core.errors import NotFound
from core.web.access import for_work
from core.web.site import the_site, viewer_here

blueprint = for_work("questions")(
    Blueprint("bank", __name__, template_folder="templates", url_prefix="/admin")
)


def the_editor() -> Editor:
    """Return who looks as an editor; NotFound for every other administrator."""
    return editor_of(the_site(), viewer_here())


def exam_titles(editor: Editor) -> dict[str, str]:
    """Return what the exams of the editor's year are called, by their names in the rules."""
    site = the_site()
    try:
        rules = site.the_tenant.rules_for(editor.year, editor.area)
    except NotFound:  # some rules are left to the areas
        return {}
    return {name: exam.title for name, exam in rules.exams.items()}


@blueprint.context_processor
def words() -> dict[str, Any]:
    """Give the pages of editors what all of them show by."""
    return {"word": Word}
