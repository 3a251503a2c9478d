"""The command ``xuefa``: serve, work, migrate, check rules, run scenarios, explain a verdict."""

import sys

import click

from core.cli import archives as _archives  # noqa: F401 (its commands enter themselves below `tenants`)
from core.cli.audit import audit
from core.cli.backups import backup, restore
from core.cli.booking import booking
from core.cli.certificates import certificates
from core.cli.exams import exams
from core.cli.notices import notices
from core.cli.place import rules, scenarios, tenants
from core.cli.platform import database_commands, demo, serve, worker
from core.cli.reports import reports
from core.cli.takeovers import takeovers
from core.cli.verdict import explain
from core.cli.years import years
from core.errors import XuefaError
from core.postgres import AlreadyRunning, PostgresFailed
from core.settings import BadSettings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="xuefa")
def cli() -> None:
    """Run the yearly law study and exam of many provinces on one core.

    \b
    Begin with             xuefa demo
    Onboard a province     xuefa tenants new NAME
                           (fill in the blanks)  xuefa tenants check tenants/NAME
    Read the rules         xuefa rules show TENANT YEAR
    Ask why                xuefa explain TENANT LEARNER YEAR
    Check a certificate    xuefa certificates verify FILE
    Check the papers       xuefa exams check
    Count figures anew     xuefa reports recount
    Open the next year     xuefa years open TENANT YEAR
    See who sits when      xuefa booking slots TENANT EXAM
    Take records over      xuefa takeovers send TENANT FILE
    Back up, restore       xuefa backup --help, xuefa restore --help
    Check a receipt        xuefa exams receipt verify FILE
    """  # noqa: D301 (click keeps the lines as they are where it finds the character itself)


for command in (
    serve,
    worker,
    demo,
    database_commands,
    tenants,
    scenarios,
    rules,
    explain,
    certificates,
    exams,
    audit,
    reports,
    years,
    notices,
    booking,
    takeovers,
    backup,
    restore,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line; what the platform expects to go wrong is one line and exit code 1 or 2."""
    try:
        cli()
    except XuefaError as error:
        fail(str(error))
    except (BadSettings, AlreadyRunning, PostgresFailed) as error:
        fail(str(error), code=2)


def fail(sentence: str, code: int = 1) -> None:
    """Say what is wrong and leave."""
    click.echo(f"xuefa: {sentence}", err=True)
    sys.exit(code)
