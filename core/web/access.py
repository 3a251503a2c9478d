"""Who may open a view. Every view carries one of these marks, and a test refuses a view without."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Literal, ParamSpec, TypeVar

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from core.decisions.values import say
from core.errors import NotFound, SignInNeeded
from core.web.cookie import token_of_request
from core.web.roles import Work
from core.web.site import Viewer, the_viewer

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
Access = Literal["public", "signed_in", "learner", "administrator", "operator"]
On = Literal["tenant", "platform", "operator", "any"]

QUIET = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Works:
    """The work that reading a page belongs to, and that of changing something on it."""

    reading: Work
    acting: Work


UNITS = Works("units", "units")

STEPS = {
    "new_password": ("accounts.save_password", "accounts-api.api_password", "accounts-api.me"),
    "contacts": ("accounts.save_contacts", "accounts-api.api_contacts", "accounts-api.me"),
}
"""What may be called while a new password or contact details come before everything else."""


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Let everybody open the view."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Let learners and administrators of this site open the view."""
    return _guarded(view, "signed_in")


def learner_only(view: Callable[P, R]) -> Callable[P, R]:
    """Let learners open the view; anybody else is told there is nothing here, a stranger to sign in."""
    return _guarded(view, "learner")


def by_own_statement(view: Callable[P, R]) -> Callable[P, R]:
    """Let learners in by the view's own statement, which asks for the sign-in itself; nobody is looked up before it.

    For the hot paths alone: the statement must find nothing for a sign-in that is unknown or has run out.
    """

    @wraps(view)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        if not token_of_request():
            raise SignInNeeded(say("Please sign in first."), access="learner")
        return view(*args, **kwargs)

    inner.access = "learner"  # type: ignore[attr-defined]
    inner.own_statement = True  # type: ignore[attr-defined]
    return inner


def administrator_only(view: Callable[P, R]) -> Callable[P, R]:
    """Let administrators open the view whose role does its work; which units they see is for the view to ask.

    The work is "units" where neither the view nor its blueprint names another by ``for_work``.
    """
    return _guarded(view, "administrator")


def for_work(reading: Work, acting: Work | None = None) -> Callable[[T], T]:
    """Say what work a view, or every view of a blueprint, belongs to; ``acting`` where more is needed to change anything."""

    def mark(marked: T) -> T:
        marked.work = Works(reading, acting or reading)  # type: ignore[attr-defined]
        return marked

    return mark


def work_of(endpoint: str, method: str = "GET") -> Work:
    """Return the work that an administrators' endpoint belongs to, by its own mark or that of its blueprint."""
    blueprint = current_app.blueprints.get(endpoint.rpartition(".")[0])
    usual = getattr(blueprint, "work", UNITS)
    works: Works = getattr(current_app.view_functions.get(endpoint), "work", usual)
    return works.reading if method in QUIET else works.acting


def operator_only(view: Callable[P, R]) -> Callable[P, R]:
    """Let operators of the platform open the view."""
    return _guarded(view, "operator")


def on_sites(*kinds: On) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Say on which kinds of host a view answers; without this mark a province's only, an operator's on theirs."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.on_sites = frozenset(kinds)  # type: ignore[attr-defined]
        return view

    return mark


def answers_on(view: object, kind: str) -> bool:
    """Tell whether a view answers on this kind of host."""
    usual = "operator" if access_of(view) == "operator" else "tenant"
    kinds: frozenset[str] = getattr(view, "on_sites", frozenset({usual}))
    return kind in kinds or "any" in kinds


def access_of(view: object) -> Access | None:
    """Return who may open a view, or None where it carries no mark."""
    found: Access | None = getattr(view, "access", None)
    return found


def _guarded(view: Callable[P, R], access: Access) -> Callable[P, R]:
    @wraps(view)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        admit(access)
        return view(*args, **kwargs)

    inner.access = access  # type: ignore[attr-defined]
    return inner


def admit(access: Access) -> None:
    """Let the viewer in or raise: SignInNeeded for strangers, NotFound for everybody else who may not."""
    viewer = the_viewer()
    if viewer is None:
        raise SignInNeeded(say("Please sign in first."), access=access)
    if access == "signed_in" and not viewer.is_operator:
        return
    if viewer.kind != access or (viewer.is_administrator and not _does_this(viewer)):
        raise NotFound(say("There is nothing at this address."))


def _does_this(viewer: Viewer) -> bool:
    return viewer.may(work_of(request.endpoint or "", request.method))


def hold_at_door() -> Response | None:
    """Send a viewer who must first do something (a new password) there, whatever page they asked for."""
    viewer = the_viewer()
    if viewer is None or not viewer.must_do or _may_wait():
        return None
    if request.path.startswith("/api/"):
        raise SignInNeeded(say("Please choose a new password first."), must_do=viewer.must_do)
    return redirect(url_for(viewer.must_do))


def _may_wait() -> bool:
    viewer = the_viewer()
    endpoint = request.endpoint or ""
    if viewer is None or endpoint in _steps(viewer.must_do):
        return True
    view = current_app.view_functions.get(endpoint)
    return view is None or access_of(view) == "public"


def _steps(must_do: str) -> set[str]:
    """The endpoints that do what must be done first."""
    name = must_do.rpartition(".")[2]
    return {must_do, *STEPS.get(name, ())}


def safe_next(address: str, fallback: str = "/") -> str:
    """Return an address only when it stays on this site; anything else becomes the fallback."""
    plain = address.strip()
    leaves = not plain.startswith("/") or plain.startswith("//") or "\\" in plain
    controls = any(ord(sign) < 0x20 for sign in plain)  # noqa: PLR2004 (control characters end below the space)
    return fallback if leaves or controls else plain
