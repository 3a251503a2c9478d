"""Free account numbers of units: those handed out beforehand first, then the next of the unit's range."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from core.accounts.models import IssuedNumber, Learner, Unit
from core.accounts.rules import rules_of
from core.db import db
from core.decisions.accounts import NumberScheme
from core.decisions.values import say
from core.errors import Refused
from core.tenancy.rows import enter_rows, take_locks
from core.tenancy.scope import current_tenant
from core.web.site import Site

SchemeOf = Callable[[str], NumberScheme]
"""The scheme of an area."""


@dataclass(slots=True)
class Numbers:
    """Hands out numbers to units, none of them twice; made by ``numbers_for``."""

    scheme_of: SchemeOf
    taken: set[str]
    issued: Mapping[str, list[str]]
    """Numbers handed out beforehand and not yet anybody's, by unit."""
    ranges: frozenset[str]
    """The ranges of all units: a number of a range within another belongs to the inner one."""
    waiting: dict[str, Iterator[str]] = field(default_factory=dict)

    def next(self, unit: Unit) -> str | None:
        """Return a number that nobody has, or None where the unit has none left or none are handed out."""
        found = next(self.waiting.setdefault(unit.code, self._free(unit)), None)
        if found is not None:
            self.taken.add(found)
        return found

    def _free(self, unit: Unit) -> Iterator[str]:
        for number in self.issued.get(unit.code, []):
            if number not in self.taken:
                yield number
        yield from self._next_of_range(unit)

    def _next_of_range(self, unit: Unit) -> Iterator[str]:
        own, scheme = unit.number_range, self.scheme_of(unit.area)
        inner = tuple(one for one in self.ranges if one != own and one.startswith(own)) if own else ()
        elsewhere = {one for code, numbers in self.issued.items() if code != unit.code for one in numbers}
        serial = 1
        while own and (number := scheme.issue(own, serial)) is not None:
            serial += 1
            if number not in self.taken and number not in elsewhere and not number.startswith(inner or "-"):
                yield number


def numbers_for(site: Site, units: Collection[Unit], given: Collection[str] = ()) -> Numbers:
    """Return what hands out numbers to these units; ``given`` are taken besides those that learners have."""
    ranges = frozenset(db.session.scalars(sa.select(Unit.number_range).where(Unit.number_range != "")))
    rows = db.session.execute(sa.select(IssuedNumber.unit, IssuedNumber.number).order_by(IssuedNumber.number))
    issued: dict[str, list[str]] = {}
    for unit, number in rows:
        issued.setdefault(unit, []).append(number)
    return Numbers(
        scheme_of=lambda area: rules_of(site, area).accounts.number,
        taken=_taken(units, issued) | set(given),
        issued=issued,
        ranges=ranges,
    )


def issue_numbers(site: Site, unit: Unit, count: int) -> list[str]:
    """Hand out the next numbers to a unit beforehand, in the caller's transaction; Refused when its range has too few."""
    take_locks([f"numbers/{current_tenant()}"])
    numbers = numbers_for(site, [unit])
    own = set(numbers.issued.get(unit.code, []))
    numbers.taken |= own
    found = [number for number in (numbers.next(unit) for _ in range(count)) if number is not None]
    if len(found) < count:
        raise Refused(say("The number range of {unit} has too few free numbers.", unit=unit.name))
    enter_rows(IssuedNumber, [{"number": number, "unit": unit.code} for number in found])
    return found


def _taken(units: Collection[Unit], issued: Mapping[str, list[str]]) -> set[str]:
    """Accounts in the ranges of these units, and those of their numbers that have become somebody's."""
    ranges = sorted({unit.number_range for unit in units if unit.number_range})
    own = [number for unit in units for number in issued.get(unit.code, [])]
    account = Learner.account
    if not ranges and not own:
        return set()
    conditions = [account.startswith(one, autoescape=True) for one in ranges]
    listed = account == sa.any_(sa.cast(own, sa.ARRAY(sa.Text)))
    return set(db.session.scalars(sa.select(account).where(sa.or_(listed, *conditions))))
