"""What has happened to people, as messages to them: a sentence and where it leads, from the events that services announce."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Administrator, Unit, learners_and_units
from core.db import db
from core.decisions.values import Text, Word, say
from core.decisions.year import YearRules
from core.notify.posting import Draft, Kind
from core.notify.reaching import the_tenant
from core.tenancy.announce import Event
from core.web.roles import those_who


@dataclass(frozen=True, slots=True)
class About:
    """One event with whom it concerns: their unit, and the rules of their year and place."""

    event: Event
    learner: UUID
    name: str
    unit: Unit
    rules: YearRules

    def fact(self, name: str) -> str:
        """Return what the event says under a name, "" for nothing."""
        return self.event.facts.get(name, "")

    @property
    def exam(self) -> str:
        """The title of the exam that the event is about."""
        key = self.fact("exam")
        return self.rules.exams[key].title if key in self.rules.exams else key


Maker: TypeAlias = Callable[[About], Draft | None]


def drafts_of(events: Sequence[Event]) -> list[Draft]:
    """Return the messages that events of one name make; none for those that concern nobody's inbox."""
    maker = MAKERS[events[0].name]
    return [draft for about in _abouts(events) if (draft := maker(about)) is not None]


def for_administrators(events: Sequence[Event]) -> list[Draft]:
    """Return the messages to those who look after the learners: nearest unit first, all of its administrators."""
    kind, title, link = FOR_ADMINISTRATORS[events[0].name]
    return [
        Draft(
            kind=kind,
            administrator=administrator,
            title=Text(title.message, {"name": about.name}),
            body=(say("{name}, {unit}", name=about.name, unit=about.unit.name),),
            link=link.format_map(about.event.facts),
        )
        for about in _abouts(events)
        for administrator in _administrators(about)
    ]


def _abouts(events: Sequence[Event]) -> Iterator[About]:
    tenant, found = the_tenant(), _people({event.learner for event in events if event.learner})
    for event in events:
        if event.learner is not None and event.learner in found:
            name, unit = found[event.learner]
            year = event.year or tenant.place(unit.area).year
            yield About(event, event.learner, name, unit, tenant.rules_for(year, unit.area))


def _people(learners: Collection[UUID]) -> dict[UUID, tuple[str, Unit]]:
    return {learner.id: (learner.name, unit) for learner, unit in learners_and_units(learners)}


def _administrators(about: About) -> list[UUID]:
    if named := about.fact("administrator"):
        return [UUID(named)]
    return administrators_near(about.fact("at_unit") or about.unit.code, about.learner)


def administrators_near(unit: str, besides: UUID | None = None) -> list[UUID]:
    """Return who may answer for a unit, nearest first: its own administrators, or those of the next unit above.

    ``besides``: nobody is told of their own objection as an administrator; and editors answer none.
    """
    parents: dict[str, str | None] = dict(
        db.session.execute(sa.select(Unit.code, Unit.parent)).tuples().all()
    )
    here: str | None = unit
    while here is not None:
        if found := _administrators_at(here, besides):
            return found
        here = parents.get(here)
    return []


def _administrators_at(unit: str, besides: UUID | None) -> list[UUID]:
    query = sa.select(Administrator.id).where(
        Administrator.unit == unit, Administrator.active, Administrator.role.in_(those_who("units"))
    )
    if besides is not None:
        query = query.where(Administrator.learner.is_distinct_from(besides))
    return list(db.session.scalars(query))


def _tell(kind: Kind, title: Text, *body: Text, link: str = "") -> Maker:
    """Return a maker of messages that say the same to everybody but for the exam's title and the unit's name."""

    def make(about: About) -> Draft:
        known = {"exam": about.exam, "unit": about.unit.name, "number": about.fact("number")}
        filled = [Text(one.message, {**known, **one.values}) for one in (title, *body)]
        parts = {name: about.fact(name) for name in ("exam", "objection", "exemption")}
        where = link.format_map(parts)
        return Draft(kind=kind, learner=about.learner, title=filled[0], body=tuple(filled[1:]), link=where)

    return make


