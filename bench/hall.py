"""A hall full of learners who are signed in: made in a few statements, as an import and a busy morning would."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from bench.world import World
from core.accounts.models import SignIn
from core.accounts.service import Learner, NewLearner, add_learners
from core.db import db
from core.exams.service import coming, prepare
from core.tenancy.clock import set_clock
from core.tenancy.rows import enter_rows
from core.web.cookie import new_token, token_hash
from core.web.site import Site

BATCH = 2000


@dataclass(slots=True)
class Sitter:
    """A learner of the hall, the token they are signed in by, and once they have started the path of their paper."""

    learner: UUID
    token: str
    paper: str = ""
    seq: int = 0

    @property
    def attempt(self) -> UUID:
        """The attempt that the paper belongs to."""
        return UUID(self.paper.rpartition("/")[2])


def fill(world: World, many: int, first: int = 1) -> list[Sitter]:
    """Put so many learners on the roster, each signed in and with nothing to do before an exam."""
    with world.scope() as site:
        starts = range(first, first + many, BATCH)
        batches = (range(start, min(start + BATCH, first + many)) for start in starts)
        return [sitter for batch in batches for sitter in _filled(site, batch)]


def _filled(site: Site, numbers: range) -> Iterator[Sitter]:
    rows = add_learners(
        site, [NewLearner(unit="u1", account=f"{5310000000 + n}", name=f"学员{n}") for n in numbers]
    )
    sitters = [Sitter(row.id, new_token()) for row in rows]
    ready = sa.update(Learner).where(Learner.id.in_([one.learner for one in sitters]))
    db.session.execute(ready.values(must_change=False, contacts_done=True))
    until = datetime.fromisoformat("2100-01-01T00:00:00+00:00")
    enter_rows(SignIn, [_sign_in(site, one, until) for one in sitters])
    db.session.commit()
    db.session.expunge_all()
    yield from sitters


def _sign_in(site: Site, one: Sitter, until: datetime) -> dict[str, object]:
    return {
        "token_hash": f"\\x{token_hash(one.token).hex()}",
        "area": site.area,
        "learner": str(one.learner),
        "created": until - timedelta(days=1),
        "seen": until,
        "expires": until,
        "client": "bench",
    }


def draw_papers_before(world: World, opens: datetime) -> int:
    """Draw the papers of the hall as the worker does on the eve, and let the window be open since a minute."""
    with world.scope() as site:
        at = opens.replace(tzinfo=site.zone)
        set_clock(at - timedelta(hours=6))
        seen = sum(count[-1] for count in ([*prepare(one)] for one in coming()) if count)
        set_clock(at + timedelta(minutes=1))
        return seen
