"""``xuefa years``: which years places stand in, opening the next one, closing one that lies behind."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.table import Table

from core.audit.service import SERVER
from core.cli.ground import application, known_tenant, print_table
from core.decisions.values import Text
from core.errors import XuefaError
from core.tenancy.scope import tenant_scope
from core.tenancy.tenant import Tenant
from core.tenancy.years import closed_years
from core.web.language import Reader
from core.web.site import composition
from core.years import service

AREA = click.option(
    "--area", default="", help="An area of the tenant, as a path; the tenant itself when left out."
)


@click.group("years")
def years() -> None:
    """Open and close years of a tenant."""


@years.command("list")
@click.argument("tenant", required=False)
def list_years(tenant: str | None) -> None:
    """Show in which year each place stands, which of its years are closed, and since when."""
    table = Table("place", "stands in", "closed", "has rules for")
    with application() as (app, _):
        registry = composition(app).registry
        for name in [tenant] if tenant else sorted(registry.tenants):
            found = known_tenant(registry, name)
            with tenant_scope(name):
                for row in _rows(found):
                    table.add_row(*row)
    print_table(table)


@years.command("check")
@click.argument("tenant")
@AREA
def check(tenant: str, area: str) -> None:
    """Look at what must be settled before the next year is opened; exit code 1 when anything must."""
    with _place(tenant, area) as found:
        turn = service.turn_in(found, area)
        checks = service.checks_of(turn)
        for one in checks.all:
            state = "ok   " if one.met else ("STOP " if one.stops else "open ")
            click.echo(f"{state} {_said(found, one.item)}: {_said(found, one.says)}")
    if checks.stopping:
        raise SystemExit(1)


@years.command("open")
@click.argument("tenant")
@click.argument("year", type=int)
@AREA
@click.option(
    "--anyway", is_flag=True, help="Open it although something is still open that need not be settled."
)
@click.option("--reason", default="", help="A remark for the audit trail.")
def open_year(tenant: str, year: int, area: str, reason: str, *, anyway: bool) -> None:
    """Open YEAR: judge everybody once more, close the last year for good, and let everybody stand in the new one.

    The same checks as on the page are made, and the same act is done, here at once and not by the worker.
    """
    with _place(tenant, area) as found:
        turn = service.turn_in(found, area)
        opened = service.open_here(turn, year, anyway=anyway, reason=reason)
        click.echo(f"{tenant}: {turn.last} is closed, {year} is open in {len(opened.areas)} places")


@years.command("close")
@click.argument("tenant")
@click.argument("year", type=int)
@AREA
@click.option("--reason", default="", help="A remark for the audit trail.")
def close(tenant: str, year: int, area: str, reason: str) -> None:
    """Close a YEAR that lies behind the present one, so that nothing of it can be changed any more."""
    with _place(tenant, area):
        service.close_year(SERVER, area, year, reason)
    click.echo(f"{tenant}: {year} is closed")


@years.command("reopen")
@click.argument("tenant")
@click.argument("year", type=int)
@AREA
@click.option("--reason", required=True, help="Why; stands in the audit trail.")
def reopen(tenant: str, year: int, area: str, reason: str) -> None:
    """Let a closed YEAR be written again, for a mistake found afterwards; close it again when it is mended."""
    with _place(tenant, area):
        service.reopen_year(SERVER, area, year, reason)
    click.echo(f"{tenant}: {year} can be written again")


@contextmanager
def _place(tenant: str, area: str) -> Iterator[Tenant]:
    """Give the tenant in its scope; what is refused is said in Chinese, as its pages say it."""
    with application() as (app, _):
        found = known_tenant(composition(app).registry, tenant)
        found.place(area)
        with tenant_scope(tenant, area):
            try:
                yield found
            except XuefaError as fault:
                raise click.ClickException(_said(found, fault.text)) from fault


def _rows(tenant: Tenant) -> Iterator[tuple[str, ...]]:
    closed = closed_years()
    for area, place in tenant.places.items():
        shut = [f"{year} ({at:%Y-%m-%d})" for (where, year), at in sorted(closed.items()) if where == area]
        yield place.id, str(place.year), ", ".join(shut) or "–", ", ".join(map(str, tenant.years(area)))


def _said(tenant: Tenant, text: Text) -> str:
    return Reader("zh", tenant.words, tenant.zone).text(text)
