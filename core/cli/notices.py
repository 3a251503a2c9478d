"""``xuefa notices``: mails that came back, as the mail server hands them over."""

from typing import BinaryIO

import click

from core.cli.ground import application
from core.notify.bounces import LARGEST, Bounce, bounce_of
from core.notify.deliveries import came_back
from core.tenancy.directory import each_tenant


@click.group("notices")
def notices() -> None:
    """Look after the messages that leave the platform."""


@notices.command()
@click.argument("files", nargs=-1, type=click.File("rb"))
def bounced(files: tuple[BinaryIO, ...]) -> None:
    """Take mail servers' reports of what could not be delivered: FILES, or "-" for one on the standard input.

    An address that does not exist gets no more mail, and its owner is told on the site. Exits 1 when a file is no such report.
    """
    found = [(file.name, bounce_of(file.read(LARGEST))) for file in files]
    with application():
        for name, bounce in found:
            click.echo(f"{name}: {_kept(bounce)}")
    if not all(bounce for _, bounce in found):
        raise click.ClickException("not everything is a report of a message of this platform")


def _kept(bounce: Bounce | None) -> str:
    if bounce is None:
        return "no report of a message of this platform"
    for tenant in each_tenant("mail that came back"):
        if came_back(bounce.message, bounce.status, for_good=bounce.for_good):
            return f"{tenant}: {bounce.message} {bounce.status}"
    return f"{bounce.message} is known in no tenant"
