"""Who edits the public face of a place, and what every form of it needs: texts within bounds, one editor at a time."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.audit.service import Actor
from core.decisions.values import Text, say
from core.errors import BadInput, NotFound, Refused
from core.tenancy.tenant import Tenant
from core.web.site import Site, Viewer

NOTHING = say("There is nothing at this address.")
MISSING = say("Please fill this in.")


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody of the office that answers for a place's public face."""

    actor: Actor
    area: str


def editor_of(viewer: Viewer, site: Site) -> Editor:
    """Return the viewer as an editor of their own place; NotFound for those who are no office, or of no site."""
    if not viewer.may("place") or not edits_here(viewer, site):
        raise NotFound(NOTHING)
    return Editor(Actor(viewer.administrator_id or viewer.id, viewer.name), viewer.area)


def edits_here(viewer: Viewer, site: Site) -> bool:
    """Tell whether the place that an office answers for has a site of its own."""
    place = site.the_tenant.places.get(viewer.area)
    return place is not None and bool(place.hosts)


def text_of(sent: Mapping[str, str], name: str, most: int) -> str:
    """Return a field of one line, without the blanks around it."""
    return " ".join(sent.get(name, "").split())[:most]


def refuse(faults: Mapping[str, Text]) -> None:
    """Raise BadInput that names every wrong field, if there is any."""
    if faults:
        raise BadInput(next(iter(faults.values())), fields=dict(faults))


def same_edition(sent: Mapping[str, str], edits: int, by: str) -> None:
    """Raise Refused when somebody else has saved since the form was opened."""
    if sent.get("edits", "") != str(edits):
        raise Refused(
            say(
                "{name} has saved changes meanwhile. Nothing of yours was saved: copy your text, open the page anew and enter it there.",
                name=by,
            ),
            code="edited_meanwhile",
        )


def chain_of(tenant: Tenant, area: str) -> tuple[str, ...]:
    """Return the areas above a place, the province first, without the place itself."""
    steps = area.split("/") if area else []
    return tuple("/".join(steps[:depth]) for depth in range(len(steps))) if area in tenant.places else ()
