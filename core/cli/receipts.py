"""``xuefa exams receipt``: check what learners keep of their saved answers, without the site."""

from pathlib import Path

import click

from core.cli.certificates import FILE, keys_of
from core.exams.receipts import NotGenuine, lines_in, read

WHY = {
    "no_receipt": "it is no whole receipt",
    "unknown_key": "it was signed with a key that is not among these",
    "changed": "it was changed after it was given",
}


@click.group("receipt")
def receipt() -> None:
    """Check receipts of saved answers."""


@receipt.command()
@click.argument("file", type=FILE)
@click.option(
    "--keys",
    "keys_file",
    type=FILE,
    default=None,
    help="The published keys, as saved from /.well-known/xuefa-certificate-keys.json; those of this machine when left out.",
)
def verify(file: Path, keys_file: Path | None) -> None:
    """Tell of each receipt in a file whether it is as it was given, and what it says.

    FILE is what a learner or an administrator has downloaded, or single receipts, one on each line. Needs neither network nor
    database. Exit code 1 when one is not genuine.
    """
    keys, wrong = keys_of(keys_file), 0
    try:
        lines = lines_in(file.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise click.ClickException(f"{file}: this is no file of receipts") from fault
    for number, line in enumerate(lines, start=1):
        try:
            said = read(line, keys)
        except NotGenuine as fault:
            wrong += 1
            click.echo(f"{number}: not genuine: {WHY[fault.why]}")
            continue
        chosen = ",".join(chr(ord("A") + one) if isinstance(one, int) else one for one in said.chosen) or "-"
        click.echo(
            f"{number}: genuine  {said.tenant} {said.attempt}  question {said.question}: {chosen}  saved {said.saved_at} (no. {said.seq})"
        )
    if wrong or not lines:
        raise click.ClickException(f"{file}: {wrong} of {len(lines)} receipts are not genuine")
