"""Writing a tenant's archive from one snapshot of the database, while the tenant goes on being served."""

import hashlib
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from psycopg import Connection, IsolationLevel, sql

from core.archives.manifest import MANIFEST, Manifest, Part
from core.archives.stores import Stores
from core.archives.tables import OwnedTable, owned_tables
from core.db import SET_SCOPE
from core.decisions.values import say
from core.errors import NotFound

Told = Callable[[str, int], None]
"""Hears of each table that is done, with its rows."""
PREFIX = "tables/"
BLOCK = 1 << 20


def untold(_table: str, _rows: int) -> None:
    """Hear nothing."""


def write_archive(
    connection: Connection[Any], tenant: str, stores: Stores, target: Path, told: Told = untold
) -> Manifest:
    """Write the archive of a tenant; raises NotFound for an unknown one. The file appears whole or not at all.

    ``connection`` is the owner's, in no transaction. The file holds personal data, password hashes and signing
    keys: only its owner can read it.
    """
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            manifest = _write(connection, tenant, stores, file, told)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    return manifest


def _write(connection: Connection[Any], tenant: str, stores: Stores, file: IO[bytes], told: Told) -> Manifest:
    connection.isolation_level, connection.read_only = IsolationLevel.REPEATABLE_READ, True
    with connection.transaction(), ZipFile(file, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        connection.execute(SET_SCOPE, (tenant, ""))
        mode, revision, written = _head(connection, tenant)
        parts = {}
        for table in owned_tables(connection):
            parts[f"{PREFIX}{table.name}.csv"] = part = _table(connection, table, archive)
            told(table.name, part.rows)
        for name, content in stores.parts(tenant, _files(connection)):
            parts[name] = _put(archive, name, content)
        manifest = Manifest(tenant=tenant, mode=mode, written=written, revision=revision, parts=parts)
        archive.writestr(MANIFEST, manifest.as_text())
    return manifest


def _head(connection: Connection[Any], tenant: str) -> tuple[str, str, str]:
    row = connection.execute(
        "SELECT mode, version_num, now() FROM tenants, alembic_version WHERE id = %s", (tenant,)
    ).fetchone()
    if row is None:
        raise NotFound(say("There is no such tenant: {tenant}.", tenant=tenant))
    return row[0], row[1], row[2].isoformat()


def _table(connection: Connection[Any], table: OwnedTable, archive: ZipFile) -> Part:
    digest = hashlib.sha256()
    copy = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT csv, HEADER)").format(
        table.listed, table.quoted
    )
    with (
        connection.cursor() as cursor,
        archive.open(f"{PREFIX}{table.name}.csv", "w", force_zip64=True) as to,
    ):
        with cursor.copy(copy) as rows:
            for block in rows:
                digest.update(block)
                to.write(block)
        return Part(digest.hexdigest(), max(cursor.rowcount, 0))


def _files(connection: Connection[Any]) -> list[tuple[UUID, int]]:
    """The files whose content is kept; of the forgotten ones the row alone goes along."""
    return connection.execute("SELECT id, size FROM files WHERE forgotten_at IS NULL").fetchall()


def _put(archive: ZipFile, name: str, content: IO[bytes]) -> Part:
    digest = hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as to:
        while block := content.read(BLOCK):
            digest.update(block)
            to.write(block)
    return Part(digest.hexdigest())