def _place(title: Text) -> Maker:
    def make(about: About) -> Draft | None:
        if about.fact("by") != "administrator":
            return None  # who books for themselves has just read it
        opens = datetime.fromisoformat(about.fact("opens"))
        return Draft(
            kind="exam",
            learner=about.learner,
            title=Text(title.message, {"exam": about.exam}),
            body=(say("It opens at {when}. Your administrator has booked it for you.", when=opens),),
            link=f"/exams/{about.fact('exam')}",
        )

    return make


def _cohort(title: Text, *body: Text) -> Maker:
    def make(about: About) -> Draft:
        filled = Text(title.message, {"list": about.fact("title")})
        return Draft(kind="exam", learner=about.learner, title=filled, body=body, link="/exams")

    return make


WITH_DAY = say("It takes effect on {day}. Your study, exams and results go with you.")


def _transfer(title: Text, body: Text) -> Maker:
    def make(about: About) -> Draft:
        name = db.session.scalar(sa.select(Unit.name).where(Unit.code == about.fact("to"))) or ""
        day = date.fromisoformat(about.fact("day"))
        filled = (Text(title.message, {"unit": name}), Text(body.message, {"day": day}))
        return Draft(
            kind="account", learner=about.learner, title=filled[0], body=(filled[1],), link="/account"
        )

    return make


def _ending(title: Text, *body: Text) -> Maker:
    def make(about: About) -> Draft:
        day = date.fromisoformat(about.fact("until"))
        filled = [Text(one.message, {"day": day}) for one in (title, *body)]
        link = f"/exemptions/{about.fact('exemption')}"
        return Draft(
            kind="exemption", learner=about.learner, title=filled[0], body=tuple(filled[1:]), link=link
        )

    return make


def _extended(about: About) -> Draft:
    return Draft(
        kind="exam",
        learner=about.learner,
        title=say("You have extra time: {exam}", exam=about.exam),
        body=(say("{minutes} more minutes for the paper in progress.", minutes=int(about.fact("minutes"))),),
        link=f"/exams/{about.fact('exam')}",
    )


def _closed(about: About) -> Draft | None:
    outcome = about.fact("outcome")
    if outcome == "withdrawn":
        return None
    return Draft(
        kind="objection",
        learner=about.learner,
        title=say("Your objection is decided: {outcome}", outcome=Word(f"objection_{outcome}")),
        body=(say("The reason and what follows stand with your objection."),),
        link=f"/objections/{about.fact('objection')}",
    )


