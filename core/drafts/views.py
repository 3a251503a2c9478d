"""Pages of drafts: the list, a draft with its steps, its text, its cases, what the checks say of it."""

from datetime import date
from difflib import unified_diff
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for

from core.accounts.service import acting
from core.decisions.values import say
from core.drafts import form_views, running_views, service
from core.drafts.blueprint import blueprint
from core.drafts.cases import with_case
from core.drafts.files import asked_of, starts_for
from core.drafts.pages import Desk, desk_of, the_shelf
from core.drafts.publishing import Publication
from core.drafts.writing import Written
from core.errors import BadInput, NotFound
from core.web.access import administrator_only
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import composition, the_site, viewer_here

WITH_EFFECT = ("hand_in", "approve", "publish")
"""Steps before which the effect is shown: the dry run's, or a glance at the first learners."""
STEPS = ("hand_in", "send_back", "approve", "publish", "withdraw", "drop")


@blueprint.get("")
@administrator_only
def drafts() -> str:
    """List the drafts of the office's place and of those below it."""
    shelf = the_shelf()
    found = service.drafts_in(shelf, service.Query.of(request.args))
    return render_template("drafts/list.html", shelf=shelf, found=found, fault=service.fault_of(shelf.tenant))


@blueprint.get("/new")
@administrator_only
def new() -> str:
    """Ask for which year a draft is, and what it starts from."""
    return _new_page({})


@blueprint.post("")
@administrator_only
def begin() -> Any:
    """Begin a draft."""
    shelf, by = the_shelf(), acting(the_site(), viewer_here())
    try:
        row = service.begin(by, shelf, asked_of(request.form), _sent_text())
    except BadInput as fault:
        return _new_page(faults_of(fault)), fault.status
    flash(_("The draft is begun. Nothing is in force before it is published."), "good")
    return redirect(url_for("drafts.draft", draft=row.id))


@blueprint.get("/<uuid:draft>")
@administrator_only
def draft(draft: UUID) -> str:
    """Show a draft: its next step, its faults, what it changes, its history."""
    desk = desk_of(draft)
    return render_template(
        "drafts/draft.html",
        desk=desk,
        acts=service.acts_of(draft),
        run=service.last_dry_run(draft),
        here="draft",
    )


@blueprint.get("/<uuid:draft>/text")
@administrator_only
def text(draft: UUID) -> str:
    """Show the text with what is wrong line by line."""
    return _text_page(desk_of(draft))


@blueprint.post("/<uuid:draft>/text")
@administrator_only
def save_text(draft: UUID) -> Any:
    """Save the text, or what an uploaded file holds; faults are told and kept as they are."""
    shelf, held = the_shelf(), desk_of(draft).draft
    content = _sent_text() or _lines(request.form.get("content", ""))
    written = Written(_version(), content, held.text.cases, request.form.get("why", ""))
    try:
        service.save(acting(the_site(), viewer_here()), shelf, draft, written)
    except service.Conflict as conflict:
        return _text_page(desk_of(draft), content, conflict), conflict.status
    flash(_("The draft is saved."), "good")
    return redirect(url_for("drafts.text", draft=draft))


@blueprint.get("/<uuid:draft>/file")
@administrator_only
def download(draft: UUID) -> Response:
    """Give the text of a version as the file that a place's folder holds, byte for byte."""
    held = desk_of(draft).draft
    version = request.args.get("version", type=int) or held.row.version
    found = next((one for one in service.versions_of(draft) if one.version == version), None)
    if found is None:
        raise NotFound(say("There is nothing at this address."))
    cases = request.args.get("what") == "cases"
    content = found.cases if cases else found.content
    name = f"cases-{held.row.file}" if cases else held.row.file
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content.encode(), mimetype="application/yaml", headers=headers)


@blueprint.get("/<uuid:draft>/cases")
@administrator_only
def cases(draft: UUID) -> str:
    """Run the cases beside the draft and show what came out, with their text."""
    return render_template("drafts/cases.html", desk=desk_of(draft), here="cases")


@blueprint.post("/<uuid:draft>/cases")
@administrator_only
def save_cases(draft: UUID) -> Any:
    """Save the text of the cases."""
    shelf, held = the_shelf(), desk_of(draft).draft
    written = Written(_version(), held.text.content, _lines(request.form.get("cases", "")))
    try:
        service.save(acting(the_site(), viewer_here()), shelf, draft, written)
    except service.Conflict as conflict:
        page = render_template(
            "drafts/cases.html", desk=desk_of(draft), here="cases", conflict=conflict, cases=written.cases
        )
        return page, conflict.status
    flash(_("The cases are saved and were run."), "good")
    return redirect(url_for("drafts.cases", draft=draft))


