"""What everybody reads of a place's public face: announcements, downloads, how to reach the office, the code to scan."""

from io import BytesIO
from uuid import UUID

import segno
from flask import Blueprint, Response, render_template, request

from core.files.service import send
from core.front import announcements as news
from core.front import contacts as reach
from core.front import downloads
from core.front.face import face_context
from core.web.access import public
from core.web.richtext import render
from core.web.site import the_site, the_viewer

blueprint = Blueprint("front", __name__, template_folder="templates")
blueprint.app_context_processor(face_context)


@blueprint.get("/announcements")
@public
def announcements() -> str:
    """List what the place announces, pinned first, then the newest."""
    found = news.listed(the_site(), news.Query.of(request.args))
    return render_template("front/announcements.html", found=found)


@blueprint.get("/announcements/<uuid:announcement>")
@public
def announcement(announcement: UUID) -> str:
    """Show one announcement."""
    row = news.one_of(the_site(), announcement)
    return render_template("front/announcement.html", row=row, render=render)


@blueprint.get("/downloads")
@public
def files() -> str:
    """List what the visitor may download."""
    return render_template("front/downloads.html", offers=downloads.offered(the_site(), the_viewer()))


@blueprint.get("/downloads/<uuid:download>")
@public
def file(download: UUID) -> Response:
    """Give a file that the visitor may have."""
    return send(downloads.file_for(the_site(), the_viewer(), download), save="save" in request.args)


@blueprint.get("/contact-us")
@public
def contacts() -> str:
    """Show how the office is reached, with the codes to scan."""
    return render_template(
        "front/contacts.html",
        contacts=reach.contacts_of(the_site().area),
        codes=reach.codes_of(the_site().area),
    )


@blueprint.get("/contact-us/codes/<uuid:code>")
@public
def code(code: UUID) -> Response:
    """Give the picture of a code."""
    return send(reach.code_file(the_site().area, code))


@blueprint.get("/entry-code")
@public
def entry_code() -> str:
    """Show the code that leads to this site, to be scanned or printed."""
    picture = segno.make_qr(_address(), error="m").svg_data_uri(border=2, omitsize=True)
    return render_template("front/entry_code.html", address=_address(), picture=picture)


@blueprint.get("/entry-code.png")
@public
def entry_picture() -> Response:
    """Give the code that leads to this site as a picture for posters."""
    drawn = BytesIO()
    segno.make_qr(_address(), error="m").save(drawn, kind="png", scale=20, border=4)
    response = Response(drawn.getvalue(), mimetype="image/png")
    response.headers["Content-Disposition"] = 'attachment; filename="entry-code.png"'
    return response


def _address() -> str:
    return request.host_url
