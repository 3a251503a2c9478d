"""Opening the next year at the office's desk: what is looked at, what will happen, one act, its progress."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import BadInput
from core.jobs import job_progress
from core.web.access import administrator_only, for_work
from core.web.faults import faults_of
from core.web.site import the_site, viewer_here
from core.years import service

blueprint = for_work("place")(
    Blueprint("years", __name__, template_folder="templates", url_prefix="/admin/years")
)


def the_turn() -> service.Turn:
    """Return what the viewer's office may open; NotFound for everybody else."""
    return service.turn_of(the_site(), viewer_here())


@blueprint.get("")
@administrator_only
def years() -> str:
    """Show the year, what is looked at before the next one is opened, and what will happen."""
    return _page({})


@blueprint.post("")
@administrator_only
def open_next() -> Response | tuple[str, int]:
    """Have the next year opened by the worker."""
    turn, form = the_turn(), request.form
    try:
        if form.get("confirmed") != "yes":
            raise service.NOT_CONFIRMED
        row = service.open_later(
            turn,
            _year(form.get("year", "")),
            anyway=form.get("anyway") == "yes",
            reason=form.get("reason", "").strip()[: service.LONGEST],
        )
    except BadInput as fault:
        return _page(faults_of(fault)), fault.status
    return redirect(url_for("years.opening", number=row.id))


@blueprint.get("/<uuid:number>")
@administrator_only
def opening(number: UUID) -> str:
    """Show how far an opening has come, and what it did."""
    turn = the_turn()
    row = service.opening_of(turn.area, number)
    progress = job_progress(row.progress) if row.progress and row.ended_at is None else None
    return render_template(
        "years/opening.html",
        row=row,
        turn=turn,
        progress=progress,
        failed=row.ended_at is None and service.has_failed(row),
    )


def _page(errors: Mapping[str, str]) -> str:
    turn = the_turn()
    running = service.going_on(turn.area)
    return render_template(
        "years/years.html",
        turn=turn,
        checks=service.checks_of(turn),
        counts=service.counts_of(turn),
        rows=service.openings_of(turn.area),
        running=running if running and not service.has_failed(running) else None,
        errors=errors,
        form=request.form,
    )


def _year(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) == len("2024") else 0
