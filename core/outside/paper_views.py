"""Pages of printed papers: what may be printed, printing, and the files of each variant when the rules hand them out."""

from io import BytesIO
from typing import Any, get_args
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.audit.service import entries_of
from core.decisions.on_paper import What
from core.decisions.values import Word, say
from core.errors import BadInput, NotFound
from core.exams.service import chosen_sitting
from core.outside.desk import acting_here, blueprint
from core.outside.models import Printing
from core.outside.offers import Offer, offer_of, offers_of, printable, sittings_of
from core.outside.printing import (
    LETTERS,
    NO_PRINTING,
    Order,
    print_papers,
    printing_in,
    printings_in,
    subject_of,
    take_file,
    verdict_of,
)
from core.outside.sheets import TITLES, file_name, pdf_of, variant
from core.web.access import administrator_only
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

WHATS: tuple[What, ...] = get_args(What)
LONGEST_ROOM = 60


@blueprint.get("/paper-exams")
@administrator_only
def papers() -> str:
    """Show the form for printing papers, and those printed so far."""
    return _papers_page(request.args.get("exam", ""), {})


@blueprint.post("/paper-exams")
@administrator_only
def print_now() -> Response | tuple[str, int]:
    """Draw papers for a sitting and keep them."""
    form = request.form
    offer = offer_of(the_site(), viewer_here(), form.get("exam", ""))
    try:
        row = print_papers(acting_here(), viewer_here(), offer, _order(offer))
    except BadInput as fault:
        fields: Any = fault.facts.get("fields", {})
        told = fields or {"": fault.text}
        return _papers_page(
            offer.name, {name: reader().text(text) for name, text in told.items()}
        ), fault.status
    flash(_("The papers are drawn. Each file is here when the rules hand it out."), "good")
    return redirect(url_for("outside.printing", printing=row.id))


@blueprint.get("/paper-exams/<uuid:printing>")
@administrator_only
def printing(printing: UUID) -> str:
    """Show one printing: its variants, which files are handed out now, and who has taken which."""
    row, offer = _printing(printing)
    verdicts = {what: verdict_of(row, offer, what, viewer_here()) for what in WHATS}
    return render_template(
        "outside/printing.html",
        row=row,
        exam=offer.exam,
        letters=LETTERS[: len(row.variants)],
        verdicts=verdicts,
        titles=TITLES,
        entries=entries_of(subject_of(row)),
        word=Word,
    )


@blueprint.get("/paper-exams/<uuid:printing>/<letter>/<what>.pdf")
@administrator_only
def paper_file(printing: UUID, letter: str, what: str) -> Response:
    """Give one file of a variant, when the rules hand it out; each time is in the audit log."""
    row, offer = _printing(printing)
    asked = next((one for one in WHATS if one == what), None)
    if asked is None:
        raise NotFound(NO_PRINTING)
    place = take_file(acting_here(), row, asked, letter, verdict_of(row, offer, asked, viewer_here()))
    one = variant(row, place)
    answer = send_file(
        BytesIO(pdf_of(one, asked)),
        "application/pdf",
        as_attachment=True,
        download_name=file_name(one, asked),
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _printing(printing: UUID) -> tuple[Printing, Offer]:
    row = printing_in(acting_here(), printing)
    return row, offer_of(the_site(), viewer_here(), f"{row.area}:{row.exam}")


def _order(offer: Offer) -> Order:
    form = request.form
    opens = chosen_sitting(form.get("opens", ""))
    sitting = next((one for one in sittings_of(the_site(), offer) if one.opens == opens), None)
    if sitting is None:
        raise NotFound(say("There is no such sitting."))
    tier, count = form.get("tier", ""), form.get("variants", "")
    if tier and tier not in offer.rules.audience.tiers:
        raise NotFound(say("There is nothing at this address."))
    return Order(
        sitting=sitting,
        variants=int(count) if count.isascii() and count.isdecimal() and len(count) < len(LETTERS) else 0,
        room=form.get("room", "").strip()[:LONGEST_ROOM],
        tier=tier,
    )


def _papers_page(exam: str, errors: dict[str, str]) -> str:
    """The page of all exams on paper; the form is for one of them."""
    offers = printable(offers_of(the_site(), viewer_here()))
    chosen = next((one for one in offers if one.name == exam), offers[0] if len(offers) == 1 else None)
    return render_template(
        "outside/papers.html",
        offers=offers,
        chosen=chosen,
        sittings=sittings_of(the_site(), chosen) if chosen else (),
        rows=printings_in(acting_here(), the_site().year),
        errors=errors,
        sent=request.form,
        word=Word,
    )
