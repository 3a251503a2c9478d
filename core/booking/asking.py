"""What an order is about: whom it names, which sittings they may go to, and how they are spread over them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import OF_LEARNER, Acting, CohortEntry, Learner, in_force
from core.db import db
from core.decisions.spreading import Way
from core.decisions.values import say
from core.errors import BadInput
from core.exams.service import PlaceRow, chosen_sitting

Kind = Literal["book", "release"]
MOST_SITTINGS = 300
NOBODY = say("Please choose units or learners.")
NO_SITTING = say("Please choose at least one sitting.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Whom an order names (units, people, all of the scope or of a list) and what is wished for them."""

    kind: Kind
    exam: str
    opens: tuple[datetime, ...] = ()
    way: Way = "evenly"
    units: tuple[str, ...] = ()
    people: tuple[UUID, ...] = ()
    everybody: bool = False
    list: UUID | None = None
    also_booked: bool = False
    """Whether those who have a place already are moved too."""
    from_sitting: datetime | None = None
    """Only those whose place is in this sitting."""

    def stored(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "kind": self.kind,
            "exam": self.exam,
            "opens": [one.isoformat() for one in self.opens],
            "way": self.way,
            "units": list(self.units),
            "people": [str(one) for one in self.people],
            "everybody": self.everybody,
            "list": None if self.list is None else str(self.list),
            "also_booked": self.also_booked,
            "from_sitting": None if self.from_sitting is None else self.from_sitting.isoformat(),
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Wish":
        """Read it back."""
        moment = kept["from_sitting"]
        values = {
            **kept,
            "opens": tuple(map(datetime.fromisoformat, kept["opens"])),
            "units": tuple(kept["units"]),
            "people": tuple(map(UUID, kept["people"])),
            "list": None if kept["list"] is None else UUID(kept["list"]),
            "from_sitting": None if moment is None else datetime.fromisoformat(moment),
        }
        return cls(**values)


def wish_sent(form: Any, kind: Kind, people: Sequence[UUID] = ()) -> Wish:
    """Return what a form wishes; BadInput at the field that is missing."""
    chosen = tuple(dict.fromkeys(map(chosen_sitting, form.getlist("opens")[:MOST_SITTINGS])))
    whole = form.get("whole") == "yes"
    units = () if whole else tuple(form.getlist("picked")) if not people else ()
    if not (whole or units or people or form.get("from")):
        raise BadInput(NOBODY, fields={"picked": NOBODY})
    if kind == "book" and not chosen:
        raise BadInput(NO_SITTING, fields={"opens": NO_SITTING})
    return Wish(
        kind=kind,
        exam=form.get("exam", ""),
        opens=chosen,
        way="in_turn" if form.get("way") == "in_turn" else "evenly",
        units=units,
        people=tuple(people),
        everybody=whole or bool(form.get("from") and not people),
        list=_uuid(form.get("list", "")),
        also_booked=form.get("also_booked") == "yes" or bool(form.get("from")),
        from_sitting=chosen_sitting(form["from"]) if form.get("from") else None,
    )


def named_by(by: Acting, wish: Wish, year: int) -> Sequence[tuple[UUID, datetime | None]]:
    """Return the active learners of the administrator whom a wish names, unit by unit, each with the place that is booked."""
    own = sa.and_(
        PlaceRow.tenant == Learner.tenant,
        PlaceRow.learner == Learner.id,
        PlaceRow.year == year,
        PlaceRow.exam == wish.exam,
    )
    query = sa.select(Learner.id, PlaceRow.opens).outerjoin(PlaceRow, own)
    query = query.where(by.scope.theirs(), Learner.active, *_narrowing(wish))
    ordered = query.order_by(Learner.unit, Learner.account)
    return db.session.execute(ordered).tuples().all()


def _narrowing(wish: Wish) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if not wish.everybody:
        found.append(Learner.id.in_(wish.people) if wish.people else Learner.unit.in_(wish.units))
    if wish.list is not None:
        listed = sa.select(CohortEntry.id).where(CohortEntry.list == wish.list, OF_LEARNER, in_force())
        found.append(listed.exists())
    if wish.from_sitting is not None:
        found.append(PlaceRow.opens == wish.from_sitting)
    elif wish.kind == "release":
        found.append(PlaceRow.opens.is_not(None))
    elif not wish.also_booked and not wish.people:
        found.append(PlaceRow.opens.is_(None))
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
