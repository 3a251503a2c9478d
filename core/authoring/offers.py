"""What a course may be given: the buckets that the year's rules name, the audiences of roster and rules, credit of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import sqlalchemy as sa

from core.accounts.service import recorded_sectors, recorded_tiers
from core.authoring.scope import readable
from core.bank.service import Editor
from core.courses.service import Course, Lesson
from core.db import db, now
from core.decisions.credit import Event, Study
from core.decisions.values import Cite, Quantity, Text, say
from core.decisions.year import YearRules
from core.errors import NotFound
from core.tenancy.tenant import Tenant

Carrier = Literal["course", "lesson"]
PROBE = Decimal("7.31")
"""An amount that no rule names by chance."""

NO_STUDY = say("This year has no study that earns credit.")
NOTHING = {
    "course": say("The year's rules give no credit for finishing a course as such."),
    "lesson": say("The year's rules give no credit for finishing a lesson as such."),
}


@dataclass(frozen=True, slots=True)
class Worth:
    """Whether a course or lesson may carry credit of its own; where not, why, and by which rule."""

    open: bool
    why: Text | None = None
    cite: Cite | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What the forms of a place's courses offer."""

    buckets: tuple[str, ...]
    ignored: frozenset[str]
    """Buckets that never count towards the target."""
    tiers: tuple[str, ...]
    sectors: tuple[str, ...]
    areas: tuple[str, ...]
    categories: tuple[str, ...]
    works: tuple[str, ...]
    """Titles of source works that lessons of the place treat."""
    documents: Mapping[str, str]
    """The year's documents: number and title."""
    worth: Mapping[Carrier, Worth]


def offers_of(editor: Editor, tenant: Tenant) -> Offers:
    """Return what an editor's courses may be given."""
    rules = rules_of(editor, tenant)
    study = rules.study if rules else None
    used = _used(editor)
    named = rules.audience.tiers if rules else ()
    return Offers(
        buckets=_known(_buckets(study), (course.bucket for course in used)),
        ignored=frozenset(study.ignored if study else ()),
        tiers=_known(named, recorded_tiers(editor.area), *(course.tiers for course in used)),
        sectors=_known(recorded_sectors(editor.area), *(course.sectors for course in used)),
        areas=tuple(area for area in tenant.places if editor.sees(area)),
        categories=tuple(sorted({course.category for course in used} - {""})),
        works=_works(editor),
        documents={one.number: one.title for one in rules.documents.values()} if rules else {},
        worth={kind: worth_of(study, kind) for kind in ("course", "lesson")},
    )


def rules_of(editor: Editor, tenant: Tenant) -> YearRules | None:
    """Return the year's rules of the editor's place; None where they are left to its areas."""
    try:
        return tenant.rules_for(editor.year, editor.area)
    except NotFound:
        return None


def worth_of(study: Study | None, kind: Carrier) -> Worth:
    """Return whether the rules heed the credit that a course or lesson carries; found by asking them with and without."""
    if study is None:
        return Worth(open=False, why=NO_STUDY)
    plain = Event(kind=kind, at=now())
    for rule in study.credit:
        earned = rule.credit(plain)
        if earned is None:
            continue
        if rule.credit(replace(plain, worth=PROBE)) == PROBE:
            return Worth(open=True, cite=rule.cite)
        return Worth(open=False, why=_fixed(kind, Quantity(earned, study.unit)), cite=rule.cite)
    return Worth(open=False, why=NOTHING[kind], cite=study.cite)


def _fixed(kind: Carrier, credit: Quantity) -> Text:
    if kind == "course":
        return say("The year's rules give every finished course the same: {credit}.", credit=credit)
    return say("The year's rules give every finished lesson the same: {credit}.", credit=credit)


def _buckets(study: Study | None) -> tuple[str, ...]:
    if study is None:
        return ("required",)
    target = study.target.buckets if study.target else {}
    capped = study.day_cap.buckets if study.day_cap else ()
    return ("required", *target, *study.ignored, *capped)


def _known(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for group in groups for value in group if value))


def _used(editor: Editor) -> Sequence[Course]:
    query = sa.select(Course).where(Course.year == editor.year, readable(editor))
    return db.session.scalars(query.order_by(Course.position, Course.code)).all()


def _works(editor: Editor) -> tuple[str, ...]:
    title = Lesson.work["title"].as_string()
    same = sa.and_(Course.tenant == Lesson.tenant, Course.year == Lesson.year, Course.code == Lesson.course)
    query = sa.select(title).join(Course, same).where(Lesson.year == editor.year, readable(editor))
    return tuple(found for found in db.session.scalars(query.distinct().order_by(title)) if found)
