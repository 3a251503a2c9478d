"""Study for programs; the same services and rules as the pages."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from core.courses import schemas, service
from core.courses.media import file_cards
from core.courses.pages import client, here
from core.courses.service import CourseProgress, LearnerYear, RecordRow
from core.decisions.values import say
from core.errors import NotFound, Refused
from core.web.access import by_own_statement, learner_only
from core.web.i18n import reader
from core.web.richtext import render
from core.web.site import the_site

blueprint = Blueprint("courses-api", __name__, description="Courses, lessons, study time and its record")


@blueprint.get("/courses")
@blueprint.response(200, schemas.CourseSchema(many=True))
@learner_only
def api_courses() -> list[dict[str, Any]]:
    """List the learner's courses of the year with what is done."""
    ly = here()
    return [_course(ly, progress) for progress in service.progress_for(ly)]


@blueprint.get("/courses/<course>")
@blueprint.response(200, schemas.CourseSchema)
@learner_only
def api_course(course: str) -> dict[str, Any]:
    """Show one course."""
    ly = here()
    found = [one for one in service.progress_for(ly) if one.course.code == course]
    if not found:
        raise NotFound(say("There is no such course."))
    return _course(ly, found[0])


@blueprint.get("/courses/<course>/lessons/<lesson>")
@blueprint.response(200, schemas.LessonSchema)
@learner_only
def api_lesson(course: str, lesson: str) -> dict[str, Any]:
    """Show a lesson's text; its time counts only under a ticket. Refused while the course may not be studied."""
    ly = here()
    row = service.course_of(ly, course)
    verdict = service.entry_verdict(ly, row)
    if not verdict.met:
        raise Refused(say("This course cannot be studied now."), verdict, code="not_open")
    found = service.lesson_of(ly.year, course, lesson)
    return {
        "course": course,
        "code": found.code,
        "title": found.title,
        "text": found.text,
        "format": found.format,
        "html": render(found.text, found.format),
        "work": found.work or None,
        "files": file_cards(found, ly.learner),
    }


@blueprint.post("/tickets")
@blueprint.arguments(schemas.TicketAskedSchema)
@blueprint.response(201, schemas.TicketSchema)
@learner_only
def api_ticket(sent: dict[str, str]) -> service.OpenLesson:
    """Open a lesson on this client; what it had open ends."""
    return service.open_lesson(here(), sent["course"], sent["lesson"], client())


@blueprint.post("/tickets/<uuid:ticket>/beats")
@blueprint.arguments(schemas.BeatSchema)
@blueprint.response(200, schemas.CountedSchema)
@by_own_statement
def api_beat(sent: dict[str, int], ticket: UUID) -> dict[str, Any]:
    """Give a sign of presence; the server's clock alone says how long it was."""
    sign = service.beat(the_site().tenant, ticket, client(), sent["seq"])
    return {
        "code": sign.code,
        "counted": sign.minutes,
        "unit": "minutes",
        "today_left": sign.minutes_left,
        "reason": None if sign.reason is None else reader().sentence(sign.reason),
    }


@blueprint.post("/tickets/<uuid:ticket>/leave")
@blueprint.arguments(schemas.LeaveSchema)
@blueprint.response(204)
@learner_only
def api_leave(sent: dict[str, Any], ticket: UUID) -> None:
    """Leave a lesson without finishing it."""
    service.leave(here(), ticket, client(), sent["how"])


@blueprint.post("/tickets/<uuid:ticket>/finish")
@blueprint.response(200, schemas.FinishedSchema)
@learner_only
def api_finish(ticket: UUID) -> dict[str, Any]:
    """Finish a lesson; asking again answers the same."""
    done = service.finish_lesson(here(), ticket, client())
    return {
        "credited": str(done.credited),
        "unit": done.unit,
        "reasons": [reader().sentence(reason) for reason in done.reasons],
        "course_finished": done.course_finished,
        "next_lesson": done.next_lesson,
    }


@blueprint.get("/study-record")
@blueprint.arguments(schemas.PageSchema, location="query")
@blueprint.response(200, schemas.RecordSchema)
@learner_only
def api_record(sent: dict[str, int]) -> dict[str, Any]:
    """Show the learner's ledger, newest first, each entry with its reason and rule."""
    record = service.study_record(here(), sent["page"])
    return {
        "total": record.total,
        "page": record.page,
        "pages": record.pages,
        "entries": [_entry(row) for row in record.rows],
    }


def _course(ly: LearnerYear, progress: CourseProgress) -> dict[str, Any]:
    course = progress.course
    return {
        "code": course.code,
        "title": course.title,
        "bucket": course.bucket,
        "category": course.category,
        "released": course.released,
        "finished": progress.finished,
        "earned": str(progress.earned),
        "unit": "" if ly.rules.study is None else ly.rules.study.unit,
        "lessons": [
            {"code": one.code, "title": one.title, "done": one.code in progress.done}
            for one in progress.lessons
        ],
    }


def _entry(row: RecordRow) -> dict[str, Any]:
    plain = ("id", "at", "day", "kind", "measure", "bucket", "course", "lesson", "code", "running")
    return {
        **{name: getattr(row, name) for name in plain},
        "raw": str(row.raw),
        "counted": str(row.counted),
        "reason": None if row.reason is None else reader().sentence(row.reason),
        "article": row.cite.article,
        "document": row.cite.document,
        "assumed": row.cite.assumed,
    }
