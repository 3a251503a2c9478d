"""Commands on provinces' folders: list, check, begin a new one, run scenarios, show the rules of a year."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from core.cli.ground import (
    ROOT,
    application,
    caught_tenants,
    known_tenant,
    print_table,
    registry,
    roots,
)
from core.decisions.values import Cite
from core.errors import NotFound
from core.rules.origins import Origin
from core.scenarios import run, scenario_files
from core.tenancy.directory import suspend_tenant
from core.tenancy.models import State
from core.tenancy.quarantine import let_in
from core.tenancy.registry import Registry
from core.tenancy.starting import Checked, check_place, new_place, places_in

SHORT = 50
"""Runs of fewer cases need no progress bar."""

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def tenants() -> None:
    """List provinces, check their files, begin a new one."""


@tenants.command("list")
def list_tenants() -> None:
    """Show every province and area with its hosts and years; those out of service first, with the reason."""
    found, caught = registry(), caught_tenants()
    table = Table("tenant", "name", "hosts", "years", "state", box=None)
    for tenant, why in found.broken.items():
        table.add_row(tenant, "", "", "", f"broken: {why}")
    for tenant, said in caught.items():
        table.add_row(tenant, "", "", "", f"quarantined: {said}")
    for tenant, area, name, hosts in _places(found):
        years = ", ".join(str(year) for year in found.tenants[tenant].years(area))
        table.add_row(
            f"{tenant}/{area}".rstrip("/"), name, hosts, years, "quarantined" if tenant in caught else "ok"
        )
    print_table(table)


@tenants.command("check")
@click.argument(
    "folders", nargs=-1, type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="[DIR]…"
)
@click.option("--brief", is_flag=True, help="Say only what is wrong; leave the assumptions out.")
def check_tenants(folders: tuple[Path, ...], *, brief: bool) -> None:
    """Check the files of provinces: rules, plug-ins, hosts, scenarios; list what had to be assumed.

    DIR is a province's folder, also outside the project; all of them when left out. Each fault is one line with file, line
    and key. Exit code 1 when there is any.
    """
    checked = [check_place(place) for folder in folders or roots() for place in places_in(folder)]
    for one in checked:
        _tell(one, brief=brief)
    if any(one.errors for one in checked):
        raise SystemExit(1)
    if not checked:
        raise click.ClickException("there is no tenant.yaml in these folders")


@tenants.command("new")
@click.argument("name")
@click.option("--year", type=int, required=True, help="The rule year to begin with.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Where; tenants/ when left out.",
)
def new_tenant(name: str, year: int, into: Path | None) -> None:
    """Write a complete, commented folder for a new province; fill in its blanks, then check it.

    NAME is the folder's name and the first part of its host: small letters, digits and hyphens.
    """
    folder = new_place(into or ROOT / "tenants", name, year)
    click.echo(f"{folder} is written. Fill in each blank, then: xuefa tenants check {folder}")


@tenants.command("suspend")
@click.argument("name")
def suspend(name: str) -> None:
    """Close a province's sites: every page says so, nothing is lost. Answers to papers in progress are still saved."""
    with application():
        suspend_tenant(name)
    click.echo(f"{name} is suspended; again: xuefa tenants resume {name}")


@tenants.command("resume")
@click.argument("name")
def resume(name: str) -> None:
    """Serve a suspended province again."""
    with application():
        suspend_tenant(name, State.ACTIVE)
    click.echo(f"{name} is served")


@tenants.command("release")
@click.argument("name")
def release(name: str) -> None:
    """Serve a province again whose code was caught in a loop; first mend it and deploy the mended code."""
    with application():
        since = let_in(name)
    click.echo(f"{name} is served again; it was out of service since {since:%Y-%m-%d %H:%M} UTC")


@click.group()
def scenarios() -> None:
    """Run the worked cases that stand beside the rules."""


@scenarios.command("run")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]…")
def run_scenarios(paths: tuple[Path, ...]) -> None:
    """Run scenarios: every one of the five systems, or those in PATH (a file, or any folder, also outside the project).

    One line a case; the last line is "N passed, N failed". Exit code 1 when one failed or there was none.
    """
    chosen = list(paths) or [root for root in roots() if root.is_dir()]
    total = sum(1 for _ in scenario_files(chosen))
    passed = failed = 0
    shown = track(run(chosen), "scenarios", total=total, console=Console(stderr=True), disable=total < SHORT)
    for result in shown:
        click.echo(str(result))
        passed, failed = passed + result.passed, failed + (not result.passed)
    click.echo(f"{passed} passed, {failed} failed")
    if failed or not passed:
        raise SystemExit(1)


@click.group()
def rules() -> None:
    """Read the rules in force."""


@rules.command("show")
@click.argument("tenant")
@click.argument("year", type=int)
@click.option("--area", default="", help="A city or county, as the path of its folders: CITY/COUNTY.")
@click.option(
    "--on", "day", type=DAY, default=None, help="As in force on this day; with every amendment when left out."
)
def show_rules(tenant: str, year: int, area: str, day: datetime | None) -> None:
    """Show every value of a year's rules with its source, or the reason why it is assumed, and the place that set it."""
    tenant, _, below = tenant.partition("/")
    owner, area = known_tenant(registry(), tenant), area or below
    try:
        shown = owner.assembled(year, area, day.date() if day else None)
    except NotFound as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{shown.rules.place} {year}  digest {shown.rules.digest[:16]}")
    _table(shown.origins)
    for path in shown.awaiting:
        click.echo(f"awaiting an area: {path}")


def _places(found: Registry) -> Iterable[tuple[str, str, str, str]]:
    for name, tenant in found.tenants.items():
        for area, place in tenant.places.items():
            yield name, area, place.name, ", ".join(place.hosts)


def _tell(one: Checked, *, brief: bool) -> None:
    for error in one.errors:
        click.echo(str(error))
    if one.errors:
        click.echo(f"{one.place}: {len(one.errors)} faults")
        return
    click.echo(
        f"{one.place}: clean, {one.rule_sets} rule sets, {one.values} values, {one.cited} of them cited"
    )
    if brief:
        return
    for path in one.awaiting:
        click.echo(f"  awaiting  {path}")
    for assumption in one.assumptions:
        first, *more = [value.path for value in assumption.values]
        others = f" and {len(more)} more" if more else ""
        click.echo(
            f"  assumed   {assumption.place} {assumption.year} {first}{others}: {assumption.cite.assumed}"
        )


def _table(origins: Iterable[Origin]) -> None:
    table = Table("value", "is", "source", "set by", box=None, pad_edge=False)
    for origin in origins:
        table.add_row(origin.path, origin.value or "–", _source(origin.cite), origin.place)
    print_table(table)


def _source(cite: Cite) -> str:
    cited = f"{cite.document} {cite.article}".strip()
    return f"{cited} assumed: {cite.assumed}".strip() if cite.assumed else cited
