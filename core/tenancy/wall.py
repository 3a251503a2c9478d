"""The second ring as it stands in a database: which tables lack it, and whether a role could climb over it."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

OUTSIDE = {
    "job_progress": "the platform watches all tenants' jobs; a row holds no personal data",
    "quarantines": "every process reads it to know whom not to serve; code and times alone",
}
"""Tables with a tenant's name in them that stand outside the wall on purpose."""

_OPEN = """
SELECT t.relname AS name, t.relrowsecurity AND t.relforcerowsecurity AS walled,
  EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND p.polcmd = '*'
    AND pg_get_expr(p.polqual, p.polrelid) LIKE '%tenant%app.tenant%'
    AND pg_get_expr(p.polwithcheck, p.polrelid) LIKE '%tenant%app.tenant%') AS keyed,
  (SELECT count(*) FROM pg_policy p WHERE p.polrelid = t.oid) AS policies,
  EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = t.oid AND c.contype = 'p'
    AND c.conkey[1] = a.attnum) AS key_first
FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'tenant' AND NOT a.attisdropped
WHERE t.relkind IN ('r', 'p') AND t.relnamespace = 'public'::regnamespace ORDER BY 1
"""

_FOREIGN_KEYS = """
SELECT c.conrelid::regclass::text AS name, c.conname AS key
FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attname = 'tenant' AND NOT a.attisdropped
WHERE c.contype = 'f' AND c.conkey[1] <> a.attnum ORDER BY 1, 2
"""

_ROLE = """
SELECT r.rolsuper OR r.rolbypassrls AS above,
  EXISTS (SELECT FROM pg_class t WHERE t.relowner = r.oid AND t.relkind IN ('r', 'p')
    AND t.relnamespace = 'public'::regnamespace) AS owner
FROM pg_roles r WHERE r.rolname = current_user
"""


def find_gaps(connection: Connection) -> list[str]:
    """Name every table with a tenant column that lacks a part of the wall, or whose keys do not begin with the tenant."""
    gaps = [
        gap for row in connection.execute(sa.text(_OPEN)) if row.name not in OUTSIDE for gap in _gaps(row)
    ]
    return gaps + [
        f"{row.name}: foreign key {row.key} does not begin with the tenant"
        for row in connection.execute(sa.text(_FOREIGN_KEYS))
        if row.name not in OUTSIDE
    ]


def _gaps(row: sa.Row[tuple[str, bool, bool, int, bool]]) -> list[str]:
    name, walled, keyed, policies, key_first = row
    faults = {
        "row-level security is not enabled and forced": not walled,
        "no policy holds rows to app.tenant": not keyed,
        "a second policy widens the first": policies > 1,
        "the primary key does not begin with the tenant": not key_first,
    }
    return [f"{name}: {fault}" for fault, found in faults.items() if found]


def role_above_wall(connection: Connection) -> str | None:
    """Say why the connected role is not held by the wall, or None when it is; the application refuses to serve with one."""
    role = connection.execute(sa.text(_ROLE)).one()
    if role.above:
        return "the role is a superuser or bypasses row-level security"
    return "the role owns tables" if role.owner else None