@blueprint.post("/<uuid:draft>/cases/add")
@administrator_only
def add_case(draft: UUID) -> Any:
    """Add a case from the form to those beside the draft."""
    shelf, held = the_shelf(), desk_of(draft).draft
    try:
        cases = with_case(held.text.cases, held.row.year, request.form)
        service.save(
            acting(the_site(), viewer_here()), shelf, draft, Written(_version(), held.text.content, cases)
        )
    except (BadInput, service.Conflict) as fault:
        errors = faults_of(fault) if isinstance(fault, BadInput) else {"": reader().text(fault.text)}
        page = render_template(
            "drafts/cases.html", desk=desk_of(draft), here="cases", errors=errors, sent=request.form
        )
        return page, fault.status
    flash(_("The cases are saved and were run."), "good")
    return redirect(url_for("drafts.cases", draft=draft))


@blueprint.get("/<uuid:draft>/step/<act>")
@administrator_only
def ask(draft: UUID, act: str) -> str:
    """Say what a step does and ask for what it needs."""
    return _step_page(desk_of(draft), act, {})


@blueprint.post("/<uuid:draft>/step/<act>")
@administrator_only
def step(draft: UUID, act: str) -> Any:
    """Take a step."""
    desk = desk_of(draft)
    try:
        told = _take(act, draft)
    except BadInput as fault:
        return _step_page(desk, act, faults_of(fault)), fault.status
    flash(told, "good")
    return redirect(url_for("drafts.draft", draft=draft))


def _take(act: str, draft: UUID) -> str:
    by, shelf, form = acting(the_site(), viewer_here()), the_shelf(), request.form
    reason = form.get("reason", "")
    match act:
        case "hand_in":
            service.hand_in(by, shelf, draft, reason)
            return _("The draft is handed in. Somebody else of the office approves it.")
        case "send_back":
            service.send_back(by, shelf, draft, reason)
            return _("The draft is sent back.")
        case "approve":
            service.approve(by, shelf, draft, reason, signed=form.get("signed") == "yes")
            return _("The draft is approved and its cases are signed.")
        case "publish":
            service.publish(by, shelf, draft, _publication())
            return _("The rules are published. Every page follows them within seconds.")
        case "withdraw":
            service.withdraw(by, shelf, draft, _publication())
            return _("The publication is withdrawn; what stood before is in force again.")
        case "drop":
            service.drop(by, shelf, draft, reason)
            return _("The draft is dropped; its versions stay readable.")
    raise NotFound(say("There is nothing at this address."))


def _publication() -> Publication:
    form = request.form
    try:
        since = date.fromisoformat(form.get("since", ""))
    except ValueError:
        since = None
    return Publication(since, form.get("reason", ""), form.get("deliberate") == "yes")


def _step_page(desk: Desk, act: str, errors: Any) -> str:
    if act not in STEPS:
        raise NotFound(say("There is nothing at this address."))
    run = service.last_dry_run(desk.draft.row.id)
    fresh = run is not None and run.row.outcome is not None and run.row.version == desk.draft.row.version
    glance = None if fresh or act not in WITH_EFFECT else service.sampled(desk.shelf.tenant, desk.draft)
    return render_template(
        "drafts/step.html",
        desk=desk,
        act=act,
        errors=errors,
        run=run if fresh else None,
        glance=glance,
        sent=request.form,
    )


def _new_page(errors: Any) -> str:
    shelf = the_shelf()
    starts = list(starts_for(composition().registry, shelf.tenant, shelf.area))
    return render_template(
        "drafts/new.html", shelf=shelf, starts=starts, errors=errors, sent=request.form, year=shelf.year + 1
    )


def _text_page(desk: Desk, mine: str | None = None, conflict: service.Conflict | None = None) -> str:
    theirs = desk.draft.text.content
    diff = list(unified_diff(theirs.splitlines(), (mine or "").splitlines(), n=1, lineterm=""))[2:]
    return render_template(
        "drafts/text.html",
        desk=desk,
        here="text",
        content=theirs if mine is None else mine,
        conflict=conflict,
        diff=diff,
        lines=theirs.splitlines(),
    )


def _version() -> int:
    sent = request.form.get("version", "")
    return int(sent) if sent.isdecimal() and sent.isascii() and len(sent) < 10 else 0  # noqa: PLR2004  # digits


def _lines(text: str) -> str:
    """A browser sends a text field with carriage returns."""
    return text.replace("\r\n", "\n")


def _sent_text() -> str | None:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    try:
        return sent.stream.read().decode("utf-8")
    except UnicodeDecodeError:
        text = say("the file is not UTF-8 text")
        raise BadInput(text, fields={"file": text}) from None


__all__ = ["blueprint", "form_views", "running_views"]
