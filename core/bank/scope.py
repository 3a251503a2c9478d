"""Which questions an editor sees: those of their place and the places below it; everything else is not found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

import sqlalchemy as sa

from core.accounts.service import lies_in
from core.audit.service import Actor
from core.courses.service import Question
from core.db import db
from core.decisions.values import say
from core.errors import NotFound
from core.web.site import Site, Viewer

NO_QUESTION = say("There is no such question here.")


@dataclass(frozen=True, slots=True)
class Editor:
    """A content editor at work: who, for which place, in which year of the bank."""

    actor: Actor
    area: str
    year: int
    zone: tzinfo

    def sees(self, area: str) -> bool:
        """Tell whether questions of an area are theirs to see, keys included."""
        return lies_in(area, self.area)


def editor_of(site: Site, viewer: Viewer) -> Editor:
    """Return who looks as an editor; NotFound for every other administrator."""
    if not viewer.may("questions"):
        raise NotFound(say("There is nothing at this address."))
    return Editor(Actor(viewer.id, viewer.name), viewer.area, site.year, site.zone)


def theirs(editor: Editor) -> sa.ColumnElement[bool]:
    """Return the condition on questions that an editor sees."""
    own = Question.year == editor.year
    if not editor.area:
        return own
    below = Question.area.startswith(f"{editor.area}/", autoescape=True)
    return sa.and_(own, sa.or_(Question.area == editor.area, below))


def in_use() -> sa.ColumnElement[bool]:
    """Return the condition on versions that stand for their question: in work, live, or the last of a retired one."""
    other = sa.orm.aliased(Question)
    newer = sa.exists().where(
        other.tenant == Question.tenant,
        other.year == Question.year,
        other.code == Question.code,
        other.version > Question.version,
    )
    return sa.or_(Question.state != "retired", ~newer)


def versions_of(editor: Editor, code: str) -> Sequence[Question]:
    """Return a question's versions, newest first; NotFound unless all of them are the editor's to see."""
    query = sa.select(Question).where(Question.year == editor.year, Question.code == code)
    rows = db.session.scalars(query.order_by(Question.version.desc())).all()
    if not rows or not all(editor.sees(row.area) for row in rows):
        raise NotFound(NO_QUESTION)
    return rows
