"""``xuefa exams``: whether the bank fills the papers of the rules, papers drawn before the hour, receipts."""

from collections.abc import Iterator

import click

from core.cli.ground import application, known_tenant
from core.cli.receipts import receipt
from core.exams.service import Lack, coming, lacks_in, prepare
from core.tenancy.scope import tenant_scope
from core.tenancy.tenant import Tenant
from core.web.language import Reader
from core.web.site import composition


@click.group("exams")
def exams() -> None:
    """Look after what exams need before they open; check receipts of saved answers."""


exams.add_command(receipt)


@exams.command()
@click.argument("tenants", nargs=-1, metavar="[TENANT]…")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the lines."
)
def check(tenants: tuple[str, ...], lang: str) -> None:
    """Tell where the question bank cannot fill the papers that the rules ask for; every tenant when none is named.

    Each line names place, exam, the first day, the section, and how many questions are needed and can be had; tiers and
    the days on which questions are valid are looked at. Exit code 1 when there is any.
    """
    found = 0
    with application() as (app, _):
        registry = composition(app).registry
        for name in tenants or sorted(registry.tenants):
            tenant = known_tenant(registry, name)
            with tenant_scope(name):
                for year, lack in _lacks(tenant):
                    found += 1
                    click.echo(_line(tenant, year, lack, lang))
    if found:
        raise SystemExit(1)
    click.echo("the banks fill every paper that the rules ask for")


@exams.command("prepare")
@click.argument("tenant")
def prepare_now(tenant: str) -> None:
    """Draw the papers of the sittings that open within a day, as the worker does every ten minutes."""
    with application() as (app, _):
        known_tenant(composition(app).registry, tenant)
        with tenant_scope(tenant):
            ahead = list(coming())
            for one in ahead:
                seen = max(prepare(one), default=0)
                place = f"{tenant}/{one.area}".rstrip("/")
                click.echo(f"{place} {one.exam} {one.sitting.opens:%Y-%m-%d %H:%M %z}: {seen} learners")
    if not ahead:
        click.echo("no sitting opens within a day")


def _lacks(tenant: Tenant) -> Iterator[tuple[int, Lack]]:
    for area, place in tenant.places.items():
        if place.year in tenant.years(area):
            yield from ((place.year, lack) for lack in lacks_in(tenant, area, place.year))


def _line(tenant: Tenant, year: int, lack: Lack, lang: str) -> str:
    place = tenant.places[lack.area]
    read = Reader(lang, place.words, tenant.zone)
    return f"{place.id} {year} {lack.exam} ({lack.title}), {lack.day}: {read.text(lack.problem)}"
