"""Commands that take backups, list them, and restore the platform to a moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
import psycopg
from rich.table import Table

from core.archives.stores import Stores
from core.archives.writing import write_archive
from core.backups.restoring import restore_platform
from core.backups.shelf import STAMP, Backup, BackupShelf
from core.backups.taking import archive_log, clock_of, size_of, take_platform
from core.cli.ground import print_table
from core.db import driver_url
from core.postgres import database
from core.postgres.cluster import Cluster
from core.postgres.roles import DATABASE
from core.postgres.server import SUPERUSER
from core.settings import Settings

MB = 1024 * 1024


@click.group("backup")
def backup() -> None:
    """Take backups into the folder BACKUPS, and see which there are."""


@backup.command("archive-log")
def archive() -> None:
    """Let PostgreSQL archive its log, so that any moment can be restored; from the server's next start on."""
    settings = Settings.from_env()
    with _server(settings) as (url, owner):
        archive_log(url, shelf_of(settings), owner)
    click.echo(f"from its next start PostgreSQL archives its log into {shelf_of(settings).wal}")


@backup.command("platform")
def platform() -> None:
    """Copy the database server, keys, secret and files while all is served; then remove what is kept no longer."""
    settings = Settings.from_env()
    shelf = shelf_of(settings)
    with _server(settings) as (url, _):
        made = take_platform(url, settings.home, shelf)
    gone = shelf.expire(datetime.fromisoformat(made.at))
    click.echo(
        f"{made.name}: {made.size // MB} MB, {len(made.tenants)} tenants, kept until {made.until[:10]}"
    )
    for each in gone:
        click.echo(f"removed: {each.name}")


@backup.command("tenant")
@click.argument("name")
def tenant(name: str) -> None:
    """Write one tenant's archive into the folder of backups; `xuefa tenants import` reads it back."""
    settings = Settings.from_env()
    shelf = shelf_of(settings)
    shelf.folder.mkdir(parents=True, exist_ok=True)  # the server archives its log below it
    with (
        database(settings) as access,
        psycopg.connect(driver_url(access.owner_url), autocommit=True) as connection,
    ):
        at = clock_of(connection)
        file = f"{name}-{at:{STAMP}}.zip"
        write_archive(connection, name, Stores.of(settings), shelf.path(file))
    size = size_of(shelf.path(file))
    shelf.keep(
        Backup(name=file, kind="tenant", at=at.isoformat(), until=shelf.until(at), tenants=(name,), size=size)
    )
    click.echo(f"{shelf.path(file)}: kept until {shelf.until(at)[:10]}")


@backup.command("list")
@click.option("--tenant", "name", default="", help="Only those that hold this tenant.")
def listing(name: str) -> None:
    """List the backups, the newest first: what each holds, from when, and until when it is kept."""
    shelf = shelf_of(Settings.from_env())
    table = Table("backup", "kind", "from (UTC)", "kept until", "MB", "tenants")
    for each in shelf.holding(name) if name else shelf.all():
        size = f"{each.size / MB:.1f}"
        table.add_row(each.name, each.kind, each.at[:19], each.until[:10], size, ", ".join(each.tenants))
    print_table(table)


@click.command()
@click.argument("name")
@click.argument("home", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--until",
    default="",
    help="The moment, with its zone: 2026-03-01T09:30:00+08:00. The log's end when left out.",
)
def restore(name: str, home: Path, until: str) -> None:
    """Restore a backup of the platform into an empty HOME, as all stood at a moment; nothing that runs is touched.

    \b
    Then serve from it       XUEFA_HOME=HOME xuefa serve
    or take one tenant out   XUEFA_HOME=HOME xuefa tenants export TENANT FILE
    """  # noqa: D301 (click keeps the lines as they are where it finds the character itself)
    moment, shelf = _moment(until), shelf_of(Settings.from_env())
    restore_platform(shelf, shelf.find(name), home.absolute(), moment)
    click.echo(f"{home}: restored from {name}" + (f" as of {until}" if until else ""))


def shelf_of(settings: Settings) -> BackupShelf:
    """Return the folder of backups; ClickException where none is set."""
    if settings.backups is None:
        raise click.ClickException("BACKUPS is not set: name the folder of backups")
    return BackupShelf(settings.backups, settings.backup_days)


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.ClickException(
            f"--until: {text} is not a moment such as 2026-03-01T09:30:00+08:00"
        ) from None
    if moment.tzinfo is None:
        raise click.ClickException(f"--until: {text} has no zone; write {text}+08:00")
    return moment


@contextmanager
def _server(settings: Settings) -> Iterator[tuple[str, int]]:
    """The server's address for a role that may replicate, and the user whose its data are."""
    if settings.database_url:
        if not settings.backup_url:
            raise click.ClickException("BACKUP_DATABASE_URL is not set: a role with REPLICATION is needed")
        yield settings.backup_url, -1
        return
    with Cluster.running(settings.home) or Cluster.start(settings.home) as cluster:
        yield cluster.dsn(SUPERUSER, DATABASE), cluster.place.data.stat().st_uid
