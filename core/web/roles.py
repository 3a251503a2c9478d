"""What each role of an administrator sees and may do: one table, which every page, list and message asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

Role = Literal[
    "",
    "unit_administrator",
    "area_office",
    "provincial_office",
    "cohort_organiser",
    "exemption_reviewer",
    "finance",
    "content_editor",
    "reader",
]
"""What somebody is in the administration; "" for learners and operators."""
Work = Literal[
    "own",
    "units",
    "learners",
    "booking",
    "cohorts",
    "exemptions",
    "reports",
    "bulletins",
    "fees",
    "orders",
    "finance",
    "rules",
    "corrections",
    "trail",
    "questions",
    "place",
]
"""A kind of work. "own" is one's own desk, account and messages, "units" all the daily work on units and their people;
"learners" is to look them up alone, "cohorts" to keep lists of them across the trees; "orders" a unit's side of the fees and "finance" the other, "fees" what both see; "place" is the
place itself: its years, its public face."""
Reach = Literal["nothing", "below", "area", "place", "cohort"]
"""Whom a role sees: no unit, its unit and those below it, the units of its area, its whole place, its department's lists of cohorts."""


@dataclass(frozen=True, slots=True)
class Duties:
    """What a role is for."""

    reach: Reach
    may: frozenset[Work]
    appoints: tuple[Role, ...] = ()
    """The roles that it gives to others, inside what it sees itself."""


UNIT_WORK: frozenset[Work] = frozenset({"units", "learners", "booking", "exemptions", "reports", "fees"})
OFFICE_WORK: frozenset[Work] = frozenset(
    {"bulletins", "cohorts", "finance", "rules", "corrections", "trail", "place"}
)

DUTIES: Mapping[Role, Duties] = {
    "": Duties("nothing", frozenset()),
    "unit_administrator": Duties(
        "below", UNIT_WORK | {"orders"}, ("unit_administrator", "exemption_reviewer", "reader")
    ),
    "area_office": Duties(
        "area",
        UNIT_WORK | {"orders", "bulletins"},
        ("unit_administrator", "area_office", "exemption_reviewer", "reader"),
    ),
    "provincial_office": Duties(
        "place",
        UNIT_WORK | OFFICE_WORK,
        (
            "unit_administrator",
            "area_office",
            "provincial_office",
            "cohort_organiser",
            "exemption_reviewer",
            "finance",
            "content_editor",
            "reader",
        ),
    ),
    "cohort_organiser": Duties("cohort", frozenset({"learners", "booking", "cohorts"})),
    "exemption_reviewer": Duties("below", frozenset({"exemptions"})),
    "finance": Duties("place", frozenset({"fees", "finance"})),
    "content_editor": Duties("nothing", frozenset({"questions"})),
    "reader": Duties("below", frozenset({"reports"})),
}


def may(role: str, work: Work) -> bool:
    """Tell whether a role does this work; its own desk has everybody who has a role at all."""
    duties = duties_of(role)
    return work in duties.may or (work == "own" and bool(duties.may))


def duties_of(role: str) -> Duties:
    """Return what a role is for; nothing for a name that is no role."""
    return DUTIES.get(cast("Role", role), DUTIES[""])


def as_rules_name(role: str) -> str:
    """Return the role by which a year's rules name this one: an area's office does what its units' administrators do."""
    return "unit_administrator" if role == "area_office" else role


def those_who(work: Work) -> frozenset[str]:
    """Return the roles that do this work, for a condition on the table of administrators."""
    return frozenset(role for role in DUTIES if may(role, work))
