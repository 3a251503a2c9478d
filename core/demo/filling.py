"""Fills an empty database with the demo: every place of every province that has a ``demo`` folder, side by side."""

import gc
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from threading import Thread

import structlog
from flask import Flask

from core.accounts.service import NewAdministrator, add_administrator, learner, unit
from core.console.operators import make_operator
from core.db import db, now
from core.decisions.year import YearRules
from core.demo.content import Content
from core.demo.drafts import draft_next_year
from core.demo.front import dress
from core.demo.letters import write_to
from core.demo.loading import PASSWORD, Person, load_place, moment_of
from core.demo.money import SAMPLES, order_seats, rules_have_orders
from core.demo.notices import send_notice
from core.demo.registering import let_register
from core.demo.roles import other_roles
from core.demo.sheet import Account, Sheet
from core.tenancy.directory import list_tenants, register_tenant
from core.tenancy.models import Mode
from core.tenancy.registry import Registry
from core.tenancy.registry import Site as Found
from core.tenancy.scope import tenant_scope
from core.web.face import face_of
from core.web.site import Site, composition

log = structlog.get_logger(__name__)
OPERATOR = "operator"
LOST_PARENT = 70
SIDE_BY_SIDE = 2
"""Processes."""

_apps: list[Flask] = []
"""In a process that fills: the application that it has from its parent."""


def is_filled() -> bool:
    """Tell whether an earlier start has filled the database; asked inside the application."""
    return bool(list_tenants(Mode.DEMO))


def fill(app: Flask, registry: Registry) -> list[Sheet]:
    """Fill the database and return the sheets; asked inside the application."""
    tenants = _wanted(registry)
    for tenant in tenants:
        register_tenant(tenant, Mode.DEMO)
    with ProcessPoolExecutor(SIDE_BY_SIDE, get_context("fork"), _begin, (app, os.getpid())) as pool:
        longest_first = sorted(tenants, key=lambda tenant: _work(registry, tenant), reverse=True)
        jobs = {tenant: pool.submit(_fill_tenant, tenant) for tenant in longest_first}
        sheets = [sheet for tenant in tenants for sheet in jobs[tenant].result()]
    operator = make_operator(OPERATOR, PASSWORD)
    sheets.append(
        Sheet(
            id=OPERATOR,
            label=OPERATOR,
            accounts=(
                Account(role=OPERATOR, account=operator, password=PASSWORD, about="各租户状态与演练时钟"),
            ),
        )
    )
    return sheets


def _wanted(registry: Registry) -> list[str]:
    """The provinces that are asked for, all of them where none is."""
    named = os.environ.get("XUEFA_DEMO_PROVINCES", "").split()
    return [tenant for tenant in registry.tenants if tenant in named or not named]


def _begin(app: Flask, parent: int) -> None:
    """Let go of the parent's connections without closing them, and go when the parent goes, also when it is killed."""
    Thread(target=_follow, args=(parent,), daemon=True).start()
    gc.disable()  # a fifth of the time, and what is not freed ends with this process soon
    with app.app_context():
        db.engine.dispose(close=False)
    _apps.append(app)


def _follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(LOST_PARENT)


def _work(registry: Registry, tenant: str) -> tuple[int, int]:
    places = _places(registry, tenant)
    return len(places), sum("exam" in content.plan for _, content in places)


def _fill_tenant(tenant: str) -> list[Sheet]:
    """Fill one tenant's places, one by one because they share their tenant's clock."""
    sheets = []
    for site, content in _places(composition(_apps[0]).registry, tenant):
        with _apps[0].app_context(), tenant_scope(tenant, site.area):
            sheets.append(_fill_place(site, content))
    return sheets


def _fill_place(site: Site, content: Content) -> Sheet:
    people = load_place(site, content)
    if rules_have_orders(site):
        order_seats(site, content, moment_of(site), composition().home / SAMPLES)
    rules = site.the_tenant.rules_for(site.year, site.area)
    accounts = [_account(rules, person) for person in people if person.life.about]
    return Sheet(
        id=f"{site.tenant}/{site.area}".rstrip("/"),
        label=site.place.hosts[0] if site.place else site.tenant,
        accounts=(*accounts, *_administrators(site, content, people)),
    )


