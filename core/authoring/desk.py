"""What the pages of authors share: their blueprint, what their forms offer, and the words of what they do.

The blueprint stands twice: for the year's courses, and under /admin/library for the library, whose collections are
courses of no year; the pages tell by the blueprint's name which of the two they are.
"""

from dataclasses import replace
from typing import Any

from flask import Blueprint, request

from core.authoring.offers import Offers, offers_of
from core.bank.service import Editor
from core.bank.service import the_editor as the_banks_editor
from core.courses.words import LIBRARY
from core.decisions.values import Word, say
from core.errors import BadInput, NotFound
from core.web.access import for_work
from core.web.site import Site, the_site

blueprint = for_work("questions")(
    Blueprint("authoring", __name__, template_folder="templates", url_prefix="/admin")
)
LIBRARY_DESK = "authoring-library"
"""The name under which the same pages stand for the library."""


def the_editor() -> Editor:
    """Return who looks as an editor, of the library on its pages; NotFound for all others, and where there is no library."""
    editor = the_banks_editor()
    if not in_library():
        return editor
    if not has_library(the_site()):
        raise NotFound(say("There is nothing at this address."))
    return replace(editor, year=LIBRARY)


def in_library() -> bool:
    """Tell whether the page is one of the library's."""
    return request.blueprint == LIBRARY_DESK


def has_library(site: Site) -> bool:
    """Tell whether a place offers a library."""
    return site.place is not None and site.place.library


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
    return {"word": Word, "library": in_library()}
