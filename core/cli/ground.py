"""What commands stand on: the provinces' folders, the migrated database, an application in a tenant's scope."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path

import click
import psycopg
import sqlalchemy as sa
from flask import Flask
from psycopg import sql
from rich.console import Console
from rich.table import Table

from core.app import create_app
from core.db import db, disconnect, driver_url
from core.postgres import Access, database
from core.settings import Settings
from core.tenancy.models import Quarantine
from core.tenancy.quarantine import quarantines
from core.tenancy.registry import Registry
from core.tenancy.scope import tenant_scope
from core.tenancy.tenant import Tenant
from core.tenancy.years import take_up
from core.web.site import composition

ROOT = Path(__file__).resolve().parents[2]


WIDE = 160
"""Columns; what a narrower terminal wraps stays readable, what we fold or cut does not."""


def print_table(table: Table) -> None:
    """Print a table with every cell whole, also into a file or a narrow terminal."""
    console = Console()
    console.width = max(console.width, WIDE)
    console.print(table)


def roots() -> list[Path]:
    """Return the folders that hold provinces: XUEFA_TENANTS (separated like PATH) first, then the project's own."""
    named = os.environ.get("XUEFA_TENANTS", "")
    return [*(Path(part).expanduser() for part in named.split(os.pathsep) if part), ROOT / "tenants"]


def registry() -> Registry:
    """Load every province under the roots; the platform's own domain is XUEFA_DOMAIN (localhost)."""
    return Registry.load(roots(), domains=(os.environ.get("XUEFA_DOMAIN", "localhost"),))


def known_tenant(found: Registry, name: str) -> Tenant:
    """Return a province by its name; ClickException that names those there are, and why a broken one is out."""
    if name in found.broken:
        raise click.ClickException(f"{name} is broken: {found.broken[name]}")
    if name not in found.tenants:
        areas = {
            place: tenant
            for tenant, owner in found.tenants.items()
            for area in owner.places
            for place in area.split("/")[-1:]
        }
        hint = f" ({name} is an area of {areas[name]})" if name in areas else ""
        raise click.ClickException(
            f"there is no tenant {name}{hint}; there are {', '.join(sorted(found.tenants))}"
        )
    return found.tenants[name]


def migrate(owner_url: str) -> None:
    """Bring the database to the newest revision; one process at a time does it."""
    from alembic import command  # noqa: PLC0415 (the web server and the worker never need it)
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = owner_url
    command.upgrade(config, "head")


def empty(owner_url: str) -> None:
    """Take every row out of a database; its tables stay, and the note of what they were migrated to."""
    with psycopg.connect(driver_url(owner_url)) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        tables = [sql.Identifier(name) for (name,) in found if name != "alembic_version"]
        connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(tables)))


@contextmanager
def application() -> Iterator[tuple[Flask, Access]]:
    """Give the application in its context, on the database of the settings, for as long as the block runs."""
    settings = Settings.from_env()
    with database(settings) as access:
        app = create_app(settings, registry(), access.app_url)
        try:
            with app.app_context():
                _take_up(app)
                yield app, access
        finally:
            disconnect(app)


def caught_tenants() -> dict[str, str]:
    """Return why each quarantined tenant is out; nothing where no database is running that could say it."""
    if not (os.environ.get("DATABASE_URL") or _has_running_database()):
        return {}
    with application():
        if not sa.inspect(db.engine).has_table("quarantines"):
            return {}
        return {name: told(row) for name, row in quarantines().items()}


def told(row: Quarantine) -> str:
    """Return one line on a quarantine: what the code did, for what it was asked, and the innermost line where it stood."""
    lines = [line.strip() for line in row.stack.splitlines() if line.strip()]
    return f"{row.why} since {row.since.astimezone(UTC):%Y-%m-%d %H:%M} UTC in {row.doing}: {' '.join(lines[-2:])}"


def _has_running_database() -> bool:
    home = Path(os.environ.get("XUEFA_HOME") or ".xuefa").expanduser()
    if not home.is_dir():
        return False
    from core.postgres.cluster import Cluster  # noqa: PLC0415 (only where no database is named)

    return Cluster.running(home.absolute()) is not None


def _take_up(app: Flask) -> None:
    """Let every tenant stand in the year that is open, with the rules published last; nothing before the database is migrated."""
    known = sa.inspect(db.engine)
    if not (known.has_table("years") and known.has_table("rule_acts")):
        return
    for tenant in composition(app).registry.tenants.values():
        with tenant_scope(tenant.id):
            take_up(tenant)
            for prepare in composition(app).before:
                prepare()
            db.session.rollback()
