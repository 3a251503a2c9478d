"""The yearly round of confirmations: what somebody confirms, until when by which rule, and saying so."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from core.accounts.service import Acting, Learner, Unit, learner_and_unit, learner_in, rules_of, unit_in
from core.audit.service import Actor, note
from core.db import db, now
from core.decisions.accounts import Confirmation
from core.decisions.values import Cite, say
from core.errors import BadInput, NotFound, Refused, TooLate
from core.exemptions.service import rows_of
from core.tenancy.scope import current_tenant
from core.web.site import Site
from core.years.models import LearnerConfirmation, UnitConfirmation

LONGEST = 300
NONE = say("This year knows no round of confirmations.")
RIGHT = ("confirmed", "")
WHAT_IS_WRONG = say("Please say what is wrong.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A year's round as of now."""

    year: int
    rule: Confirmation
    ends: datetime
    """The first instant at which nothing is confirmed any more."""
    begun: bool
    over: bool

    @property
    def open(self) -> bool:
        """Whether details are confirmed now."""
        return self.begun and not self.over

    @property
    def cite(self) -> Cite:
        """Where the round comes from."""
        return self.rule.cite


def round_of(site: Site, area: str | None = None) -> Round | None:
    """Return the round of the present year, in an area of the tenant; None in a year without one."""
    try:
        rules = rules_of(site, area)
    except NotFound:  # the rules are left to the areas
        return None
    if rules.confirmation is None:
        return None
    period, at = rules.confirmation.period, now(area)
    return Round(
        year=rules.year,
        rule=rules.confirmation,
        ends=period.end(site.zone),
        begun=at >= period.begin(site.zone),
        over=at >= period.end(site.zone),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDetails:
    """What a learner confirms: their details as they stand, their unit's, and what is on file of exemptions."""

    learner: Learner
    unit: Unit
    round: Round
    said: LearnerConfirmation | None
    exemptions: tuple[str, ...]
    """The states of the learner's exemptions of the year."""


def own_details(site: Site, learner: UUID) -> OwnDetails:
    """Return what a learner confirms; NotFound in a year without a round for learners."""
    row, home = learner_and_unit(learner)
    found = round_of(site, home.area)
    if found is None or "learner" not in found.rule.who:
        raise NotFound(NONE)
    exemptions = tuple(one.state for one in rows_of(learner, found.year))
    return OwnDetails(
        learner=row, unit=home, round=found, said=said_of(learner, found.year), exemptions=exemptions
    )


def said_of(learner: UUID, year: int) -> LearnerConfirmation | None:
    """Return what was said of a learner's details in a year."""
    query = sa.select(LearnerConfirmation).where(
        LearnerConfirmation.learner == learner, LearnerConfirmation.year == year
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def confirm_own(site: Site, learner: UUID, *, right: bool, text: str) -> None:
    """Keep that a learner's details are right, or what is wrong with them, and commit.

    TooLate after the round; Refused before it; BadInput where something is wrong and nothing says what.
    """
    details = own_details(site, learner)
    _refuse_closed(details.round)
    said = _told(right=right, text=text)
    said_by = Actor(learner, details.learner.name)
    _keep(LearnerConfirmation, {"learner": learner, "year": details.round.year}, said_by, said)
    db.session.commit()


def confirm_for(by: Acting, learner: UUID) -> None:
    """Keep an administrator's word for a learner's details, also after the round, and commit."""
    row = learner_in(by.scope, learner)
    found = _round(by, row.unit)
    _keep(LearnerConfirmation, {"learner": learner, "year": found.year}, by.actor, RIGHT)
    note(by.actor, "confirm_details", str(learner))
    db.session.commit()


def confirm_unit(by: Acting, code: str) -> None:
    """Keep that a unit's details are right, and commit; Refused before the round begins."""
    row = unit_in(by.scope, code)
    found = _round(by, row.code)
    if "unit" not in found.rule.who:
        raise NotFound(NONE)
    if not found.begun:
        _refuse_closed(found)
    _keep(UnitConfirmation, {"unit": row.code, "year": found.year}, by.actor, RIGHT)
    note(by.actor, "confirm_unit", f"unit/{row.code}")
    db.session.commit()


def _round(by: Acting, code: str) -> Round:
    found = round_of(by.site, unit_in(by.scope, code).area)
    if found is None:
        raise NotFound(NONE)
    return found


def _refuse_closed(found: Round) -> None:
    if found.over:
        text = say(
            "Details were confirmed until {day}. Your administrator can still do it.",
            day=found.rule.period.last,
        )
        raise TooLate(text, code="round_over")
    if not found.begun:
        raise Refused(
            say("Details are confirmed from {day} on.", day=found.rule.period.first), code="round_ahead"
        )


def _told(*, right: bool, text: str) -> tuple[str, str]:
    text = text.strip()[:LONGEST]
    if not right and not text:
        raise BadInput(WHAT_IS_WRONG, fields={"note": WHAT_IS_WRONG})
    return RIGHT if right else ("wrong", text)


def _keep(
    model: type[LearnerConfirmation | UnitConfirmation],
    key: dict[str, object],
    by: Actor,
    said: tuple[str, str],
) -> None:
    values = {"state": said[0], "note": said[1], "at": now(), "by": by.id, "by_name": by.name}
    row = insert(model).values(tenant=current_tenant(), **key, **values)
    db.session.execute(row.on_conflict_do_update(index_elements=["tenant", *key], set_=values))