MAKERS: Mapping[str, Maker] = {
    "place.booked": _place(say("Your place in an exam is booked: {exam}")),
    "place.moved": _place(say("Your place in an exam has been moved: {exam}")),
    "place.released": _tell(
        "exam",
        say("Your place in an exam has been released: {exam}"),
        say("Ask the administrator of your unit if you do not know why."),
        link="/exams/{exam}",
    ),
    "cohort.entered": _cohort(
        say("You are on the list of an exam: {list}"),
        say("A department has listed you or your unit. The page of exams says which exam is yours now."),
    ),
    "cohort.left": _cohort(
        say("You are no longer on the list of an exam: {list}"),
        say("The page of exams says which exam is yours now."),
    ),
    "exam.extended": _extended,
    "exam.reopened": _tell(
        "exam",
        say("Your paper is open again: {exam}"),
        say("You have been given extra time. Your answers are kept; go on and hand in anew."),
        link="/exams/{exam}",
    ),
    "exam.regraded": _tell(
        "mark",
        say("Your mark has changed: {exam}"),
        say("The paper was marked again or its mark corrected; your result of the year follows it."),
        link="/standing",
    ),
    "objection.answered": _tell(
        "objection",
        say("Your objection has an answer"),
        say("The administrator has answered; you can write again."),
        link="/objections/{objection}",
    ),
    "objection.closed": _closed,
    "certificate.issued": _tell(
        "certificate",
        say("Your certificate is issued: {number}"),
        say("You can look at it, download it and print it."),
        link="/certificate",
    ),
    "certificate.revoked": _tell(
        "certificate",
        say("Your certificate has been revoked: {number}"),
        say("It is no longer valid. The page of certificates tells the reason."),
        link="/certificate",
    ),
    "exemption.approved": _tell(
        "exemption",
        say("Your exemption is approved"),
        say("Your result of the year says what follows from it."),
        link="/standing",
    ),
    "exemption.ending": _ending(
        say("Your exemption runs until {day}"),
        say(
            "From the day after, study and exam of the year are required again. Ask your administrator if the reason goes on."
        ),
    ),
    "exemption.ended": _ending(
        say("Your exemption has ended: it ran until {day}"),
        say(
            "Study and exam of the year are required again; your result of the year says what is still to do and by when."
        ),
    ),
    "exemption.returned": _tell(
        "exemption",
        say("Your application for exemption needs something more"),
        say("The page of the application says what is missing; add it and send it again."),
        link="/exemptions/{exemption}",
    ),
    "exemption.refused": _tell(
        "exemption",
        say("Your exemption has been refused"),
        say("Study and exam of the year are required as before."),
        link="/standing",
    ),
    "exemption.revoked": _tell(
        "exemption",
        say("Your exemption has been revoked"),
        say("Study and exam of the year are required again."),
        link="/standing",
    ),
    "account.locked": _tell(
        "account",
        say("Your account was locked after wrong passwords"),
        say("If that was not you, change your password and tell the administrator of your unit."),
        link="/account",
    ),
    "account.recovered": _tell(
        "account",
        say("Your password has been set anew"),
        say(
            "It was recovered through your own contact. If that was not you, tell the administrator of your unit at once."
        ),
        link="/account",
    ),
    "account.reset": _tell(
        "account",
        say("Your password has been reset"),
        say("The administrator of your unit has put the shared first password back."),
        link="/account",
    ),
    "registration.entered": _tell(
        "account",
        say("You are registered: {unit}"),
        say("Your study of this year can begin."),
        link="/",
    ),
    "learner.transferred": _tell(
        "account",
        say("You belong to another unit now: {unit}"),
        say("Your study, exams and results have moved with you."),
        link="/account",
    ),
    "transfer.asked": _transfer(say("Your transfer is asked for: {unit}"), WITH_DAY),
    "transfer.planned": _transfer(say("You will belong to another unit: {unit}"), WITH_DAY),
    "transfer.refused": _transfer(say("Your transfer is refused: {unit}"), say("You stay where you are.")),
    "learner.reactivated": _tell(
        "account", say("Your account is active again"), say("What you had studied is kept."), link="/"
    ),
}
"""What a learner is told, by event."""

TRANSFERS = "/admin/people/transfers"
OBJECTION = "/admin/objections/{objection}"
FOR_ADMINISTRATORS: Mapping[str, tuple[Kind, Text, str]] = {
    "exemption.ending": ("exemption", say("An exemption ends soon: {name}"), "/admin/exemptions/{exemption}"),
    "exemption.ended": ("exemption", say("An exemption has ended: {name}"), "/admin/exemptions/{exemption}"),
    "objection.raised": ("objection", say("{name} objects to something"), OBJECTION),
    "objection.written": ("objection", say("{name} has written again about an objection"), OBJECTION),
    "transfer.asked": ("account", say("A transfer waits for your answer: {name}"), TRANSFERS),
    "transfer.planned": ("account", say("A transfer is entered for a day to come: {name}"), TRANSFERS),
    "transfer.done": ("account", say("A learner of yours has been moved: {name}"), TRANSFERS),
    "transfer.confirmed": ("account", say("The transfer is confirmed: {name}"), TRANSFERS),
    "transfer.refused": ("account", say("The transfer is refused: {name}"), TRANSFERS),
    "transfer.failed": ("account", say("The transfer could not take effect: {name}"), TRANSFERS),
    "exemption.applied": (
        "exemption",
        say("An application for exemption waits for you: {name}"),
        "/admin/exemptions/{exemption}",
    ),
}
"""What those who look after a learner are told, by event: the kind of message, its title, where it leads."""
