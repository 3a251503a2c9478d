"""A database of the bench's own with one province in it, a learner who is signed in, at a paper and in a lesson."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from flask import Flask

from core.accounts.service import (
    NewAdministrator,
    NewLearner,
    NewUnit,
    add_administrator,
    add_learners,
    add_units,
    sign_in,
)
from core.app import create_app
from core.courses.service import add_questions, learner_year, open_lesson, publish_courses
from core.demo.content import Content
from core.exams.service import start_attempt
from core.postgres.cluster import Cluster
from core.postgres.roles import APP
from core.settings import Settings
from core.tenancy.clock import set_clock
from core.tenancy.directory import register_tenant
from core.tenancy.models import Mode
from core.tenancy.registry import Registry
from core.tenancy.scope import tenant_scope
from core.web.cookie import token_hash
from core.web.hosts import find_site
from core.web.site import Site, composition
from migrations import upgrade

TENANTS = Path(__file__).parents[1] / "tenants"
TENANT = "yunnan"
PASSWORD = "bench2026"  # noqa: S105 (of a database that is thrown away)
OFFICE = "office"
SITTERS = 4
SECRET = "k" * 32


OFFICER = NewAdministrator(
    account=OFFICE,
    name="办公室",
    unit="u1",
    role="provincial_office",
    password=PASSWORD,
    must_change=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the measurements are made on."""

    app: Flask
    cluster: Cluster
    learner: UUID
    account: str
    sitters: tuple[str, ...]
    """Accounts of learners who have nothing open."""
    token: str
    attempt: UUID
    ticket: UUID

    @property
    def host(self) -> str:
        return f"{TENANT}.localhost"

    @contextmanager
    def scope(self) -> Iterator[Site]:
        with _scope(self.app) as site:
            yield site

    def known(self) -> str:
        """Return as JSON what the bare endpoints are told once, instead of looking a session up."""
        sign_in = token_hash(self.token).hex()
        return json.dumps(
            {"tenant": TENANT, "sign_in": sign_in, "attempt": str(self.attempt), "ticket": str(self.ticket)}
        )


@contextmanager
def world() -> Iterator[World]:
    """Start a server, fill it through the services, and throw all of it away afterwards."""
    home = Path(tempfile.mkdtemp(prefix="xuefa-bench-"))
    home.chmod(0o755)
    try:
        with Cluster.start(home) as cluster:
            upgrade(cluster.dsn())
            app = create_app(settings(home / "state"), Registry.load([TENANTS]), cluster.dsn(APP))
            yield _filled(app, cluster)
            app.extensions["hot"].close()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def settings(home: Path = Path()) -> Settings:
    return Settings(home=home, port=8000, secret_key=SECRET)


@contextmanager
def _scope(app: Flask) -> Iterator[Site]:
    site = find_site(f"{TENANT}.localhost", composition(app))
    with app.app_context(), tenant_scope(site.tenant, site.area):
        yield site


def _learner(number: int) -> NewLearner:
    return NewLearner(unit="u1", account=f"{5300000000 + number}", name="测试", password=PASSWORD)


def _filled(app: Flask, cluster: Cluster) -> World:
    with app.app_context():
        register_tenant(TENANT, Mode.DEMO)
    content = Content(folder=TENANTS / TENANT / "demo", area="", year=2017)
    with _scope(app) as site:
        set_clock(datetime(2017, 9, 15, 10, tzinfo=site.zone))
        publish_courses(content.courses(site.the_tenant.rules_for(site.year)))
        add_questions(content.questions())
        add_units([NewUnit(code="u1", name="测试单位", level="city", kind="organ")])
        row, *sitters = add_learners(site, [_learner(number) for number in range(1, 2 + SITTERS)])
        add_administrator(OFFICER)
        token = sign_in(site, row.account, PASSWORD)
        first = next(iter(content.courses(site.the_tenant.rules_for(site.year))))
        ticket = open_lesson(
            learner_year(row.id), first.code, first.lessons[0].code, token_hash(token)
        ).ticket
        attempt = start_attempt(row.id, "unified").id
        return World(
            app=app,
            cluster=cluster,
            learner=row.id,
            account=row.account,
            sitters=tuple(one.account for one in sitters),
            token=token,
            attempt=attempt,
            ticket=ticket,
        )
