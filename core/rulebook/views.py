"""Pages of the rulebook at an office's desk: the year's rules, two of them compared, its worked cases, its checks."""

from typing import Any

from flask import Blueprint, render_template, request

from core.errors import NotFound
from core.rulebook.cases import try_cases
from core.rulebook.checking import checks_of
from core.rulebook.comparing import compare, usual_other
from core.rulebook.opening import Edition, Shelf, shelf_for
from core.rulebook.reading import all_years, chapter_of
from core.web.access import administrator_only, for_work
from core.web.site import the_site, viewer_here

blueprint = for_work("rules")(
    Blueprint("rulebook", __name__, template_folder="templates", url_prefix="/admin/rules")
)


@blueprint.get("")
@administrator_only
def rules() -> Any:
    """Show the rules of a year in articles."""
    shelf = shelf_for(viewer_here(), the_site())
    edition = shelf.edition(request.args)
    try:
        chapter = chapter_of(shelf, shelf.open(edition), request.args.get("q", ""))
    except NotFound as fault:
        return _none(shelf, edition, fault)
    return render_template("rulebook/rules.html", shelf=shelf, chapter=chapter, years=all_years(shelf))


@blueprint.get("/compare")
@administrator_only
def compare_editions() -> Any:
    """Show in what two editions differ."""
    shelf = shelf_for(viewer_here(), the_site())
    new = shelf.edition(request.args)
    old = shelf.edition(request.args, "a_") if "a_year" in request.args else usual_other(shelf, new)
    try:
        compared = compare(shelf.open(old), shelf.open(new))
    except NotFound as fault:
        return _none(shelf, new if old.year in shelf.years(old.area) else old, fault)
    return render_template("rulebook/compare.html", shelf=shelf, compared=compared, years=all_years(shelf))


@blueprint.get("/cases")
@administrator_only
def cases() -> Any:
    """Run the worked cases of a year and show what came out."""
    shelf = shelf_for(viewer_here(), the_site())
    edition = shelf.edition(request.args)
    trial = try_cases(shelf.tenant, edition)
    return render_template(
        "rulebook/cases.html", shelf=shelf, edition=edition, trial=trial, years=all_years(shelf)
    )


@blueprint.get("/checks")
@administrator_only
def checks() -> Any:
    """Show what an office should know of a year's rules."""
    shelf = shelf_for(viewer_here(), the_site())
    edition = shelf.edition(request.args)
    try:
        found = checks_of(shelf, shelf.open(edition))
    except NotFound as fault:
        return _none(shelf, edition, fault)
    return render_template(
        "rulebook/checks.html", shelf=shelf, edition=edition, found=found, years=all_years(shelf)
    )


def _none(shelf: Shelf, edition: Edition, fault: NotFound) -> tuple[str, int]:
    page = render_template(
        "rulebook/none.html", shelf=shelf, edition=edition, years=all_years(shelf), why=fault.text
    )
    return page, fault.status
