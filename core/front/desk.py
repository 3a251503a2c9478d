"""The public face at an office's desk: announcements, downloads, contacts, codes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.db import now
from core.errors import BadInput
from core.files.service import BadFile, sent_file, takes_file
from core.front import announcements as news
from core.front import contacts as reach
from core.front import downloads
from core.front.editing import Editor, editor_of
from core.front.models import AUDIENCES
from core.web.access import administrator_only, for_work
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.richtext import render
from core.web.site import the_site, viewer_here

blueprint = for_work("place")(
    Blueprint("front-desk", __name__, template_folder="templates", url_prefix="/admin/public-pages")
)


def _editor() -> Editor:
    return editor_of(viewer_here(), the_site())


@blueprint.get("")
@administrator_only
def announcements() -> str:
    """List the office's own announcements in every state."""
    found = news.written_by(_editor(), news.Query.of(request.args))
    return render_template("front/desk_announcements.html", found=found, today=_today())


@blueprint.get("/announcements/new")
@administrator_only
def new() -> str:
    """Show the form of an announcement."""
    _editor()
    return _form(None, {}, {"first_day": _today().isoformat()})


@blueprint.post("/announcements")
@administrator_only
def add() -> Any:
    """Keep a draft."""
    by = _editor()
    try:
        row = news.add(by, news.Written.of(request.form, _today()))
    except BadInput as fault:
        return _form(None, faults_of(fault), request.form), fault.status
    flash(_("The draft is saved. Nobody reads it before you publish it."), "good")
    return redirect(url_for("front-desk.announcement", announcement=row.id))


@blueprint.get("/announcements/<uuid:announcement>")
@administrator_only
def announcement(announcement: UUID) -> str:
    """Show an announcement as visitors read it, with what can be done."""
    row = news.own(_editor(), announcement)
    return render_template("front/desk_announcement.html", row=row, render=render, today=_today())


@blueprint.get("/announcements/<uuid:announcement>/edit")
@administrator_only
def edit(announcement: UUID) -> str:
    """Show the form of an announcement that is there."""
    row = news.own(_editor(), announcement)
    typed = {name: getattr(row, name) for name in ("title", "title_en", "text", "text_en", "edits")}
    days = {name: day.isoformat() if day else "" for name, day in _days(row)}
    ticks = {name: "yes" for name in ("pinned", "below") if getattr(row, name)}
    return _form(row, {}, {**typed, **days, **ticks, "text_format": row.format})


@blueprint.post("/announcements/<uuid:announcement>")
@administrator_only
def save(announcement: UUID) -> Any:
    """Save an announcement; visitors read it from then on where it is published."""
    by = _editor()
    row = news.own(by, announcement)
    try:
        news.change(by, announcement, news.Written.of(request.form, _today()), request.form)
    except BadInput as fault:
        return _form(row, faults_of(fault), request.form), fault.status
    flash(_("Your changes are saved."), "good")
    return redirect(url_for("front-desk.announcement", announcement=announcement))


@blueprint.post("/announcements/<uuid:announcement>/publish")
@administrator_only
def publish(announcement: UUID) -> Response:
    """Publish an announcement."""
    row = news.publish(_editor(), announcement)
    flash(
        _("It is published: visitors read it from {day} on.", day=row.first_day)
        if row.first_day > _today()
        else _("It is published: visitors read it now."),
        "good",
    )
    return redirect(url_for("front-desk.announcement", announcement=announcement))


@blueprint.post("/announcements/<uuid:announcement>/withdraw")
@administrator_only
def withdraw(announcement: UUID) -> Response:
    """Take an announcement from the site."""
    news.withdraw(_editor(), announcement)
    flash(_("It is withdrawn: visitors no longer find it."), "good")
    return redirect(url_for("front-desk.announcement", announcement=announcement))


@blueprint.post("/announcements/<uuid:announcement>/delete")
@administrator_only
def delete(announcement: UUID) -> Response:
    """Delete an announcement that is not published."""
    news.delete(_editor(), announcement)
    flash(_("It is deleted."), "good")
    return redirect(url_for("front-desk.announcements"))


@blueprint.get("/downloads")
@administrator_only
def files() -> str:
    """List the files that the office offers, with the form for another."""
    return _files_page(_editor(), {}, {})


@blueprint.post("/downloads")
@administrator_only
@takes_file(downloads.PURPOSE, _editor)
def add_file() -> Any:
    """Offer a file."""
    by = _editor()
    try:
        said = downloads.Described.of(request.form)
        sent = sent_file()
        downloads.add(by, said, sent.stream, sent.filename or "")
    except BadInput as fault:
        return _files_page(by, faults_of(fault), request.form), fault.status
    except BadFile as fault:
        return _files_page(by, {"file": reader().text(fault.text)}, request.form), fault.status
    flash(_("The file is offered."), "good")
    return redirect(url_for("front-desk.files"))


