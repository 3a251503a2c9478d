"""How an outcome and the facts behind it are kept: plain JSON, read back without loss."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from core.decisions.facts import Attempt, CourseState, DayTotal, ExemptionRecord, Facts, Person, Place
from core.decisions.outcome import Outcome
from core.decisions.stored import restore_line, restore_text, store_line, store_text
from core.decisions.values import Text

T = TypeVar("T")
Json = dict[str, Any]
EMPTY: tuple[object, ...] = ((), frozenset())


def store_outcome(outcome: Outcome) -> Json:
    """Return an outcome as JSON."""
    return {
        "state": outcome.state,
        "grade": outcome.grade,
        "score": None if outcome.score is None else str(outcome.score),
        "final": outcome.final,
        "consequence": outcome.consequence,
        "lines": [store_line(line) for line in outcome.lines],
        "advice": [store_text(text) for text in outcome.advice],
    }


def restore_outcome(kept: Mapping[str, Any]) -> Outcome:
    """Return the outcome that ``store_outcome`` kept."""
    return Outcome(
        state=kept["state"],
        grade=kept["grade"],
        score=None if kept["score"] is None else Decimal(kept["score"]),
        final=kept["final"],
        consequence=kept["consequence"],
        lines=tuple(restore_line(line) for line in kept["lines"]),
        advice=tuple(text for text in map(restore_text, kept["advice"]) if isinstance(text, Text)),
    )


def store_facts(facts: Facts) -> Json:
    """Return facts as JSON; what is left at its default is left out."""
    kept: Json = _store(facts)
    return kept


def restore_facts(kept: Mapping[str, Any]) -> Facts:
    """Return the facts that ``store_facts`` kept."""
    values = dict(kept)
    return Facts(
        person=_person(values.pop("person", {})),
        study=tuple(_day_total(row) for row in values.pop("study", ())),
        courses=tuple(_dated(CourseState, row, "released", "finished") for row in values.pop("courses", ())),
        attempts=tuple(_attempt(row) for row in values.pop("attempts", ())),
        places=tuple(_timed(Place, row, "opens", "booked") for row in values.pop("places", ())),
        exemptions=tuple(
            _dated(ExemptionRecord, row, "decided", "until") for row in values.pop("exemptions", ())
        ),
        marks=frozenset(values.pop("marks", ())),
        acknowledged=frozenset(values.pop("acknowledged", ())),
        reopened=tuple((exam, extra) for exam, extra in values.pop("reopened", ())),
        **values,
    )


def _store(value: Any) -> Any:
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, tuple):
        return [_store(one) for one in value]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return {
        name: _store(one)
        for name, default in _defaults(value.__class__)
        if (one := getattr(value, name)) != default and one not in EMPTY
    }


@cache
def _defaults(kind: type) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in fields(kind))


def _person(kept: Mapping[str, Any]) -> Person:
    sets = {name: frozenset(kept[name]) for name in ("cohorts", "categories") if name in kept}
    return _dated(Person, {**kept, **sets}, "birth", "retires", "joined")


def _day_total(kept: Mapping[str, Any]) -> DayTotal:
    return _dated(DayTotal, {**kept, "amount": Decimal(kept["amount"])}, "day")


def _attempt(kept: Mapping[str, Any]) -> Attempt:
    marks = {"mark": Decimal(kept["mark"])} if kept.get("mark") is not None else {}
    return _timed(Attempt, {**kept, **marks}, "started", "handed_in")


def _dated(kind: Callable[..., T], kept: Mapping[str, Any], *names: str) -> T:
    days = {name: date.fromisoformat(kept[name]) for name in names if kept.get(name)}
    return kind(**{**kept, **days})


def _timed(kind: Callable[..., T], kept: Mapping[str, Any], *names: str) -> T:
    moments = {name: datetime.fromisoformat(kept[name]) for name in names if kept.get(name)}
    return kind(**{**kept, **moments})
