"""Whose page this is and who looks at it: the site behind the host name, and the viewer behind the cookie."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast
from uuid import UUID

from flask import Flask, current_app, g, request

from core.decisions.facts import Person
from core.decisions.values import Text, Word
from core.decisions.year import YearRules
from core.tenancy.place import Place
from core.tenancy.registry import Registry
from core.tenancy.scope import current_tenant
from core.tenancy.tenant import Tenant
from core.tenancy.watch import Watch
from core.web import roles
from core.web.gauges import Gauge
from core.web.roles import Role, Work

if TYPE_CHECKING:
    from core.web.desk import DeskPlace

Kind = Literal["tenant", "platform", "operator", "broken", "unknown"]
ENVIRON_KEY = "xuefa.site"
EXTENSION = "xuefa"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a host name stands for, with the face that its pages wear."""

    kind: Kind
    tenant: str = ""
    area: str = ""
    name: str = ""
    short_name: str = ""
    logo_url: str = ""
    theme_url: str = ""
    hotline: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ("zh", "en")
    zone: tzinfo = UTC
    year: int = 0
    why: str = ""
    """For a tenant that is out: what the log says, never shown to readers."""
    notice: Text | None = None
    """What readers are told instead of the usual while it is out."""
    retry_after: int = 0
    """Seconds after which it is worth asking again; 0 where nobody knows."""
    owner: Tenant | None = None
    """The tenant as the registry has it; None on the platform's own hosts."""
    place: Place | None = None

    @property
    def is_tenant(self) -> bool:
        """Tell whether this is a province's or an area's working site."""
        return self.kind == "tenant"

    @property
    def the_tenant(self) -> Tenant:
        """The tenant; LookupError on the platform's own hosts."""
        if self.owner is None:
            raise LookupError("this host belongs to no tenant")
        return self.owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks: a learner, an administrator with a role, or an operator."""

    id: UUID
    kind: Literal["learner", "administrator", "operator"]
    name: str
    learner_id: UUID | None = None
    """The learner who studies; for an administrator the learner that they also are, if any."""
    administrator_id: UUID | None = None
    """The administrator; kept while they look at their own study, so that they can switch back."""
    role: Role = ""
    unit: str = ""
    unit_name: str = ""
    area: str = ""
    unread: int = 0
    """How many messages they have not read, as of the beginning of the request."""
    must_do: str = ""
    """The endpoint that comes before everything else: a new password, contact details; "" for none."""

    @property
    def is_learner(self) -> bool:
        """Tell whether they look as a learner."""
        return self.kind == "learner"

    @property
    def is_administrator(self) -> bool:
        """Tell whether they look as an administrator."""
        return self.kind == "administrator"

    @property
    def is_operator(self) -> bool:
        """Tell whether they look as an operator of the platform."""
        return self.kind == "operator"

    def may(self, work: Work) -> bool:
        """Tell whether this work is among the duties of their role; never for learners and operators."""
        return self.is_administrator and roles.may(self.role, work)


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """Somebody who can help: name and office, and the phone if they share it."""

    name: str
    unit_name: str
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeTask:
    """Something else that a learner is asked for on the home page: what, where it is done, by when."""

    label: Text
    url: str
    hint: Text
    state: Text | Word
    tone: str = "warn"


@dataclass(slots=True, kw_only=True)
class Composition:
    """What the ground floor asks of the domains above it; ``core.app`` fills it in."""

    registry: Registry
    watch: Watch
    viewer_of: Callable[[str, Site], Viewer | None] = lambda _token, _site: None
    operator_of: Callable[[str], Viewer | None] = lambda _token: None
    home: Path = Path()
    """Folder of all state that is not in the database."""
    helpers_of: Callable[[Viewer], tuple[Helper, ...]] = lambda _viewer: ()
    released: Callable[[YearRules, UUID, Person], bool] = lambda _rules, _learner, _person: True
    """Whether no fee holds a learner back from study."""
    demo: Path | None = None
    """In the demo the file that lists its accounts; its start page shows them and lets everybody set the clocks."""
    below_sites: Callable[[], Mapping[str, str]] = dict
    """Markup for below each site of the list, by the place's path."""
    desk: list["DeskPlace"] = field(default_factory=list)
    """The places of administrators' navigation, in order."""
    sites: dict[str, Site] = field(default_factory=dict)
    """The sites that requests have found, by host name, each as its place stood when it was found."""
    ready: list[Callable[[], bool]] = field(default_factory=list)
    gauges: list[Callable[[], Gauge]] = field(default_factory=list)
    """Figures that domains above the ground floor have for monitoring."""
    before: list[Callable[[], None]] = field(default_factory=list)
    """What comes before each request to a tenant's host and before each job, in the tenant's scope."""
    channels: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    """The platform's settings of each channel of messages; they may hold passwords."""
    home_tasks: list[Callable[[Viewer, Site], "HomeTask | None"]] = field(default_factory=list)
    """What domains above the learner's home have to ask of a learner there."""
    peak: int = 0
    """How many start or hand in at once without waiting, as measured; 0 where that is not known."""
    addresses: str = ""
    """How a place's host becomes an address in messages: ``https://{host}.example.cn``; "" for no address."""

    def site_address(self, place: Place) -> str:
        """Return the address of a place's site for messages that leave the platform; "" where it is not known."""
        if not self.addresses or not place.hosts:
            return ""
        host = place.hosts[0]
        return f"https://{host}" if "." in host else self.addresses.replace("{host}", host)


def composition(app: Flask | None = None) -> Composition:
    """Return what the application was composed of."""
    return cast("Composition", (app or current_app).extensions[EXTENSION])


def keys_folder() -> Path:
    """Return the folder with the keys of the tenant in scope."""
    return composition().home / "keys" / current_tenant()


def the_site() -> Site:
    """Return the site of the request."""
    return cast("Site", g.site)


def the_viewer() -> Viewer | None:
    """Return who looks, or None for a stranger."""
    return cast("Viewer | None", g.get("viewer"))


def viewer_here() -> Viewer:
    """Return who looks; for views that let in only those who are signed in."""
    viewer = the_viewer()
    if viewer is None:
        raise LookupError("nobody is signed in")
    return viewer


def the_learner_id() -> UUID:
    """Return the id of the learner who looks; for views behind ``learner_only``."""
    viewer = the_viewer()
    if viewer is None or viewer.learner_id is None:
        raise LookupError("no learner looks at this page")
    return viewer.learner_id


def site_of_request() -> Site:
    """Return the site that the host door has found."""
    return cast("Site", request.environ.get(ENVIRON_KEY) or Site(kind="unknown"))
