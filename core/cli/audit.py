"""Commands on the audit trail: check its chain."""

import click

from core.audit.chain import breaks, head, seal_trail
from core.cli.ground import application, known_tenant
from core.tenancy.scope import tenant_scope
from core.web.site import composition


@click.group()
def audit() -> None:
    """Check the audit trails."""


@audit.command("verify")
@click.argument("tenant")
def verify(tenant: str) -> None:
    """Seal what is new and go through a tenant's whole trail: a removed or changed entry is named. Exit code 1 when there is one.

    Note down the number and the link that it prints: a later chain must still contain them.
    """
    with application() as (app, _):
        known_tenant(composition(app).registry, tenant)
        with tenant_scope(tenant):
            seal_trail()
            found, newest = list(breaks()), head()
    for one in found:
        click.echo(f"number {one.number}: {one.why}")
    click.echo(f"{tenant}: {newest.number} entries, newest link {newest.link.hex()}, {len(found)} faults")
    if found:
        raise SystemExit(1)
