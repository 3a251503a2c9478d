"""Reading an archive into a platform that has nothing of its tenant: wholly checked first, then in one transaction."""

import hashlib
import zlib
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import psycopg
from psycopg import Connection, sql

from core.archives.manifest import MANIFEST, NOT_ONE, Manifest
from core.archives.stores import Stores
from core.archives.tables import OwnedTable, advance_sequences, owned_tables
from core.archives.writing import BLOCK, PREFIX, Told, untold
from core.db import AS_IS, SET_SCOPE
from core.decisions.values import say
from core.errors import BadInput, Refused


def check_archive(source: Path) -> Manifest:
    """Read an archive through and return its manifest; raises BadInput that names the part which is not as it was written."""
    try:
        with ZipFile(source) as archive:
            manifest = Manifest.of(archive)
            if set(archive.namelist()) != {*manifest.parts, MANIFEST}:
                raise BadInput(NOT_ONE)
            for name, part in manifest.parts.items():
                if _digest(archive, name) != part.sha256:
                    raise BadInput(say("The archive's part {part} is not as it was written.", part=name))
    except BadZipFile as error:
        raise BadInput(NOT_ONE) from error
    return manifest


def _digest(archive: ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with archive.open(name) as part:
            while block := part.read(BLOCK):
                digest.update(block)
    except (BadZipFile, zlib.error, EOFError):
        return ""
    return digest.hexdigest()


def read_archive(connection: Connection[Any], source: Path, stores: Stores, told: Told = untold) -> Manifest:
    """Read an archive into the database and the stores; nothing of it stays where that fails.

    ``connection`` is the owner's, in no transaction. Raises BadInput for a faulty archive, Refused where the tenant
    has anything here already or the tables are of another revision.
    """
    manifest = check_archive(source)
    if stores.occupied(manifest.tenant):
        raise _occupied(manifest.tenant, "files")
    try:
        with ZipFile(source) as archive, connection.transaction():
            _begin(connection, manifest)
            _read(connection, manifest, archive, told)
            for name in manifest.parts:
                if not name.startswith(PREFIX):
                    with archive.open(name) as content:
                        stores.put(manifest.tenant, name, content)
    except BaseException:
        stores.forget(manifest.tenant)
        raise
    return manifest


def _read(connection: Connection[Any], manifest: Manifest, archive: ZipFile, told: Told) -> None:
    tables = owned_tables(connection)
    _refuse_occupied(connection, manifest.tenant, tables)
    for table in tables:
        _table(connection, table, archive)
        told(table.name, manifest.parts[f"{PREFIX}{table.name}.csv"].rows)
    advance_sequences(connection, tables)


def _begin(connection: Connection[Any], manifest: Manifest) -> None:
    connection.execute(SET_SCOPE, (manifest.tenant, ""))
    connection.execute(AS_IS)
    (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
    if revision != manifest.revision:
        raise Refused(
            say(
                "The archive was written on revision {theirs} of the tables, this database is at {ours}. "
                "Please bring both platforms to the same version, then export again.",
                theirs=manifest.revision,
                ours=revision,
            )
        )
    connection.execute(
        "INSERT INTO tenants (id, mode) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET mode = EXCLUDED.mode",
        (manifest.tenant, manifest.mode),
    )


def _refuse_occupied(connection: Connection[Any], tenant: str, tables: tuple[OwnedTable, ...]) -> None:
    for table in tables:
        if connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(table.quoted)).fetchone():
            raise _occupied(tenant, table.name)


def _occupied(tenant: str, where: str) -> Refused:
    return Refused(
        say(
            "This platform already has something of {tenant}, in {where}. An archive is read where nothing of it is.",
            tenant=tenant,
            where=where,
        )
    )


def _table(connection: Connection[Any], table: OwnedTable, archive: ZipFile) -> None:
    """Rows come in beside the table, because PostgreSQL copies into none that has row-level security, then behind the wall."""
    beside = {"table": table.quoted, "columns": table.listed}
    shape = "CREATE TEMP TABLE incoming AS SELECT {columns} FROM {table} WITH NO DATA"
    connection.execute(sql.SQL(shape).format(**beside))
    copy = sql.SQL("COPY incoming ({columns}) FROM STDIN (FORMAT csv, HEADER MATCH)").format(**beside)
    try:
        with connection.cursor().copy(copy) as rows, archive.open(f"{PREFIX}{table.name}.csv") as part:
            while block := part.read(BLOCK):
                rows.write(block)
        insert = "INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM incoming"
        connection.execute(sql.SQL(insert).format(**beside))
    except (psycopg.DataError, psycopg.IntegrityError, psycopg.errors.InsufficientPrivilege) as error:
        why = error.diag.message_primary or str(error)
        raise BadInput(
            say("The archive's table {table} does not fit: {why}.", table=table.name, why=why)
        ) from error
    connection.execute("DROP TABLE incoming")
