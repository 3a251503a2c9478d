"""Two tables of no domain, on which the rings of tenancy are attacked."""

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from core.connections import CONNECT_ARGS
from core.db import engine_url
from core.tenancy.scope import TenantOwned, belongs_to, row_number
from migrations.wall import wall
from tests.cast import EAST, WEST
from tests.databases import Database


class Base(DeclarativeBase):
    """Apart from the platform's models, so that these tables are never taken for its own."""


class Note(TenantOwned, Base):
    __tablename__ = "notes"

    id: Mapped[int] = row_number()
    text: Mapped[str] = mapped_column(default="")
    remarks: Mapped[list["Remark"]] = relationship(back_populates="note")


class Remark(TenantOwned, Base):
    __tablename__ = "remarks"
    __table_args__ = (belongs_to("notes", "note_id"),)

    id: Mapped[int] = row_number()
    note_id: Mapped[int]
    note: Mapped[Note] = relationship(back_populates="remarks")


class Landmark(Base):
    """A table that belongs to no tenant."""

    __tablename__ = "landmarks"

    id: Mapped[int] = mapped_column(primary_key=True)


LAST = 3
"""The last number of the notes that both tenants have, each with a remark; the east has one note more, without."""


class Connected:
    """Alembic's ``op`` over a plain connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection

    def execute(self, statement: str, /) -> None:
        self.connection.exec_driver_sql(statement)


class Probe:
    """A database with these tables, behind the wall or without it, reached as the application and from above."""

    def __init__(self, database: Database, *, walled: bool) -> None:
        self.database = database
        # One pooled connection, so that whatever a transaction leaves on it is met again.
        self.engine = sa.create_engine(
            engine_url(database.app_url), connect_args=CONNECT_ARGS, pool_size=1, max_overflow=0
        )
        self.above = psycopg.connect(database.superuser_url, autocommit=True)
        self.above.execute("SET lock_timeout = '5s'")
        make_tables(database, walled=walled)
        self.fill()

    def fill(self) -> None:
        self.above.execute("DELETE FROM remarks")
        self.above.execute("DELETE FROM notes")
        self.above.execute("DELETE FROM landmarks")
        for tenant in (EAST, WEST):
            self.above.execute(FILL_NOTES, (tenant, LAST + (tenant == EAST)))
            self.above.execute(FILL_REMARKS, (tenant, LAST))
        self.above.execute("INSERT INTO landmarks SELECT generate_series(1, 9)")

    def rows_of(self, tenant: str) -> list[tuple[object, ...]]:
        """Give a tenant's rows as they are, seen from above the wall."""
        notes = "SELECT tenant, id, text FROM notes WHERE tenant = %s ORDER BY id"
        remarks = "SELECT tenant, note_id FROM remarks WHERE tenant = %s ORDER BY id"
        return [*self.above.execute(notes, (tenant,)), *self.above.execute(remarks, (tenant,))]

    def close(self) -> None:
        self.above.close()
        self.engine.dispose()


FILL_NOTES = """INSERT INTO notes (tenant, id, text) OVERRIDING SYSTEM VALUE
  SELECT %s, number, '' FROM generate_series(1, %s) AS number"""
FILL_REMARKS = "INSERT INTO remarks (tenant, note_id) SELECT %s, number FROM generate_series(1, %s) AS number"


def make_tables(database: Database, *, walled: bool) -> None:
    owner = sa.create_engine(engine_url(database.owner_url), poolclass=sa.NullPool)
    with owner.begin() as connection:
        Base.metadata.create_all(connection)
        # A number that the database hands out must not meet those given by hand.
        connection.exec_driver_sql("ALTER TABLE notes ALTER id RESTART 1000")
        for table in ("notes", "remarks") if walled else ():
            wall(Connected(connection), table)
        grant = "GRANT SELECT, INSERT, UPDATE, DELETE ON notes, remarks, landmarks TO xuefa_app"
        connection.exec_driver_sql(grant)