def _places(registry: Registry, tenant: str) -> list[tuple[Site, Content]]:
    found = registry.tenants[tenant]
    return [
        (
            face_of(Found(found, area, place)),
            Content(folder=place.folder / "demo", area=area, year=place.year),
        )
        for area, place in found.places.items()
        if (place.folder / "demo" / "plan.yaml").is_file()
    ]


def _account(rules: YearRules, person: Person) -> Account:
    if not person.life.first or rules.accounts.initial is None:
        return Account(role="learner", account=person.account, password=PASSWORD, about=person.life.about)
    row = learner(person.id)
    facts = {"name": row.name, "phone_last4": row.phone[-4:], "id_last4": row.id_number[-4:]}
    initial = rules.accounts.initial
    return Account(
        role="learner",
        account=person.account,
        password=initial.value,
        about=person.life.about,
        second_fact=facts[initial.second_fact],
    )


def _administrators(site: Site, content: Content, people: tuple[Person, ...]) -> Iterator[Account]:
    """The place's office and content editors, and the administrator of the first journey's unit, who is a learner too."""
    prefix = site.area.replace("/", "-") or site.tenant
    head = content.units()[0]
    office = add_administrator(
        NewAdministrator(
            account=f"{prefix}-office",
            name="演示管理员（办公室）",
            unit=head.code,
            role="provincial_office",
            password=PASSWORD,
            must_change=False,
        )
    )
    send_notice(site, office)
    draft_next_year(site, office)
    let_register(site, content, office)
    dress(site, content, office, now().astimezone(site.zone).date())
    yield Account(
        role="provincial_office", account=office.account, password=PASSWORD, about="全部学员的进度与成绩"
    )
    yield from _editors(prefix, head.code)
    yield from other_roles(prefix, content, site.the_tenant.rules_for(site.year, site.area))
    for number, code in enumerate(content.plan.get("bureaus", ())):
        write_to(site, office, code)
        yield _bureau(f"{prefix}-bureau{number + 1}", code)
    both = next(person for person in people if person.life.about and not person.life.first)
    for number, code in enumerate(dict.fromkeys(person.unit for person in people if person.life.about)):
        one = add_administrator(
            NewAdministrator(
                account=f"{prefix}-unit{number + 1}",
                name=f"演示单位管理员{number + 1}",
                unit=code,
                phone=f"0000-{number + 1:07d}",
                shared_contact=True,
                learner=both.id if code == both.unit else None,
                password=PASSWORD,
                must_change=False,
            )
        )
        also = "（同时也是学员，可切换到本人学习）" if code == both.unit else ""
        yield Account(
            role="unit_administrator",
            account=one.account,
            password=PASSWORD,
            about=f"{unit(code).name}的学员、重置密码{also}",
        )


def _bureau(account: str, code: str) -> Account:
    """The administrator of a bureau with units below its own."""
    one = add_administrator(
        NewAdministrator(
            account=account,
            name=f"演示管理员（{unit(code).name}）",
            unit=code,
            password=PASSWORD,
            must_change=False,
        )
    )
    about = f"{unit(code).name}及所属单位的报表、提醒、督办函和通报"
    return Account(role="unit_administrator", account=one.account, password=PASSWORD, about=about)


def _editors(prefix: str, unit: str) -> Iterator[Account]:
    """Two content editors, since nobody checks their own wording."""
    for number, about in (
        ("", "课程：编写、预览、发布；题库：编写、导入、统计"),
        ("2", "题库：复核他人编写的题目"),
    ):
        one = add_administrator(
            NewAdministrator(
                account=f"{prefix}-editor{number}",
                name=f"演示题库编辑{number}",
                unit=unit,
                role="content_editor",
                password=PASSWORD,
                must_change=False,
            )
        )
        yield Account(role="content_editor", account=one.account, password=PASSWORD, about=about)
