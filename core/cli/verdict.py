"""``xuefa explain``: a learner's verdict with every line, judged again from what was kept."""

from uuid import UUID

import click
import sqlalchemy as sa

from core.accounts.service import Learner, learner_and_unit
from core.cli.ground import application, known_tenant
from core.db import db
from core.decisions.values import Line
from core.standings.service import explain as explanation_of
from core.standings.service import judge
from core.tenancy.scope import tenant_scope
from core.web.language import Reader
from core.web.site import composition


@click.command()
@click.argument("tenant")
@click.argument("learner")
@click.argument("year", type=int)
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the lines."
)
def explain(tenant: str, learner: str, year: int, lang: str) -> None:
    """Print a learner's verdict of a year line by line with its sources, and compute it again from the kept inputs.

    TENANT is a province, also written with an area as in ``tenants list``; LEARNER is the account number. Exit code 1 when computing again gives something else than what is stored.
    """
    tenant, _, _ = tenant.partition("/")
    with application() as (app, _):
        owner = known_tenant(composition(app).registry, tenant)
        with tenant_scope(tenant):
            found, area = _learner(learner)
        with tenant_scope(tenant, area):
            told = explanation_of(found, year)
            if told is None:
                judge(found, year)
                told = explanation_of(found, year)
    if told is None:
        raise click.ClickException("there is no standing to explain")
    place = owner.places.get(area) or owner.place()
    read = Reader(lang, place.words, owner.zone)
    outcome = told.stored
    click.echo(f"{place.id} {learner} {year}: {outcome.state} {outcome.grade} {outcome.score or ''}".rstrip())
    for line in outcome.lines:
        click.echo(_line(line, read))
    click.echo(
        f"judged at {told.judged_at.astimezone(owner.zone):%Y-%m-%d %H:%M:%S %z} by {told.formula}, rules {told.rules_digest[:16]}"
    )
    if not told.agrees:
        raise click.ClickException("computing again gives another verdict than the stored one")
    click.echo("computed again from the kept inputs: the same")


def _learner(account: str) -> tuple[UUID, str]:
    """Return a learner and the area that their unit lies in."""
    found = db.session.scalars(sa.select(Learner.id).where(Learner.account == account)).one_or_none()
    if found is None:
        raise click.ClickException(f"there is no learner {account}")
    return found, learner_and_unit(found)[1].area


def _line(line: Line, read: Reader) -> str:
    mark = {True: "✓", False: "✗", None: " "}[line.met]
    figure = "" if line.figure is None else read.text(line.figure)
    needed = f" / {read.text(line.needed)}" if line.needed is not None else ""
    source = f"{line.cite.document} {line.cite.article}".strip()
    assumed = f" ({line.cite.assumed})" if line.cite.assumed else ""
    return (
        f"  {mark} {read.text(line.item)}: {figure}{needed}  {read.text(line.because)}  [{source}]{assumed}"
    )