@blueprint.get("/downloads/<uuid:download>")
@administrator_only
def file(download: UUID) -> str:
    """Show the form of a file that is offered."""
    row = downloads.own(_editor(), download)
    typed = {name: getattr(row, name) for name in ("title", "title_en", "note", "audience", "edits")}
    return _file_page(download, {}, typed | ({"below": "yes"} if row.below else {}))


@blueprint.post("/downloads/<uuid:download>")
@administrator_only
@takes_file(downloads.PURPOSE, _editor)
def save_file(download: UUID) -> Any:
    """Save what a file is called and who may have it, with a newer file if one is sent."""
    by = _editor()
    downloads.own(by, download)
    try:
        sent = request.files.get("file")
        newer = (sent.stream, sent.filename or "") if sent and sent.filename else None
        downloads.change(by, download, downloads.Described.of(request.form), request.form, newer)
    except BadInput as fault:
        return _file_page(download, faults_of(fault), request.form), fault.status
    except BadFile as fault:
        return _file_page(download, {"file": reader().text(fault.text)}, request.form), fault.status
    flash(_("Your changes are saved."), "good")
    return redirect(url_for("front-desk.files"))


@blueprint.post("/downloads/<uuid:download>/delete")
@administrator_only
def delete_file(download: UUID) -> Response:
    """Offer a file no longer."""
    downloads.delete(_editor(), download)
    flash(_("It is deleted."), "good")
    return redirect(url_for("front-desk.files"))


@blueprint.get("/contacts")
@administrator_only
def contacts() -> str:
    """Show the form of hotlines, codes and filing numbers."""
    return _contacts_page(_editor(), {}, {})


@blueprint.post("/contacts")
@administrator_only
def save_contacts() -> Any:
    """Keep hotlines and filing numbers."""
    by = _editor()
    try:
        reach.save(by, reach.Contacts.of(request.form), request.form)
    except BadInput as fault:
        return _contacts_page(by, faults_of(fault), request.form), fault.status
    flash(_("Your changes are saved."), "good")
    return redirect(url_for("front-desk.contacts"))


@blueprint.post("/codes")
@administrator_only
@takes_file(reach.PURPOSE, _editor)
def add_code() -> Any:
    """Show a code to scan."""
    by = _editor()
    try:
        sent = sent_file()
        reach.add_code(by, request.form.get("caption", ""), sent.stream, sent.filename or "")
    except BadInput as fault:
        return _contacts_page(by, faults_of(fault), {}), fault.status
    except BadFile as fault:
        return _contacts_page(by, {"file": reader().text(fault.text)}, {}), fault.status
    flash(_("The code is shown."), "good")
    return redirect(url_for("front-desk.contacts"))


@blueprint.post("/codes/<uuid:code>/delete")
@administrator_only
def delete_code(code: UUID) -> Response:
    """Show a code no longer."""
    reach.delete_code(_editor(), code)
    flash(_("It is deleted."), "good")
    return redirect(url_for("front-desk.contacts"))


def _today() -> Any:
    return now().astimezone(the_site().zone).date()


def _days(row: Any) -> tuple[tuple[str, Any], ...]:
    return ("first_day", row.first_day), ("last_day", row.last_day)


def _form(row: Any, errors: Mapping[str, str], typed: Mapping[str, Any]) -> str:
    html = render(typed.get("text", ""), typed.get("text_format", "markdown") or "markdown")
    return render_template("front/desk_form.html", row=row, errors=errors, typed=typed, html=html)


def _files_page(by: Editor, errors: Mapping[str, str], typed: Mapping[str, Any]) -> str:
    offers = downloads.kept_by(by)
    return render_template(
        "front/desk_downloads.html", offers=offers, errors=errors, typed=typed, audiences=AUDIENCES
    )


def _file_page(download: UUID, errors: Mapping[str, str], typed: Mapping[str, Any]) -> str:
    return render_template(
        "front/desk_download.html", download=download, errors=errors, typed=typed, audiences=AUDIENCES
    )


def _contacts_page(by: Editor, errors: Mapping[str, str], typed: Mapping[str, Any]) -> str:
    kept = reach.contacts_of(by.area)
    shown = typed or _typed(kept)
    filled = [place for place in range(1, reach.MOST_HOTLINES + 1) if shown.get(f"number_{place}")]
    return render_template(
        "front/desk_contacts.html",
        errors=errors,
        typed=shown,
        kept=kept,
        codes=reach.codes_of(by.area),
        lines=min(max(filled, default=0) + 2, reach.MOST_HOTLINES),
    )


def _typed(kept: reach.Contacts) -> dict[str, str]:
    lines = {
        f"{name}_{place}": getattr(one, name)
        for place, one in enumerate(kept.hotlines, 1)
        for name in ("label", "number", "hours")
    }
    return lines | {"filing": kept.filing, "police": kept.police, "edits": str(kept.edits)}
