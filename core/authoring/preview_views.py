"""The preview's pages: a frame as wide as a desk or a phone, and in it the course as a learner would see it."""

from flask import Response, make_response, render_template, request

from core.authoring.desk import blueprint, the_editor
from core.authoring.preview import course_preview, lesson_preview, look
from core.authoring.scope import course_here, lesson_here
from core.web.access import administrator_only
from core.web.security import within_own_frame
from core.web.site import the_site

WIDTHS = ("desk", "phone")


@blueprint.get("/courses/<course>/preview")
@administrator_only
def preview(course: str) -> str:
    """Show the preview's frame with its two widths."""
    row = course_here(the_editor(), course)
    lesson = request.args.get("lesson", "")
    width = request.args.get("width", "")
    return render_template(
        "authoring/preview.html",
        row=row,
        lesson=lesson_here(row, lesson) if lesson else None,
        width=width if width in WIDTHS else WIDTHS[0],
    )


@blueprint.get("/courses/<course>/preview/page")
@administrator_only
def frame(course: str) -> Response:
    """Show the course, or one of its lessons, as a learner would see it."""
    editor = the_editor()
    row = course_here(editor, course)
    looked, asked = look(editor, the_site().the_tenant, row), request.args.get("lesson", "")
    if asked:
        page = render_template(
            "authoring/preview_lesson.html", **lesson_preview(looked, lesson_here(row, asked))
        )
    else:
        page = render_template("authoring/preview_course.html", **course_preview(looked))
    return within_own_frame(make_response(page))
