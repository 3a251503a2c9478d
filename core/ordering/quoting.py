"""What an applicant is shown before they order: the areas that take new units, and the price by the year's rules."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from core.accounts.service import Unit, lies_in, rules_of
from core.db import db
from core.decisions.charges import Charge
from core.decisions.facts import Person
from core.decisions.values import say
from core.errors import NotFound
from core.fees.service import fees_of
from core.ordering.forms import NewUnitForm
from core.web.site import Site

NOTHING = say("There is nothing at this address.")
UNIT = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicQuote:
    """The price of so many people of a unit to be."""

    heads: int
    charge: Charge


def refuse_closed(site: Site) -> None:
    """Raise NotFound where the year's rules take no orders without an account."""
    fees = rules_of(site).fees
    if fees is None or not fees.public:
        raise NotFound(NOTHING)


def regions_of(site: Site) -> Mapping[str, str]:
    """Return the areas that new units lie in, each with the code of the unit that they hang below: the topmost of the area.

    A unit of the province itself orders nothing here, so the area of the tree's own root is left out.
    """
    units = db.session.scalars(sa.select(Unit).where(Unit.closed_on.is_(None)).order_by(Unit.code)).all()
    known = {unit.code: unit for unit in units}
    found: dict[str, Unit] = {}
    for unit in units:
        if not _takes_new(unit, site):
            continue
        first = found.get(unit.region)
        if first is None or _depth(unit, known) < _depth(first, known):
            found[unit.region] = unit
    return {region: unit.code for region, unit in sorted(found.items())}


def quote_new(site: Site, form: NewUnitForm, parent: Unit) -> PublicQuote:
    """Return the price of a unit to be."""
    person = Person(unit_kind=form.kind, unit_level=parent.level, area=parent.area)
    tariff = fees_of(site, parent.area).tariff
    return PublicQuote(heads=form.heads, charge=tariff.charge([person] * form.heads))


def unit_pays(charge: Charge) -> bool:
    """Tell whether all of a price is the unit's to pay."""
    return charge.fen > 0 and all(share.payer == UNIT for share in charge.shares if share.fen)


def _takes_new(unit: Unit, site: Site) -> bool:
    return bool(unit.region) and not unit.provincial_direct and lies_in(unit.area, site.area)


def _depth(unit: Unit, known: Mapping[str, Unit]) -> int:
    depth, here = 0, unit
    while here.parent is not None and here.parent in known and depth < len(known):
        depth, here = depth + 1, known[here.parent]
    return depth
