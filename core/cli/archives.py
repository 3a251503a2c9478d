"""Commands on whole tenants: export to one file, read one in, erase with proof."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import psycopg

from core.archives.erasing import check_proof, erase_tenant, sign_proof
from core.archives.reading import check_archive, read_archive
from core.archives.stores import Stores
from core.archives.writing import write_archive
from core.backups.shelf import BackupShelf
from core.cli.ground import migrate
from core.cli.place import tenants
from core.db import driver_url
from core.postgres import database
from core.settings import Settings

FILE = click.Path(path_type=Path, dir_okay=False)
THERE = click.Path(path_type=Path, dir_okay=False, exists=True)


@tenants.command("export")
@click.argument("name")
@click.argument("file", type=FILE)
def export(name: str, file: Path) -> None:
    """Write everything of a tenant into one archive, from one instant, while it goes on being served.

    The file holds personal data, password hashes and signing keys: keep it as you keep a backup of the database.
    """
    with _owner() as (connection, stores):
        manifest = write_archive(connection, name, stores, file, _tell)
    click.echo(f"{file}: {manifest.rows} rows of {name} in {len(manifest.parts)} parts")


@tenants.command("check-archive")
@click.argument("file", type=THERE)
def check(file: Path) -> None:
    """Read an archive through and say whose it is; exit code 1 when a part is missing or changed."""
    manifest = check_archive(file)
    click.echo(
        f"{manifest.tenant}, written {manifest.written} on revision {manifest.revision}: {manifest.rows} rows, whole"
    )


@tenants.command("import")
@click.argument("file", type=THERE)
def import_(file: Path) -> None:
    """Read a tenant's archive into this platform, which must have no row of that tenant yet.

    Its folder of rules and branding must stand among the tenants' folders, as on the platform it came from.
    """
    with _owner() as (connection, stores):
        manifest = read_archive(connection, file, stores, _tell)
    click.echo(f"{manifest.tenant}: {manifest.rows} rows are here")


@tenants.command("erase")
@click.argument("name")
@click.argument("proof", type=FILE)
@click.option("--yes", "confirmed", metavar="NAME", help="The tenant's name once more, instead of typing it.")
def erase(name: str, proof: Path, confirmed: str | None) -> None:
    """Remove everything of a suspended tenant for good, and write a signed proof that a search of every table finds nothing of it.

    Backups and exported archives are not touched; the proof names the backups of BACKUPS that hold the tenant, and until when.
    """
    typed = confirmed or click.prompt(f"This cannot be undone. Type {name} to erase it", default="")
    if typed != name:
        raise click.ClickException("the names differ; nothing was erased")
    if proof.exists():
        raise click.ClickException(f"{proof} is there already; nothing was erased")
    with _owner() as (connection, stores):
        done = erase_tenant(connection, name, stores, _tell, backups=_held(name))
        proof.write_text(sign_proof(done, stores), encoding="utf-8")
    click.echo(
        f"{sum(done.removed.values())} rows, {done.files} files and {done.keys} keys of {name} are gone; "
        f"{done.searched} tables were searched, {sum(done.left.values())} rows name it still. Proof: {proof}"
    )
    for held in done.backups:
        click.echo(f"still in backup {held}")
    if done.left:
        raise SystemExit(1)


@tenants.command("check-proof")
@click.argument("file", type=THERE)
def check_erasure(file: Path) -> None:
    """Check a proof's signature and say what it proves; exit code 1 for one that was changed."""
    proof = check_proof(file.read_text(encoding="utf-8"))
    click.echo(f"{proof.tenant} was erased on {proof.at}: {sum(proof.removed.values())} rows")


def _held(tenant: str) -> list[str]:
    """The backups that hold a tenant still, where a folder of backups is set."""
    settings = Settings.from_env()
    if settings.backups is None:
        return []
    shelf = BackupShelf(settings.backups, settings.backup_days)
    return [f"{each.name}, kept until {each.until[:10]}" for each in shelf.holding(tenant)]


@contextmanager
def _owner() -> Iterator[tuple[psycopg.Connection[Any], Stores]]:
    settings = Settings.from_env()
    with database(settings) as access:
        migrate(access.owner_url)
        with psycopg.connect(driver_url(access.owner_url), autocommit=True) as connection:
            yield connection, Stores.of(settings)


def _tell(table: str, rows: int) -> None:
    if rows:
        click.echo(f"  {table}: {rows}", err=True)
