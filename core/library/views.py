"""Pages of the library: the search with its collections, and one entry to be read; nothing is opened and nothing counts."""

from flask import Blueprint, render_template, request

from core.courses.media import around_text
from core.courses.pages import here, work_text
from core.courses.service import work_of
from core.decisions.values import say
from core.errors import NotFound
from core.library.finding import Query, entry_of, find
from core.web.access import learner_only
from core.web.richtext import render
from core.web.site import the_site

blueprint = Blueprint("library", __name__, template_folder="templates")


@blueprint.get("/library")
@learner_only
def library() -> str:
    """Search the library, or look through its collections."""
    _refuse_without()
    return render_template(
        "library/library.html", found=find(here(), Query.of(request.args)), place="library"
    )


@blueprint.get("/library/<course>/<lesson>")
@learner_only
def entry(course: str, lesson: str) -> str:
    """Show an entry."""
    _refuse_without()
    collection, row = entry_of(here(), course, lesson)
    return render_template(
        "library/entry.html",
        collection=collection,
        row=row,
        text=render(row.text, row.format),
        work=work_text(work_of(row.work)),
        **around_text(row),
        place="library",
    )


def _refuse_without() -> None:
    place = the_site().place
    if place is None or not place.library:
        raise NotFound(say("There is nothing at this address."))
