"""The navigation of administrators' pages: each domain enters its places in the composition, the desk shows them all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from flask import request, url_for

from core.decisions.values import Text, say
from core.web.access import work_of
from core.web.i18n import reader
from core.web.site import Viewer, composition, the_viewer

Group = Literal["", "people", "exams", "money", "results", "place"]
"""Under which heading of the side navigation a place stands; those of "" stand first, without one."""
HEADINGS: Mapping[Group, Text | None] = {
    "": None,
    "people": say("People and units"),
    "exams": say("Exams"),
    "money": say("Fees"),
    "results": say("Results"),
    "place": say("Platform"),
}
IN_BAR = 4
"""The most that a phone's bottom bar holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPlace:
    """One entry of the side navigation."""

    label: Text
    endpoint: str
    """The page that it leads to."""
    covers: tuple[str, ...]
    """The endpoints that count as being there; ``"reports."`` stands for a whole blueprint."""
    icon: str
    rank: int
    """Smaller comes first under the same heading."""
    group: Group = ""
    by_rule: Callable[[], bool] = lambda: True
    """Whether the year's rules give the one who looks anything to do there; asked only of those who may go there."""


def enter_places(known: list[DeskPlace], places: Iterable[DeskPlace]) -> None:
    """Enter places into the composition's list, in the order of their headings and ranks."""
    known.extend(places)
    known.sort(key=lambda place: (list(HEADINGS).index(place.group), place.rank))


def desk_context() -> dict[str, Any]:
    """Return what ``base_admin.html`` needs for an administrator's navigation; nothing for everybody else."""
    viewer = the_viewer()
    if viewer is None or not viewer.is_administrator:
        return {}
    own = places_of(viewer)
    groups = [_group(HEADINGS[name], list(places)) for name, places in groupby(own, lambda one: one.group)]
    return {"desk_groups": groups, "bar_places": [_shown(place) for place in own[:IN_BAR]]}


def places_of(viewer: Viewer) -> list[DeskPlace]:
    """Return the places where the work of the viewer's role lies, in order."""
    return [place for place in composition().desk if viewer.may(work_of(place.endpoint)) and place.by_rule()]


def first_page(viewer: Viewer) -> str:
    """Return the endpoint where the work of a role begins that has no overview; the account where it has none today."""
    return next((place.endpoint for place in places_of(viewer)), "accounts.account")


def _group(heading: Text | None, places: Sequence[DeskPlace]) -> dict[str, Any]:
    return {
        "label": reader().text(heading) if heading else "",
        "places": [_shown(place) for place in places],
    }


def _shown(place: DeskPlace) -> dict[str, Any]:
    here = request.endpoint or ""
    current = any(here == one or (one.endswith(".") and here.startswith(one)) for one in place.covers)
    return {
        "label": reader().text(place.label),
        "url": url_for(place.endpoint),
        "icon": place.icon,
        "current": current,
    }
