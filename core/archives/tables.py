"""The tables that hold rows of tenants, read from the database itself, so that none can be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter

from psycopg import Connection, sql

from core.tenancy.wall import OUTSIDE

_TABLES = """
SELECT t.relname, array_agg(c.attname ORDER BY c.attnum) FILTER (WHERE c.attgenerated = '')
FROM pg_class t
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'tenant' AND NOT a.attisdropped
JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped
WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.relnamespace = 'public'::regnamespace
GROUP BY t.relname ORDER BY t.relname
"""

_PARENTS = """
SELECT c.conrelid::regclass::text, c.confrelid::regclass::text FROM pg_constraint c
WHERE c.contype = 'f' AND c.conrelid <> c.confrelid AND c.connamespace = 'public'::regnamespace
"""

_SEQUENCES = """
SELECT c.attname, pg_get_serial_sequence(%s, c.attname) FROM pg_attribute c
WHERE c.attrelid = %s::regclass AND c.attnum > 0 AND c.attidentity <> ''
"""


@dataclass(frozen=True, slots=True)
class OwnedTable:
    """A table behind the wall with the columns that an archive holds, in the table's order."""

    name: str
    columns: tuple[str, ...]

    @property
    def listed(self) -> sql.Composed:
        """The columns as a statement lists them."""
        return sql.SQL(", ").join(map(sql.Identifier, self.columns))

    @property
    def quoted(self) -> sql.Identifier:
        """The name as a statement has it."""
        return sql.Identifier(self.name)


def owned_tables(connection: Connection) -> tuple[OwnedTable, ...]:
    """Return the tables behind the wall, each after those that its rows belong to."""
    found = {
        name: OwnedTable(name, tuple(columns))
        for name, columns in connection.execute(_TABLES)
        if name not in OUTSIDE
    }
    order = TopologicalSorter[str]({name: set() for name in found})
    for child, parent in connection.execute(_PARENTS):
        if child in found and parent in found:
            order.add(child, parent)
    return tuple(found[name] for name in order.static_order())


def advance_sequences(connection: Connection, tables: tuple[OwnedTable, ...]) -> None:
    """Let the numbers that the database hands out go on above those that stand in the tables."""
    for table, column, sequence in _sequences(connection, tables):
        top = sql.SQL("SELECT setval({}, greatest(max({}), (SELECT last_value FROM {}))) FROM {}")
        name = sql.Identifier(*sequence.replace('"', "").split("."))
        connection.execute(top.format(sql.Literal(sequence), sql.Identifier(column), name, table.quoted))


def _sequences(
    connection: Connection, tables: tuple[OwnedTable, ...]
) -> Iterator[tuple[OwnedTable, str, str]]:
    for table in tables:
        for column, sequence in connection.execute(_SEQUENCES, (f'"{table.name}"', f'"{table.name}"')):
            yield table, column, sequence
