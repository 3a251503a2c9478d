"""``xuefa explain``: a learner's verdict with every line, judged again from what was kept."""

from uuid import UUID

import click
import sqlalchemy as sa

from core.accounts.service import Learner
from core.cli.ground import application, registry
from core.db import db
from core.decisions.values import Line, Value
from core.standings.service import explain as explanation_of
from core.standings.service import judge
from core.tenancy.scope import tenant_scope
from core.web.i18n import render


@click.command()
@click.argument("tenant")
@click.argument("learner")
@click.argument("year", type=int)
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the lines."
)
def explain(tenant: str, learner: str, year: int, lang: str) -> None:
    """Print a learner's verdict of a year line by line with its sources, and compute it again from the kept inputs.

    LEARNER is the account number. Exit code 1 when computing again gives something else than what is stored.
    """
    words = registry().tenants[tenant].words if tenant in registry().tenants else {}

    def say(value: Value | None) -> str:
        return "" if value is None else render(value, lang, words)

    with application(), tenant_scope(tenant):
        found = _learner(learner)
        told = explanation_of(found, year)
        if told is None:
            judge(found, year)
            told = explanation_of(found, year)
        if told is None:
            raise click.ClickException("there is no standing to explain")
        outcome = told.stored
        click.echo(
            f"{tenant} {learner} {year}: {outcome.state} {outcome.grade} {outcome.score or ''}".rstrip()
        )
        for line in outcome.lines:
            click.echo(_line(line, say))
        click.echo(
            f"judged at {told.judged_at:%Y-%m-%d %H:%M:%S %z} by {told.formula}, rules {told.rules_digest[:16]}"
        )
    if not told.agrees:
        raise click.ClickException("computing again gives another verdict than the stored one")
    click.echo("computed again from the kept inputs: the same")


def _learner(account: str) -> UUID:
    found = db.session.scalars(sa.select(Learner.id).where(Learner.account == account)).one_or_none()
    if found is None:
        raise click.ClickException(f"there is no learner {account}")
    return found


def _line(line: Line, say: object) -> str:
    speak = say if callable(say) else str
    mark = {True: "✓", False: "✗", None: " "}[line.met]
    needed = f" / {speak(line.needed)}" if line.needed is not None else ""
    source = f"{line.cite.document} {line.cite.article}".strip()
    assumed = f" ({line.cite.assumed})" if line.cite.assumed else ""
    return f"  {mark} {speak(line.item)}: {speak(line.figure)}{needed}  {speak(line.because)}  [{source}]{assumed}"
