"""Correcting a question after it was asked, for the office: what a form asks, whose marks would change, doing it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, Learner, Unit, lies_in
from core.courses.service import AskedQuestion, Question, questions_asked
from core.db import db
from core.decisions.marking import Correction, Version
from core.decisions.values import say
from core.errors import BadInput, NotFound
from core.exams import regrade
from core.exams.jobs import regrade as regrade_job
from core.exams.models import CorrectionRow
from core.web.site import Viewer

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
KINDS: tuple[Literal["key", "given", "dropped"], ...] = ("key", "given", "dropped")
MOST = 100
VERSION = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a form asks about one question."""

    question: Question
    correction: Correction
    key: str
    """As it was typed."""
    reason: str

    @property
    def version(self) -> Version:
        """The question's code and version."""
        return self.question.code, self.question.version


def asked_of(viewer: Viewer, year: int, form: Mapping[str, str]) -> Asked:
    """Read a form; BadInput names the faulty field, NotFound a question that is not this office's."""
    question = question_for(viewer, year, form.get("code", "").strip(), form.get("version", "").strip())
    kind = next((one for one in KINDS if one == form.get("kind")), None)
    if kind is None:
        raise BadInput(say("Please choose what to do."), fields={"kind": say("Please choose what to do.")})
    typed = form.get("key", "").strip()
    correction = Correction(kind=kind)
    if kind == "key" and question.type == "fill_in":
        correction = Correction(
            kind=kind, accepted=tuple(filter(None, (one.strip() for one in typed.split("|"))))
        )
    elif kind == "key":
        correction = Correction(kind=kind, key=_places(typed))
    return Asked(question=question, correction=correction, key=typed, reason=form.get("reason", "").strip())


def question_for(viewer: Viewer, year: int, code: str, version: str) -> Question:
    """Return a question of the office's place, by default in its newest version; NotFound for every other."""
    query = sa.select(Question).where(Question.year == year, Question.code == code)
    query = query.where(Question.version == int(version)) if VERSION.fullmatch(version) else query
    row = db.session.scalars(query.order_by(Question.version.desc()).limit(1)).one_or_none()
    if row is None or not viewer.may("corrections") or not lies_in(row.area, viewer.area):
        raise NotFound(say("There is no such question here."))
    return row


def letters_of(key: Sequence[object]) -> str:
    """Return a kept key as people write it: AC, or the accepted texts."""
    return "".join(LETTERS[one] for one in key if isinstance(one, int)) or " | ".join(map(str, key))


def people_of(changes: Sequence[regrade.Change]) -> Mapping[UUID, tuple[str, str]]:
    """Return name and unit of those whose marks would change."""
    query = (
        sa.select(Learner.id, Learner.name, Unit.name)
        .join(Unit, sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit))
        .where(Learner.id.in_({change.learner for change in changes}))
    )
    return {learner: (name, unit) for learner, name, unit in db.session.execute(query).tuples()}


def carry_out(by: Acting, year: int, asked: Asked) -> UUID:
    """Enter the correction, queue the marking of the papers that asked the question, and commit; returns the progress."""
    row = regrade.enter_correction(by, year, asked.version, asked.correction, asked.reason)
    progress = regrade_job.enqueue(correction=str(row.id))
    db.session.commit()
    return progress


def corrections_of(viewer: Viewer, year: int) -> Sequence[tuple[CorrectionRow, AskedQuestion]]:
    """Return the corrections of the office's questions, newest first."""
    query = sa.select(CorrectionRow).where(CorrectionRow.year == year).order_by(CorrectionRow.at.desc())
    rows = db.session.scalars(query.limit(MOST)).all()
    known = questions_asked(year, [(row.code, row.version) for row in rows]) if rows else {}
    pairs = [(row, known[row.code, row.version]) for row in rows]
    return [(row, question) for row, question in pairs if lies_in(question.area, viewer.area)]


def _places(typed: str) -> frozenset[int]:
    """Return the places of letters; right and wrong of a true/false question are 对 and 错."""
    words = {"对": "A", "错": "B", "正确": "A", "错误": "B"}
    text = words.get(typed, typed).upper()
    return frozenset(LETTERS.index(one) for one in text if one in LETTERS)
