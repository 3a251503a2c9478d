"""What is looked at before a year is opened: what must be settled first, and what an office should know."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core.accounts.service import Learner, Unit
from core.courses.models import Course
from core.db import db
from core.decisions.values import Text, Until, say
from core.exams.models import AttemptRow
from core.exams.service import lacks_in
from core.exemptions.service import OPEN, ExemptionRow
from core.fees.models import FeeOrder
from core.objections.service import ObjectionRow
from core.rulebook.cases import try_cases
from core.rulebook.opening import Edition
from core.years.turning import Turn

UNPAID = ("ordered", "voucher_sent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at: ``stops`` where the year cannot be opened before it is settled."""

    item: Text
    met: bool
    says: Text
    stops: bool = True
    link: str = ""
    """Where it can be settled."""


@dataclass(frozen=True, slots=True)
class Checks:
    """Everything that was looked at, in the order in which an office settles it."""

    all: tuple[Check, ...]

    @property
    def stopping(self) -> tuple[Check, ...]:
        """What must be settled first."""
        return tuple(one for one in self.all if not one.met and one.stops)

    @property
    def open(self) -> tuple[Check, ...]:
        """What may stay as it is, if the office says so."""
        return tuple(one for one in self.all if not one.met and not one.stops)


def checks_of(turn: Turn) -> Checks:
    """Look at everything; a check that needs the new rules is left out where there are none."""
    looks: tuple[Callable[[Turn], Iterator[Check]], ...] = (
        _rules, _cases, _bank, _courses, _over, _papers, _exemptions, _objections, _orders,
    )  # fmt: skip
    return Checks(tuple(check for look in looks for check in look(turn)))


def _rules(turn: Turn) -> Iterator[Check]:
    missing = [turn.name(area) for area in turn.areas if turn.next not in turn.tenant.years(area)]
    item = say("Rules of {year}", year=str(turn.next))
    if missing:
        text = say("There are no complete rules for: {places}.", places="、".join(missing))
    else:
        text = say("They are complete in every place that goes along.")
    yield Check(item=item, met=not missing, says=text, link=f"/admin/rules?year={turn.last}")


def _cases(turn: Turn) -> Iterator[Check]:
    if not turn.has_rules:
        return
    trials = [try_cases(turn.tenant, Edition(turn.next, area)) for area in turn.areas]
    failed = sum(one.failed + len(one.unreadable) for one in trials)
    count = sum(len(one.tried) for one in trials)
    item, link = say("Worked cases"), f"/admin/rules/cases?year={turn.next}"
    if failed:
        yield Check(item=item, met=False, says=say("{count} cases fail.", count=failed), link=link)
    else:
        text = say("All {count} come out as expected.", count=count) if count else say("There are none yet.")
        yield Check(item=item, met=count > 0, says=text, stops=False, link=link)


def _bank(turn: Turn) -> Iterator[Check]:
    """Papers are drawn later; the office may go on and have the bank filled before the first sitting."""
    if not turn.has_rules:
        return
    lacks = [lack for area in turn.areas for lack in _lacks(turn, area)]
    titles = "、".join(dict.fromkeys(lack.title for lack in lacks))
    text = say("The bank does not fill the papers of: {exams}.", exams=titles)
    link = f"/admin/rules/checks?year={turn.next}"
    fine = say("The question bank fills every paper.")
    yield Check(item=say("Exam papers"), met=not lacks, says=text if lacks else fine, stops=False, link=link)


def _lacks(turn: Turn, area: str) -> list[Any]:
    return list(lacks_in(turn.tenant, area, turn.next)) if turn.next in turn.tenant.years(area) else []


def _courses(turn: Turn) -> Iterator[Check]:
    if not turn.has_rules or turn.next_rules.study is None:
        return
    query = sa.select(sa.func.count()).select_from(Course).where(Course.year == turn.next)
    count = db.session.scalar(query) or 0
    text = (
        say("{count} courses are ready.", count=count)
        if count
        else say("There are none yet; content editors can take over those of {year}.", year=str(turn.last))
    )
    yield Check(item=say("Courses of the new year"), met=count > 0, says=text, stops=False)


def _over(turn: Turn) -> Iterator[Check]:
    ends = turn.last_rules.ends(turn.tenant.zone)
    over = turn.at >= ends
    text = (
        say("It has ended.")
        if over
        else say("It runs until {when}; nothing of it is cut off.", when=Until(ends))
    )
    yield Check(item=say("Year {year}", year=str(turn.last)), met=over, says=text)


def _papers(turn: Turn) -> Iterator[Check]:
    query = _of_people(turn, AttemptRow, AttemptRow.handed_in_at.is_(None))
    yield _none_left(
        query, say("Papers in progress"), say("{count} are not handed in yet."), link="/admin/exams"
    )


def _exemptions(turn: Turn) -> Iterator[Check]:
    query = _of_people(turn, ExemptionRow, ExemptionRow.state.in_(OPEN))
    link = "/admin/exemptions?state=waiting"
    yield _none_left(query, say("Applications for exemption"), say("{count} are not decided yet."), link)


def _objections(turn: Turn) -> Iterator[Check]:
    query = _of_people(turn, ObjectionRow, ObjectionRow.state != "closed")
    yield _none_left(
        query, say("Objections"), say("{count} are not decided yet."), "/admin/objections?state=open"
    )


def _orders(turn: Turn) -> Iterator[Check]:
    in_areas = sa.and_(Unit.tenant == FeeOrder.tenant, Unit.code == FeeOrder.unit)
    query = sa.select(sa.func.count()).select_from(FeeOrder).join(Unit, in_areas)
    query = query.where(FeeOrder.year == turn.last, FeeOrder.state.in_(UNPAID), Unit.area.in_(turn.areas))
    if turn.last_rules.fees is not None:
        text = say("{count} are not paid; money can still be booked and given back.")
        yield _none_left(query, say("Orders"), text, "/admin/fees", stops=False)


def _none_left(
    query: sa.Select[tuple[int]], item: Text, says: Text, link: str, *, stops: bool = True
) -> Check:
    count = db.session.scalar(query) or 0
    text = Text(says.message, {"count": count}) if count else say("None is left open.")
    return Check(item=item, met=count == 0, says=text, stops=stops, link=link)


def _of_people(turn: Turn, model: Any, condition: sa.ColumnElement[bool]) -> sa.Select[tuple[int]]:
    query = (
        sa.select(sa.func.count())
        .select_from(model)
        .join(Learner, sa.and_(Learner.tenant == model.tenant, Learner.id == model.learner))
        .join(Unit, sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit))
    )
    return query.where(model.year == turn.last, condition, Unit.area.in_(turn.areas))


def counts_of(turn: Turn) -> Mapping[str, int]:
    """Return how many units and active learners go along."""
    units = (
        sa.select(sa.func.count())
        .select_from(Unit)
        .where(Unit.area.in_(turn.areas), Unit.closed_on.is_(None))
    )
    people = (
        sa.select(sa.func.count())
        .select_from(Learner)
        .join(Unit, sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit))
        .where(Unit.area.in_(turn.areas), Learner.active)
    )
    return {"units": db.session.scalar(units) or 0, "learners": db.session.scalar(people) or 0}
