"""What happens around every request: site, language and viewer before it, the pages' common context in it."""

from typing import Any

from flask import Flask, current_app, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from core.decisions.values import say
from core.errors import NotFound, Unavailable
from core.tenancy.directory import is_suspended
from core.tenancy.tenant import Site as Found
from core.tenancy.years import keep_up
from core.web.access import access_of, admit, answers_on, hold_at_door, safe_next
from core.web.clock import RehearsalClock, rehearsal_clock
from core.web.cookie import token_of_request
from core.web.desk import desk_context
from core.web.face import face_of
from core.web.i18n import LOCALES, large_type, reader, set_reader
from core.web.site import Site, composition, site_of_request, the_site, the_viewer

ANYWHERE = {"static", "web.livez", "web.readyz", "web.metrics"}
"""Endpoints that answer on every host and ask for nobody."""

UNREADABLE = say(
    "This province's site is out of service: its rules or settings could not be read. "
    "Other provinces' sites are not affected."
)

FRONT = {"platform": "/sites", "operator": "/operator"}
"""Where the front page of a host that is no province's leads."""


def find_site() -> AnyResponse | None:
    """Put the site and its language into the request; an unknown host and a broken tenant end here."""
    site = site_of_request()
    g.site, g.viewer = site, None
    set_reader(site.words, site.zone)
    if request.endpoint in ANYWHERE:
        return None
    if site.kind == "unknown":
        raise NotFound(say("There is no site under this name."))
    if site.kind == "broken":
        raise Unavailable(site.notice or UNREADABLE, retry_after=site.retry_after)
    site = g.site = _in_its_year(site)
    if request.path == "/" and site.kind in FRONT:
        return redirect(FRONT[site.kind])
    view = current_app.view_functions.get(request.endpoint or "")
    if view is not None and not answers_on(view, site.kind):
        raise NotFound(say("There is nothing at this address."))
    return None


def _in_its_year(site: Site) -> Site:
    """The site as it stands since a newer year has been opened, should one have been."""
    if not site.is_tenant:
        return site
    keep_up(site.the_tenant)
    place = site.the_tenant.place(site.area)
    if place is site.place:
        return site
    return face_of(Found(site.the_tenant, site.area, place))


def find_viewer() -> AnyResponse | None:
    """Put into the request who looks, and send them first to what must come first."""
    token = token_of_request()
    view = current_app.view_functions.get(request.endpoint or "")
    if request.endpoint in ANYWHERE or getattr(view, "own_statement", False):
        return None
    site, composed = the_site(), composition()
    if site.is_tenant and is_suspended(site.tenant):
        raise Unavailable(say("This site is closed for the time being. What has been saved is kept."))
    for prepare in composed.before if site.is_tenant else ():
        prepare()
    if not token:
        g.viewer = None
    elif site.kind == "operator":
        g.viewer = composed.operator_of(token)
    elif site.is_tenant:
        g.viewer = composed.viewer_of(token, site)
        if g.viewer is not None:
            g.clock = rehearsal_clock()  # the statement that found the viewer has read the time besides
    access = access_of(view)
    if access is not None and access != "public":
        admit(access)  # before a body is read, so that a refusal never depends on what was sent
    return hold_at_door()


def change_language() -> AnyResponse:
    """Remember the language chosen and lead back to the page."""
    asked = request.form.get("language", "")
    back = redirect(_back())
    if asked in LOCALES:
        back.set_cookie("lang", asked, max_age=365 * 24 * 3600, samesite="Lax")
    return back


class PageSite:
    """The site as templates see it, with the rehearsal clock read only where a page shows it."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def __getattr__(self, name: str) -> Any:
        return getattr(self._site, name)

    @property
    def name(self) -> str:
        """The full name in the reader's language."""
        place = self._site.place
        return place.names.read(reader().locale) if place else self._site.name

    @property
    def short_name(self) -> str:
        """The short name in the reader's language."""
        place = self._site.place
        return (place.short_names or place.names).read(reader().locale) if place else self._site.short_name

    @property
    def login_hint(self) -> str:
        """What the sign-in page says above the form, "" for nothing."""
        hint = self._site.place.login_hint if self._site.place else None
        return hint.read(reader().locale) if hint else ""

    @property
    def demo_clock(self) -> RehearsalClock | None:
        """The rehearsal clock, or None on the true time."""
        if "clock" not in g:
            g.clock = rehearsal_clock() if self._site.is_tenant else None
        clock: RehearsalClock | None = g.clock
        return clock


def page_context() -> dict[str, Any]:
    """Return what every template may use: site, viewer, locale, large_type, home_url."""
    site = g.get("site")
    named = site is not None and site.kind in {"tenant", "platform", "operator"}
    return {
        "site": PageSite(site) if named else None,
        "viewer": the_viewer(),
        "locale": reader().locale,
        "large_type": large_type(),
        "home_url": _home(),
        "language_url": "/language",
        "sign_out_url": "/sign-out",
    }


def init_requests(app: Flask) -> None:
    """Hook the site, the viewer and the context into every request."""
    app.before_request(find_site)
    app.before_request(find_viewer)
    app.context_processor(page_context)
    app.context_processor(desk_context)


def _home() -> str:
    viewer = the_viewer()
    return "/admin" if viewer is not None and viewer.is_administrator else "/"


def _back() -> str:
    return safe_next(request.form.get("next", "/"))
