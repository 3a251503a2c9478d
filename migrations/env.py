"""Runs the migrations: one at a time per database, never waiting long for a lock that the running platform holds."""

import os

import sqlalchemy as sa
from alembic import context

from core.db import engine_url
from migrations import all_tables, is_ours

LOCK = 7_310_202
"""Any number; it only has to be the same for all who migrate."""


def url() -> str:
    """Give the owner's URL: from the caller, ``alembic -x url=…`` or DATABASE_URL."""
    given = context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True).get("url")
    return engine_url(given or os.environ["DATABASE_URL"])


def run() -> None:
    engine = sa.create_engine(url(), poolclass=sa.NullPool, connect_args={"prepare_threshold": None})
    with engine.connect() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({LOCK})")
        connection.exec_driver_sql("SET lock_timeout = '5s'")
        connection.exec_driver_sql("SET statement_timeout = '15min'")
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=all_tables(),
            include_object=is_ours,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
