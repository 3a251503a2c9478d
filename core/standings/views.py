"""The learner's home and the verdict page."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from core.standings.home import home_of
from core.standings.told import verdict_of
from core.web.access import learner_only, public
from core.web.site import composition, the_site, the_viewer, viewer_here

blueprint = Blueprint("standings", __name__, template_folder="templates")


@blueprint.get("/")
@public
def home() -> Any:
    """Answer a learner's three questions; lead others to what they must do or to their desk; tell strangers where they are."""
    viewer = the_viewer()
    if viewer is None:
        return render_template(
            "standings/front.html", rules=the_site().the_tenant.rules_for(the_site().year, the_site().area)
        )
    if viewer.must_do:
        return redirect(url_for(viewer.must_do))
    if not viewer.is_learner:
        return redirect("/admin")
    asked = [task(viewer, the_site()) for task in composition().home_tasks]
    return render_template(
        "standings/home.html",
        home=home_of(viewer),
        tasks=[one for one in asked if one],
        helper=next(iter(composition().helpers_of(viewer)), None),
        place="home",
    )


@blueprint.get("/standing")
@learner_only
def standing() -> str:
    """Show the year's verdict with every line, its figure, its because and its source."""
    viewer = viewer_here()
    return render_template(
        "standings/standing.html",
        told=verdict_of(viewer.id),
        who=viewer.name,
        unit=viewer.unit_name,
        place="verdict",
    )
