"""Where a starting attempt's paper comes from: the one prepared for it where that is still right, or drawn at once.

Both ways give the same paper for the same seed: it is a pure function of exam, bank, blueprint, learner and ticket.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.courses.service import LearnerYear, bank_digest
from core.db import db
from core.decisions.drawing import Ticket
from core.decisions.papers import Blueprint
from core.decisions.slots import Sitting
from core.exams.models import PreparedPaper
from core.exams.papers import Bank, bank_for, drawn

Place = tuple[int, str, date, bool]
"""A year's bank in an area on a day, with or without what is reserved for exams that count."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper with the seed that drew it."""

    seed: str
    paper: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The paper that an attempt needs: whose year, which exam, the how manieth attempt, from the bank of which day."""

    about: LearnerYear
    exam: str
    number: int
    blueprint: Blueprint
    sitting: Sitting
    day: date
    counts: bool

    @property
    def place(self) -> Place:
        """The bank that it is drawn from."""
        return self.about.year, self.about.person.area, self.day, self.counts

    def ticket(self, seed: str) -> Ticket:
        """Return what makes the paper its own."""
        about = self.about
        return Ticket(
            exam=f"{about.year}/{self.exam}",
            learner=str(about.learner),
            attempt=self.number,
            seed=seed,
            tier=about.person.tier,
        )


@dataclass(slots=True)
class Banks:
    """The banks that papers are drawn from, each read once, and their digests, which are cheaper to have."""

    _banks: dict[Place, Bank] = field(default_factory=dict)
    _digests: dict[Place, str] = field(default_factory=dict)

    def digest(self, wanted: Wanted) -> str:
        """Return the digest of the bank that a paper is drawn from."""
        year, area, day, counts = wanted.place
        if wanted.place not in self._digests:
            self._digests[wanted.place] = bank_digest(year, area, on=day, reserved=counts)
        return self._digests[wanted.place]

    def draw(self, wanted: Wanted) -> Drawn:
        """Draw a paper with a new seed; Refused when the bank cannot fill it."""
        year, area, day, counts = wanted.place
        if wanted.place not in self._banks:
            self._banks[wanted.place] = bank_for(year, area, day, counts=counts)
        seed = secrets.token_hex(16)
        return Drawn(seed, drawn(wanted.ticket(seed), wanted.blueprint, self._banks[wanted.place]))

    def holds(self, row: PreparedPaper, wanted: Wanted) -> bool:
        """Tell whether drawing now with the row's seed would give the row's paper."""
        about = wanted.about
        asked = (wanted.number, about.person.tier, about.rules.digest)
        return (row.number, row.tier, row.rules_digest) == asked and row.bank_digest == self.digest(wanted)


def paper_for(wanted: Wanted, prepared: PreparedPaper | None, banks: Banks) -> Drawn:
    """Return the prepared paper where it is still right, or one drawn at once."""
    if prepared is not None and banks.holds(prepared, wanted):
        return Drawn(prepared.seed, prepared.paper)
    return banks.draw(wanted)


def take_prepared(learners: Collection[UUID], exam: str) -> Mapping[tuple[UUID, int], PreparedPaper]:
    """Take what was prepared for learners off the shelf, right or not, by learner and year; in the caller's transaction."""
    taken = sa.delete(PreparedPaper).where(PreparedPaper.learner.in_(learners), PreparedPaper.exam == exam)
    rows = db.session.scalars(taken.returning(PreparedPaper))
    return {(row.learner, row.year): row for row in rows}
