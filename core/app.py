"""Composes the application: the ground floor, the domains' pages and their API, and who hears of what."""

from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask
from flask_smorest import Api
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from core.accounts import service as accounts
from core.authoring import views as authoring
from core.authoring.desk import LIBRARY_DESK
from core.backups.shelf import BackupShelf, last_backups
from core.db import connect, db, now
from core.files.service import init_files
from core.hooks import Announcement
from core.settings import Settings
from core.tenancy.announce import EVERY, Event, subscribe
from core.tenancy.registry import Registry
from core.tenancy.scope import current_tenant
from core.tenancy.wall import role_above_wall
from core.tenancy.watch import Watch
from core.tenancy.years import take_up
from core.web.access import on_sites, public
from core.web.assets import init_assets
from core.web.errors import init_errors
from core.web.hosts import HostDoor
from core.web.i18n import init_i18n
from core.web.logs import init_logs
from core.web.metrics import init_metrics
from core.web.old_browsers import init_old_browsers
from core.web.request import init_requests
from core.web.security import init_security
from core.web.site import EXTENSION, Composition, composition
from core.web.views import blueprint as ground

log = structlog.get_logger(__name__)

DOMAINS = (
    "accounts",
    "exemptions",
    "courses",
    "library",
    "front",
    "fees",
    "exams",
    "bank",
    "authoring",
    "certificates",
    "standings",
    "rulebook",
    "drafts",
    "applications",
    "outside",
    "objections",
    "notify",
    "recoveries",
    "rosters",
    "takeovers",
    "invoices",
    "payments",
    "ordering",
    "registrations",
    "reports",
    "cohorts",
    "years",
    "handovers",
    "dossiers",
    "booking",
    "console",
)
"""The domains with pages, in the order of the dependency law."""

API_PREFIX = "/api/v1"


class XuefaApi(Api):
    """flask-smorest without its own error answers: ``core.web.errors`` gives the one shape."""

    def _register_error_handlers(self) -> None:
        """Leave errors to the application's own handlers."""


def create_app(settings: Settings, registry: Registry, database_url: str = "") -> Flask:
    """Return the application for the settings and the provinces; ``database_url`` wins over the settings' own."""
    url = database_url or settings.app_database_url
    if not url:
        raise ValueError("no address of a database: APP_DATABASE_URL is not set")
    app = Flask("core.web", static_folder="static", template_folder="templates")
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Chinese reads as Chinese
    composed = Composition(
        registry=registry,
        watch=Watch(registry),
        home=settings.home,
        demo=settings.home / "demo.json" if settings.demo else None,
        channels=settings.channels,
        addresses=settings.sites,
        peak=settings.peak,
    )
    app.extensions[EXTENSION] = composed
    connect(app, url)
    init_files(app, settings)
    _lay_ground(app, settings)
    _add_domains(app)
    _compose(composed)
    if settings.backups:
        composed.gauges.append(partial(last_backups, BackupShelf(settings.backups, settings.backup_days)))
    app.extensions["before_work"] = [_take_up_years, _prepare]
    app.wsgi_app = HostDoor(app.wsgi_app, composed)  # type: ignore[assignment]
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    return app


def _lay_ground(app: Flask, settings: Settings) -> None:
    init_logs(app)
    init_metrics(app, settings.metrics_token)
    init_i18n(app)
    init_assets(app)
    init_security(app, secret=settings.secret_key)
    init_requests(app)
    init_old_browsers(app)
    app.register_blueprint(ground)
    _open_view(app, "static")


def _open_view(app: Flask, endpoint: str) -> None:
    """Let everybody open a view that a library has made, on every host."""
    made = app.view_functions[endpoint]

    def view(*args: Any, **kwargs: Any) -> Any:
        return made(*args, **kwargs)

    app.view_functions[endpoint] = on_sites("any")(public(view))


def _add_domains(app: Flask) -> None:
    app.config.update(
        API_TITLE="xuefa",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = XuefaApi(app)
    for domain in DOMAINS:
        _add_pages(app, f"core.{domain}.views")
        _add_api(api, f"core.{domain}.api")
    app.register_blueprint(authoring.blueprint, name=LIBRARY_DESK, url_prefix="/admin/library")
    _add_pages(app, "core.front.desk")
    _add_pages(app, "core.fees.finance_views")
    _add_pages(app, "core.certificates.desk")
    _add_pages(app, "core.applications.desk")
    _add_pages(app, "core.applications.inspection_views")
    _add_pages(app, "core.objections.desk")
    _add_pages(app, "core.reports.bulletin_views")
    _add_pages(app, "core.reports.export_views")
    _add_pages(app, "core.reports.letter_views")
    _add_pages(app, "core.rosters.unit_views")
    _add_pages(app, "core.rosters.people_views")
    _add_pages(app, "core.rosters.transfer_views")
    _add_pages(app, "core.rosters.due_views")
    _add_pages(app, "core.registrations.desk")
    _add_pages(app, "core.ordering.desk")
    _add_pages(app, "core.notify.desk")
    _add_pages(app, "core.years.confirm_views")
    _add_pages(app, "core.console.bulk_views")
    _add_pages(app, "core.console.operator")
    _add_pages(app, "core.console.demo_start")
    init_errors(app)
    _open_view(app, "api-docs.openapi_json")


def _add_pages(app: Flask, module: str) -> None:
    found = _module(module)
    if found is not None:
        app.register_blueprint(found.blueprint)


def _add_api(api: Any, module: str) -> None:
    found = _module(module)
    if found is not None:
        api.register_blueprint(found.blueprint, url_prefix=API_PREFIX)


def _module(name: str) -> Any:
    """A domain without pages has no such module."""
    parent = name.rpartition(".")[0]
    known = parent == "core" or _module(parent) is not None
    return import_module(name) if known and find_spec(name) is not None else None


def _compose(composed: Composition) -> None:
    composed.viewer_of = accounts.viewer_of
    composed.helpers_of = accounts.helpers_of
    composed.ready += [_database_answers, _wall_holds]
    subscribe(EVERY, _tell_plugins)
    for domain in DOMAINS:
        listeners = _module(f"core.{domain}.listeners")
        if listeners is not None:
            listeners.init(composed)


def _wall_holds() -> bool:
    """Serve nobody through a role that row-level security does not hold: the second ring would be gone unseen."""
    try:
        fault = role_above_wall(db.session.connection())
    except SQLAlchemyError:
        return False
    finally:
        db.session.remove()
    if fault:
        log.error("role_above_the_wall", fault=fault)
    return fault is None


def _tell_plugins(event: Event) -> None:
    """Let the plug-ins of the tenant in scope hear of what has happened."""
    composed = composition()
    tenant = composed.registry.tenants[current_tenant()]
    if not tenant.listens:
        return
    facts = tuple((name, value) for name, value in event.facts.items())
    subject = "" if event.learner is None else str(event.learner)
    tenant.announce(Announcement(event=event.name, tenant=tenant.id, subject=subject, at=now(), facts=facts))


def _prepare() -> None:
    for prepare in composition().before:
        prepare()


def _take_up_years() -> None:
    """A worker lives long; a year may have been opened since it last looked at this tenant."""
    tenant = composition().registry.tenants.get(current_tenant())
    if tenant is not None:
        take_up(tenant)


def _database_answers() -> bool:
    try:
        db.session.execute(sa.text("SELECT tenant_now()"))
        return True
    except SQLAlchemyError:
        return False
    finally:
        db.session.remove()
