"""What a scenario expects of days and hours: sittings, booking, registration, freezes, promises, duties."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from core.decisions.booking import may_book
from core.decisions.freezes import may_change, may_transfer
from core.decisions.records import Note, record
from core.decisions.slots import Sitting
from core.decisions.workdays import promised
from core.holidays.calendar import announced
from core.scenarios.given import YesNo
from core.scenarios.scene import Scene, differing, shown, yes
from core.scenarios.verdicts import refusals, uncited


@record
class SlotsAre:
    """The sittings of an exam, of one day or all."""

    exam: Annotated[str, Note("the exam; the scenario's when left out")] = ""
    on: Annotated[date | None, Note("only those that open on this day")] = None
    count: Annotated[int | None, Note("how many")] = None
    times: Annotated[tuple[str, ...] | None, Note("hours at which they open")] = None
    opens: Annotated[datetime | None, Note("opening of the first")] = None
    last_opens: Annotated[datetime | None, Note("opening of the last")] = None
    closes: Annotated[datetime | None, Note("end of the last")] = None
    started: Annotated[datetime | None, Note("start of an attempt")] = None
    deadline: Annotated[datetime | None, Note("by when that attempt must be handed in")] = None

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        sittings = self._sittings(scene)
        zone = scene.ground.zone
        yield from differing("count", self.count, len(sittings))
        hours = tuple(f"{sitting.opens.astimezone(zone):%H:%M}" for sitting in sittings)
        yield from differing("times", self.times, hours)
        yield from self._ends(scene, sittings)
        yield from self._deadline(scene, sittings)

    def _sittings(self, scene: Scene) -> tuple[Sitting, ...]:
        zone = scene.ground.zone
        found = scene.rules.sittings(scene.ground.named(self.exam), zone)
        return tuple(s for s in found if self.on is None or s.opens.astimezone(zone).date() == self.on)

    def _ends(self, scene: Scene, sittings: tuple[Sitting, ...]) -> Iterator[str]:
        if not sittings:
            if self.opens or self.last_opens or self.closes:
                yield "sittings: expected some, found none"
            return
        for what, wall, found in (
            ("opens", self.opens, sittings[0].opens),
            ("last_opens", self.last_opens, sittings[-1].opens),
            ("closes", self.closes, sittings[-1].closes),
        ):
            yield from differing(what, wall and scene.ground.aware(wall), found)

    def _deadline(self, scene: Scene, sittings: tuple[Sitting, ...]) -> Iterator[str]:
        if self.started is None or self.deadline is None:
            return
        started = scene.ground.aware(self.started)
        sitting = next((s for s in reversed(sittings) if s.opens <= started < s.latest_start), None)
        if sitting is None:
            yield f"started: no sitting is open at {shown(self.started)}"
            return
        yield from differing("deadline", scene.ground.aware(self.deadline), sitting.deadline(started))


@record
class BookingIs:
    """Whether a place may be booked."""

    allowed: Annotated[YesNo, Note("whether it may be booked")]
    opens: Annotated[datetime, Note("opening of the sitting")]
    by: Annotated[Literal["administrator", "learner"], Note("who books")] = "administrator"
    exam: Annotated[str, Note("the exam; the scenario's when left out")] = ""
    taken: Annotated[int, Note("places already taken")] = 0
    fails: Annotated[tuple[str, ...] | None, Note("articles of the conditions not met, all of them")] = None
    at: Annotated[datetime | None, Note("instant; the scenario's when left out")] = None

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        case = scene.case(self.at, self.exam)
        opens = scene.ground.aware(self.opens)
        sitting = next((s for s in scene.rules.sittings(case.exam, case.zone) if s.opens == opens), None)
        if sitting is None:
            if self.allowed == "yes":
                yield f"opens: no sitting opens at {shown(self.opens)}"
            return
        found = may_book(case.about(case.exam, sitting), self.by, self.taken)
        yield from differing("allowed", self.allowed, yes(found.met))
        yield from refusals(self.fails, found)


@record
class RegistrationIs:
    """Whether learners may register themselves; a bare yes or no."""

    shorthand: ClassVar[str] = "open"

    open: Annotated[YesNo, Note("whether registration is open")]
    approval: Annotated[YesNo | None, Note("whether an administrator must approve")] = None
    fields: Annotated[tuple[str, ...] | None, Note("what is asked")] = None
    unmatched: Annotated[
        Literal["waits", "enters"] | None, Note("what becomes of who is on no roster sheet")
    ] = None
    begins_with: Annotated[Literal["initial", "own"] | None, Note("the password that they begin with")] = None
    at: Annotated[datetime | None, Note("instant; the scenario's when left out")] = None

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        rule, case = scene.rules.accounts.registration, scene.case(self.at)
        yield from differing(
            "open", self.open, yes(rule is not None and rule.period.holds(case.at, case.zone))
        )
        if rule is not None:
            yield from differing("approval", self.approval, yes(rule.approval))
            yield from differing("fields", self.fields, rule.fields)
            yield from differing("unmatched", self.unmatched, rule.unmatched)
            yield from differing("begins_with", self.begins_with, rule.begins_with)


@record
class FreezeIs:
    """Whether a change is allowed; a bare yes or no is about transfers."""

    shorthand: ClassVar[str] = "allowed"

    allowed: Annotated[YesNo, Note("whether the change is allowed")]
    what: Annotated[Literal["transfers", "profile", "joiners", "deactivation"], Note("the change")] = (
        "transfers"
    )
    by: Annotated[
        Literal["receiving", "sending", "both"] | None,
        Note("for a transfer: whose administrator asks; not looked at when left out"),
    ] = None
    cites: Annotated[tuple[str, ...], Note("articles that the answer cites")] = ()
    at: Annotated[datetime | None, Note("instant; the scenario's when left out")] = None

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        case = scene.case(self.at)
        transfer = self.what == "transfers" and self.by is not None
        found = may_transfer(case, self.by) if transfer and self.by else may_change(case, self.what)
        yield from differing("allowed", self.allowed, yes(found.met))
        yield from uncited(self.cites, found.lines)


@record
class ClockIs:
    """A promise in working days: from when to when it is kept."""

    clock: Annotated[str, Note("activation, invoice…")]
    submitted: Annotated[date, Note("day of submission")]
    earliest: Annotated[date | None, Note("earliest day")] = None
    latest: Annotated[date | None, Note("latest day")] = None

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        clocks = scene.rules.fees.clocks if scene.rules.fees else {}
        if self.clock not in clocks:
            yield f"clock: the year's rules promise no {self.clock}"
            return
        earliest, latest = promised(self.submitted, clocks[self.clock], announced())
        yield from differing("earliest", self.earliest, earliest)
        yield from differing("latest", self.latest, latest)


@record
class DutyIs:
    """Something due from offices or units: in which days and by whom."""

    duty: Annotated[str, Note("name of the duty")]
    first: Annotated[date | None, Note("first day", key="from")] = None
    last: Annotated[date | None, Note("last day", key="to")] = None
    by: Annotated[str | None, Note("words that say who owes it")] = None

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        found = scene.rules.duties.get(self.duty)
        if found is None:
            yield f"duty: the year's rules know no {self.duty}"
            return
        yield from differing("from", self.first, found.period and found.period.first)
        yield from differing("to", self.last, found.period and found.period.last)
        if self.by is not None and self.by not in found.by:
            yield f"by: expected {self.by}, found {found.by or 'nobody'}"
