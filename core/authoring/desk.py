"""What the pages of authors share: their blueprint, what their forms offer, and the words of what they do."""

from typing import Any

from flask import Blueprint

from core.authoring.offers import Offers, offers_of
from core.bank.service import Editor, the_editor
from core.decisions.values import Word
from core.errors import BadInput
from core.web.site import the_site

blueprint = Blueprint("authoring", __name__, template_folder="templates", url_prefix="/admin")

__all__ = ["blueprint", "faults_in", "offers_for", "the_editor"]


def offers_for(editor: Editor) -> Offers:
    """Return what the editor's forms offer."""
    return offers_of(editor, the_site().the_tenant)


def faults_in(error: BadInput) -> dict[str, Any]:
    """Return the faulty fields that an error names."""
    fields: Any = error.facts.get("fields")
    return dict(fields or {})


@blueprint.context_processor
def words() -> dict[str, Any]:
    """Give the pages what all of them show by."""
    return {"word": Word}
