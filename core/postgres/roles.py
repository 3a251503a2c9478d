"""The two roles of the database wall: one owns and migrates, the other owns nothing and cannot bypass."""

from typing import LiteralString

import psycopg
from psycopg import sql

OWNER = "xuefa_owner"
APP = "xuefa_app"
DATABASE = "xuefa"
ATTRIBUTES: LiteralString = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"
SET_IS_SEPARATE = 160000


def make_roles(superuser_url: str) -> None:
    """Make both roles and the database where they are missing."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for role in (OWNER, APP):
            _make_role(connection, role)
        if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )


def make_app_role(owner_url: str) -> None:
    """Make the application's role on a server that is not ours, and let the owner act in it.

    The owner needs CREATEROLE, or an administrator makes the role beforehand. Raises psycopg.Error.
    """
    with psycopg.connect(owner_url, autocommit=True) as connection:
        _make_role(connection, APP)
        if not _may_act(connection):
            connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(APP)))


def _may_act(connection: psycopg.Connection) -> bool:
    since_16 = connection.info.server_version >= SET_IS_SEPARATE
    query: LiteralString = "SELECT 1 WHERE pg_has_role(current_user, %s, 'MEMBER')"
    return _exists(connection, query.replace("MEMBER", "SET") if since_16 else query, APP)


def _make_role(connection: psycopg.Connection, role: str) -> None:
    if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
        connection.execute(sql.SQL("CREATE ROLE {} " + ATTRIBUTES).format(sql.Identifier(role)))


def _exists(connection: psycopg.Connection, query: LiteralString, name: str) -> bool:
    return connection.execute(query, (name,)).fetchone() is not None
