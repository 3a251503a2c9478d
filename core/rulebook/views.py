"""Pages of the rulebook at an office's desk: the year's rules, two of them compared, its worked cases, its checks."""

from typing import Any

from flask import Blueprint, render_template, request

from core.errors import NotFound
from core.rulebook.opening import shelf_for
from core.rulebook.reading import all_years, chapter_of
from core.web.access import administrator_only
from core.web.site import the_site, viewer_here

blueprint = Blueprint("rulebook", __name__, template_folder="templates", url_prefix="/admin/rules")


@blueprint.get("")
@administrator_only
def rules() -> Any:
    """Show the rules of a year in articles."""
    shelf = shelf_for(viewer_here(), the_site())
    edition = shelf.edition(request.args)
    try:
        chapter = chapter_of(shelf, shelf.open(edition), request.args.get("q", ""))
    except NotFound as fault:
        page = render_template(
            "rulebook/none.html", shelf=shelf, edition=edition, years=all_years(shelf), why=fault.text
        )
        return page, fault.status
    return render_template("rulebook/rules.html", shelf=shelf, chapter=chapter, years=all_years(shelf))
