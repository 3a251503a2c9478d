"""``xuefa booking``: how full the sittings of an exam are."""

import click

from core.accounts.service import server_acting
from core.booking.sight import days_of, exam_here
from core.cli.ground import application, known_tenant
from core.rosters.desk import site_of
from core.tenancy.scope import tenant_scope
from core.web.site import composition


@click.group("booking")
def booking() -> None:
    """Look at the places that are booked in exams."""


@booking.command()
@click.argument("tenant")
@click.argument("exam")
@click.option("--area", default="", help="Area whose sittings are meant; the province's when left out.")
def slots(tenant: str, exam: str, area: str) -> None:
    """Print each sitting of an exam that has places or an end of them: when it opens, places taken, places there are."""
    with application() as (app, _):
        known_tenant(composition(app).registry, tenant).place(area)
        with tenant_scope(tenant, area):
            by = server_acting(site_of(area))
            exam_here(by.site, exam)
            for day in days_of(by, exam):
                for slot in day.slots:
                    if slot.taken or slot.sitting.capacity:
                        most = "-" if slot.sitting.capacity is None else slot.sitting.capacity
                        opens = slot.sitting.opens.astimezone(by.site.zone)
                        click.echo(f"{opens:%Y-%m-%d %H:%M}  {slot.taken}/{most}")
