"""What is found out about a draft: the checks, and the dry run on the roster."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from core.accounts.service import acting
from core.drafts import service
from core.drafts.blueprint import blueprint
from core.drafts.checking import findings_of
from core.drafts.pages import desk_of
from core.drafts.showing import run_told
from core.rulebook.checking import checks_of
from core.web.access import administrator_only
from core.web.i18n import gettext as _
from core.web.site import the_site, viewer_here


@blueprint.get("/<uuid:draft>/checks")
@administrator_only
def checks(draft: UUID) -> str:
    """Show what an office should know of a draft before it is handed in."""
    desk = desk_of(draft)
    found = checks_of(desk.tried_shelf, desk.book) if desk.book else None
    return render_template(
        "drafts/checks.html", desk=desk, here="checks", found=found, findings=findings_of(desk)
    )


@blueprint.get("/<uuid:draft>/roster")
@administrator_only
def roster(draft: UUID) -> Any:
    """Show the last dry run, or how far it has come."""
    desk = desk_of(draft)
    run = service.last_dry_run(draft)
    return render_template(
        "drafts/roster.html", desk=desk, here="roster", run=run, told=run_told(run, desk) if run else None
    )


@blueprint.post("/<uuid:draft>/roster")
@administrator_only
def try_on_roster(draft: UUID) -> Response:
    """Begin a dry run."""
    desk = desk_of(draft)
    service.begin_dry_run(acting(the_site(), viewer_here()), desk.shelf, draft)
    flash(_("The dry run is under way; nothing is written to anybody’s record."), "good")
    return redirect(url_for("drafts.roster", draft=draft))
