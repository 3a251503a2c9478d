"""Units by name for those without an account: suggested while they type, found by their full name, and who looks after one."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from core.accounts.areas import signs_in_on
from core.accounts.models import Unit
from core.accounts.scope import administrators_of
from core.db import db
from core.web.site import Helper, Site

SUGGESTED = 8
SHORTEST = 2
"""Signs that must be typed before units are suggested."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Helped:
    """What a stranger is told of a unit: whether it is there, and who looks after it as far as that may be told."""

    known: bool
    told: bool
    """Whether the place lets it be told at all."""
    helpers: tuple[Helper, ...] = ()


def units_like(site: Site, typed: str) -> Sequence[str]:
    """Return names of units of this site that begin with or hold what was typed, the likeliest first; nothing but names."""
    text = plain_name(typed)
    if len(text) < SHORTEST:
        return ()
    begins = sa.case((Unit.name.startswith(text, autoescape=True), 0), else_=1)
    query = _open_units(site, sa.select(Unit.name)).where(Unit.name.contains(text, autoescape=True))
    ordered = query.distinct().add_columns(begins, sa.func.length(Unit.name))
    rows = db.session.execute(ordered.order_by(begins, sa.func.length(Unit.name), Unit.name).limit(SUGGESTED))
    return [row[0] for row in rows]


def units_called(site: Site, name: str) -> Sequence[Unit]:
    """Return the open units of this site with this full name; blanks and full-width signs make no difference."""
    return db.session.scalars(_open_units(site, sa.select(Unit)).where(Unit.name == plain_name(name))).all()


def helpers_at(site: Site, name: str) -> Helped:
    """Return who looks after a unit; names, and shared contacts, only where the place lets strangers read them."""
    found, tells = units_called(site, name), site.place.helpers if site.place else "nobody"
    if tells == "nobody" or not found:
        return Helped(known=bool(found), told=tells != "nobody")
    helpers = [helper for unit in found for helper in administrators_of(unit.code)]
    shown = helpers if tells == "contacts" else [replace(one, phone="") for one in helpers]
    return Helped(known=True, told=True, helpers=tuple(shown))


def plain_name(text: str) -> str:
    """Return a name without blanks and in plain signs, as it is compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _open_units(site: Site, query: sa.Select[Any]) -> sa.Select[Any]:
    areas = [place.area for place in site.the_tenant.places.values() if signs_in_on(site, place.area)]
    return query.where(Unit.area.in_(areas), Unit.closed_on.is_(None))
