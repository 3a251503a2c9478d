"""What every migration that makes a tenant's table calls for it: the second ring."""

from typing import Protocol


class Operations(Protocol):
    """What is needed of Alembic's ``op``."""

    def execute(self, sqltext: str, /) -> None: ...


APPLICATION = "xuefa_app"
"""The role that the application connects with; it owns nothing and cannot bypass the wall."""

CHANGES = "SELECT, INSERT, UPDATE, DELETE"
APPENDS = "SELECT, INSERT"
"""What the application may do with a ledger: rows are added with a reason, never changed."""

POLICY = "tenant = nullif(current_setting('app.tenant', true), '')"


def wall(op: Operations, table: str, grants: str = CHANGES) -> None:
    """Let the application see and write only rows of the tenant that the transaction names; none when it names none."""
    op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    op.execute(f'CREATE POLICY tenant ON "{table}" USING ({POLICY}) WITH CHECK ({POLICY})')
    allow(op, table, grants)


def allow(op: Operations, table: str, grants: str = CHANGES) -> None:
    """Grant the application a table that lies outside the wall; it must hold no personal data of learners."""
    op.execute(f'GRANT {grants} ON "{table}" TO {APPLICATION}')


def hold_closed_years(op: Operations, table: str, by: str, acts: str = "INSERT OR UPDATE OR DELETE") -> None:
    """Let the database refuse what would change rows of a closed year; for each table of yearly rows.

    ``by`` says how a row's place is found: learner, area, unit, course, question (``refuse_closed_year`` in 0025_years).
    The trigger's name lets it come before those that fill rows in.
    """
    op.execute(
        f"CREATE TRIGGER a_closed_year BEFORE {acts} ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION refuse_closed_year('{by}')"
    )
