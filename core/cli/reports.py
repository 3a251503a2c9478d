"""``xuefa reports``: count every kept figure from nothing and say what differs."""

from datetime import tzinfo

import click

from core.cli.ground import application
from core.db import db
from core.reports.recount import differences, mend
from core.tenancy.directory import each_tenant
from core.web.site import composition


@click.group("reports")
def reports() -> None:
    """Look after the kept figures of reports."""


@reports.command()
@click.argument("tenant", required=False)
@click.option("--mend", "mending", is_flag=True, help="Write what was counted in the place of what differs.")
def recount(tenant: str | None, *, mending: bool) -> None:
    """Count the figures of one tenant, or of all, from nothing; print every difference from what is kept, and exit 1 on any.

    Compared are the ledger with standings and roster, each day's changes with the ledger, and the counts with the standings.
    """
    found = 0
    with application() as (app, _):
        known = composition(app).registry.tenants
        for name in each_tenant("recount of reports"):
            if tenant not in {None, name} or name not in known:
                continue
            found += _recount(name, known[name].zone, mending=mending)
    if found:
        raise click.ClickException("mended" if mending else "figures differ; --mend counts them anew")


def _recount(tenant: str, zone: tzinfo, *, mending: bool) -> int:
    count = 0
    for difference in differences(zone):
        click.echo(f"{tenant}: {difference}")
        count += 1
    db.session.commit()
    if count and mending:
        mend(zone)
    click.echo(f"{tenant}: {count or 'no'} {'difference' if count == 1 else 'differences'}")
    return count
