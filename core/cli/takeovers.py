"""``xuefa takeovers``: another platform's records checked, and entered by the worker, as an administrator of the office."""

from pathlib import Path
from uuid import UUID

import click
import sqlalchemy as sa

from core.accounts.service import Administrator
from core.cli.ground import application, known_tenant
from core.db import db
from core.decisions.stored import restore_text
from core.errors import XuefaError
from core.rosters.service import Desk, apply_later, desk_for, import_of, kinds_for, refused_rows
from core.takeovers.service import take_over
from core.tenancy.scope import tenant_scope
from core.web.site import composition


@click.group("takeovers")
def takeovers() -> None:
    """Take over the records of another platform within a year."""


@takeovers.command()
@click.argument("tenant")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--as", "account", required=True, help="Account of the office's administrator who answers for it."
)
@click.option("--platform", required=True, help="Name of the platform that the records come from.")
@click.option("--reference", required=True, help="Number of the document that they come with.")
@click.option("--day", required=True, help="Day that they stand at, as 2024-10-31.")
@click.option("--area", default="", help="Area whose office it is; the province's when left out.")
def send(tenant: str, file: Path, account: str, area: str, **source: str) -> None:
    """Have FILE checked; print what each refused row lacks, and the number under which it can be entered."""
    with application() as (app, _):
        known_tenant(composition(app).registry, tenant).place(area)
        with tenant_scope(tenant, area), file.open("rb") as stream:
            desk = _desk(account, area)
            try:
                row = take_over(desk, source, stream, file.name)
            except XuefaError as fault:
                raise click.ClickException(desk.reader.sentence(fault.text)) from fault
            for one in refused_rows(row.id):
                why = (restore_text(text) for text in one.why)
                click.echo(f"{one.line}: " + " ".join(desk.reader.sentence(text) for text in why if text))
            counts = ", ".join(f"{name} {count}" for name, count in row.counts.items())
            click.echo(f"{row.id}: {counts or 'the worker checks it'}")


@takeovers.command()
@click.argument("tenant")
@click.argument("number", type=click.UUID)
@click.option(
    "--as", "account", required=True, help="Account of the office's administrator who answers for it."
)
@click.option("--area", default="", help="Area whose office it is; the province's when left out.")
@click.option("--partly", is_flag=True, help="Leave out refused rows and enter the others.")
def enter(tenant: str, number: UUID, account: str, area: str, *, partly: bool) -> None:
    """Have the worker enter what was checked under NUMBER."""
    with application() as (app, _):
        known_tenant(composition(app).registry, tenant).place(area)
        with tenant_scope(tenant, area):
            desk = _desk(account, area)
            try:
                import_of(desk, number)
                apply_later(desk, number, partly=partly)
            except XuefaError as fault:
                raise click.ClickException(desk.reader.sentence(fault.text)) from fault
            click.echo(f"{number}: the worker enters it")


def _desk(account: str, area: str) -> Desk:
    """An office's administrator at work; ClickException for everybody else."""
    query = sa.select(Administrator.id, Administrator.role).where(Administrator.account == account)
    found = db.session.execute(query).one_or_none()
    if found is None or "takeover" not in kinds_for(found.role):
        raise click.ClickException(f"{account} is no administrator of the office")
    return desk_for(found.id, area)
