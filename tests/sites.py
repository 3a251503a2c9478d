"""The whole application over the cast's provinces, and a browser that walks it.

Who is there: in the east Li (unit u1) and Zhao (u2), Sun in the bay (b1) and Qian, who is also u1's administrator;
administrators of u1 and u2, the provincial office, the bay's office; two content editors of the province, one of the
bay; the bureau of u1's area, a reviewer and a reader at u1, finance and a cohort's organiser at the province. In the west one of each. Everybody but Zhou (u1)
has chosen the password PASSWORD; Zhou still stands on the shared first one.
"""

import atexit
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.accounts import service
from core.accounts.service import NewAdministrator, NewLearner, NewUnit
from core.app import create_app
from core.db import db
from core.settings import Settings
from core.tenancy.clock import set_clock
from core.tenancy.registry import Registry
from core.tenancy.scope import tenant_scope
from core.web.hosts import find_site
from core.web.site import Site, composition
from tests.cast import EAST, WEST, enter_the_provinces
from tests.databases import Database

HOME = Path(tempfile.mkdtemp(prefix="xuefa-home-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
PASSWORD = "abc12345"
TODAY = datetime(2024, 6, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PHONE = "13800000001"
ID_NUMBER = "11010519491231002X"


def make_app(database: Database, registry: Registry) -> Flask:
    """Compose the application over a database of the tests."""
    return create_app(Settings(home=HOME, port=8000, secret_key="k" * 32), registry, database.app_url)


def site_at(app: Flask, host: str) -> Site:
    """Return the site of a label below localhost, as a request would find it."""
    return find_site(f"{host}.localhost", composition(app))


@contextmanager
def scope_of_site(app: Flask, host: str) -> Iterator[Site]:
    """Do the block's work as a command would for the site of this host."""
    site = site_at(app, host)
    with app.app_context(), tenant_scope(site.tenant, site.area):
        yield site


def fill_the_provinces(app: Flask) -> None:
    """Put units and people into both provinces, through the services."""
    with app.app_context():
        enter_the_provinces()
    with scope_of_site(app, EAST) as site:
        set_clock(TODAY)
        _fill_the_east(site)
    with scope_of_site(app, WEST) as site:
        set_clock(TODAY)
        _fill_the_west(site)


def _fill_the_east(site: Site) -> None:
    service.add_units(
        [
            NewUnit(code="u0", name="东省司法厅", level="province", kind="organ", provincial_direct=True),
            NewUnit(code="u1", name="东省甲局", parent="u0", level="city", kind="organ"),
            NewUnit(code="u2", name="东省乙局", parent="u0", level="city", kind="organ"),
            NewUnit(code="b1", name="海湾市司法局", parent="u0", level="city", kind="organ", area="bay"),
        ]
    )
    learners = service.add_learners(
        site,
        [
            NewLearner(unit="u1", account="1001", name="李一", phone=PHONE, password=PASSWORD),
            NewLearner(unit="u2", account="1002", name="赵二", password=PASSWORD),
            NewLearner(unit="u1", account="1003", name="周三"),
            NewLearner(unit="u1", account="1004", name="钱四", password=PASSWORD),
            NewLearner(unit="u2", account="1005", name="李伊", password=PASSWORD),
            NewLearner(unit="b1", account=ID_NUMBER, name="孙五", id_number=ID_NUMBER),
        ],
    )
    for account, name, unit, role, learner in (
        ("a1", "钱四", "u1", "unit_administrator", learners[3].id),
        ("a2", "吴六", "u2", "unit_administrator", None),
        ("office", "郑七", "u0", "provincial_office", None),
        ("bay", "王八", "b1", "provincial_office", None),
        ("editor", "编一", "u0", "content_editor", None),
        ("editor2", "编二", "u0", "content_editor", None),
        ("bay_editor", "编三", "b1", "content_editor", None),
        ("area", "司一", "u1", "area_office", None),
        ("organiser", "系一", "u0", "cohort_organiser", None),
        ("reviewer", "审一", "u1", "exemption_reviewer", None),
        ("finance", "财一", "u0", "finance", None),
        ("reader", "阅一", "u1", "reader", None),
    ):
        service.add_administrator(
            NewAdministrator(
                account=account,
                name=name,
                unit=unit,
                role=role,
                learner=learner,
                phone="13900000001",
                shared_contact=account == "a1",
                password=PASSWORD,
                must_change=False,
            )
        )


def _fill_the_west(site: Site) -> None:
    service.add_units([NewUnit(code="u1", name="西省司法厅", level="province", kind="organ")])
    service.add_learner(site, NewLearner(unit="u1", account="1001", name="冯九", password=PASSWORD))
    for account, role in (
        ("a1", "unit_administrator"),
        ("office", "provincial_office"),
        ("editor", "content_editor"),
    ):
        service.add_administrator(
            NewAdministrator(
                account=account, name="陈十", unit="u1", role=role, password=PASSWORD, must_change=False
            )
        )


@dataclass
class Browser:
    """A browser on one host: keeps cookies, and sends the mark against forged forms that its last page carried."""

    app: Flask
    host: str
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    @property
    def address(self) -> str:
        return f"http://{self.host}.localhost" if self.host else "http://localhost"

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.client.get(path, base_url=self.address, buffered=True, **kwargs)

    def post(self, path: str, data: Mapping[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        sent = {**(data or {}), "csrf_token": self.mark()}
        return self.client.post(path, data=sent, base_url=self.address, buffered=True, **kwargs)

    def send(self, path: str, body: Mapping[str, Any], **kwargs: Any) -> TestResponse:
        """Post JSON as a page's script does."""
        headers = {"X-CSRFToken": self.mark(), **kwargs.pop("headers", {})}
        return self.client.post(path, json=body, base_url=self.address, headers=headers, **kwargs)

    def mark(self) -> str:
        page = self.get("/sign-in", follow_redirects=True)
        found = re.search(r'name="csrf-token" content="([^"]+)"', page.text)
        assert found, page.text[:500]
        return found[1]

    def sign_in(self, account: str, password: str = PASSWORD, **more: str) -> TestResponse:
        return self.post("/sign-in", {"account": account, "password": password, **more})

    def sign_in_administrator(self, account: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/admin/sign-in", {"account": account, "password": password})

    @property
    def token(self) -> str:
        cookie = self.client.get_cookie("xuefa", domain=f"{self.host}.localhost")
        return cookie.value if cookie else ""


def learner_id(app: Flask, host: str, account: str) -> UUID:
    """Return the id of a learner by account."""
    with scope_of_site(app, host):
        query = sa.select(service.Learner.id).where(service.Learner.account == account)
        return db.session.execute(query).scalar_one()
