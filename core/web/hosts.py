"""The door that every request comes through: the host name chooses the site, and the tenant's scope is entered."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.decisions.values import say
from core.tenancy.registry import plain
from core.tenancy.scope import tenant_scope
from core.tenancy.watch import Crowded
from core.web.face import face_of
from core.web.site import ENVIRON_KEY, Composition, Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

OPERATOR = "operator"
PLATFORM = "学法"
CAUGHT = say(
    "This province's site is out of service: a part of its rules did not come to an end. "
    "What has been saved is kept. Other provinces' sites are not affected."
)
CROWDED = say("Very many slow requests are being answered for this site just now. Please try again shortly.")
RETRY_AFTER = 5


class HostDoor:
    """Wraps the application: nothing inside runs for a tenant whose host was not called."""

    def __init__(self, inner: "WSGIApplication", composed: Composition) -> None:
        self.inner = inner
        self.composed = composed

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        site = find_site(environ.get("HTTP_HOST", ""), self.composed)
        if site.tenant in self.composed.watch.out and site.is_tenant:
            site = Site(kind="broken", tenant=site.tenant, notice=CAUGHT)
        if not site.is_tenant:
            return self._answer(environ, start, site)
        try:
            with self.composed.watch.work(site.tenant, _doing(environ)), tenant_scope(site.tenant, site.area):
                return self._answer(environ, start, site)
        except Crowded:
            full = Site(kind="broken", tenant=site.tenant, notice=CROWDED, retry_after=RETRY_AFTER)
            return self._answer(environ, start, full)

    def _answer(self, environ: "WSGIEnvironment", start: "StartResponse", site: Site) -> Iterable[bytes]:
        environ[ENVIRON_KEY] = site
        return self.inner(environ, start)


def _doing(environ: "WSGIEnvironment") -> str:
    """The address without what comes after it: a form's or a search's words are nobody's business."""
    return f"{environ.get('REQUEST_METHOD', '')} {environ.get('PATH_INFO', '')}"


def find_site(host: str, composed: Composition) -> Site:
    """Return what a host name stands for; a name that nobody has is of kind unknown."""
    registry, name = composed.registry, plain(host)
    known = composed.sites.get(name)
    if known is not None and known.place is known.the_tenant.place(known.area):
        return known
    if name in registry.domains:
        return Site(kind="platform", name=PLATFORM, short_name=PLATFORM)
    if name in {f"{OPERATOR}.{domain}" for domain in registry.domains}:
        return Site(kind="operator", name=PLATFORM, short_name=PLATFORM)
    found = registry.site(name)
    if found is not None:
        composed.sites[name] = face_of(found)
        return composed.sites[name]
    out = registry.broken_at(name)
    return Site(kind="broken", tenant=out, why=registry.broken[out]) if out else Site(kind="unknown")
