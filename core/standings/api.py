"""The learner's home and verdict for programs; the same answers as the pages."""

from typing import Any

from flask_smorest import Blueprint

from core.standings.home import Home, home_of
from core.standings.schemas import HomeSchema, StandingSchema
from core.standings.told import verdict_of
from core.web.access import learner_only
from core.web.errors import line_json
from core.web.i18n import reader
from core.web.site import viewer_here

blueprint = Blueprint("standings-api", __name__, description="Where a learner stands, and what is next")


@blueprint.get("/standing")
@blueprint.response(200, StandingSchema)
@learner_only
def api_standing() -> dict[str, Any]:
    """Tell the year's verdict with every line, its figure, its because and its source."""
    told, read = verdict_of(viewer_here().id), reader()
    outcome = told.outcome
    return {
        "year": told.case.rules.year,
        "state": outcome.state,
        "grade": outcome.grade,
        "word": read.text(told.word),
        "score": told.score,
        "final": outcome.final,
        "consequence": outcome.consequence,
        "lines": [line_json(line) for line in outcome.lines],
        "advice": [read.text(text) for text in outcome.advice],
        "judged_at": told.judged_at,
        "rules_digest": told.digest,
    }


@blueprint.get("/home")
@blueprint.response(200, HomeSchema)
@learner_only
def api_home() -> dict[str, Any]:
    """Tell in one answer whether the learner is safe, what is next and by when."""
    home, read = home_of(viewer_here()), reader()
    return {
        "year": home.case.rules.year,
        "state": home.outcome.state,
        "sentence": read.text(home.sentence),
        "advice": [read.text(text) for text in home.advice],
        "plan": [read.text(text) for text in home.plan],
        "action": home.action,
        "measures": _measures(home),
        "exams": [{"title": e.title, "url": e.url, "note": read.text(e.note)} for e in home.exams],
        "courses": _courses(home),
    }


def _measures(home: Home) -> list[dict[str, Any]]:
    return [
        {
            "label": reader().text(one.label),
            "figure": one.figure.amount,
            "needed": one.needed.amount,
            "unit": one.figure.unit,
        }
        for one in home.measures
    ]


def _courses(home: Home) -> list[dict[str, Any]]:
    return [
        {
            "code": one.course.code,
            "title": one.course.title,
            "done": len(one.done),
            "lessons": len(one.lessons),
        }
        for one in home.courses
    ]
