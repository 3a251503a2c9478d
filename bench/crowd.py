"""Many learners at once, made by statements of the database itself from one who is there: too many for the services' pace."""

import psycopg

from bench.world import TENANT, World
from core.postgres.server import SUPERUSER
from core.standings.service import judge

PEOPLE = """
INSERT INTO learners SELECT (jsonb_populate_record(l, jsonb_build_object(
  'id', gen_random_uuid(), 'account', (6100000000 + n)::text, 'name', '学员' || n, 'unit', 'u1',
  'must_change', false, 'contacts_done', true))).*
FROM learners l, generate_series(%(first)s::int, %(last)s::int) AS n WHERE l.tenant = %(tenant)s AND l.account = %(like)s
"""
STANDINGS = """
INSERT INTO standings SELECT (jsonb_populate_record(s, jsonb_build_object('learner', l.id))).*
FROM standings s, learners l
WHERE s.tenant = %(tenant)s AND s.learner = (SELECT id FROM learners WHERE tenant = %(tenant)s AND account = %(like)s)
  AND l.tenant = s.tenant AND l.account > '6100000000' AND l.account <= '7' AND length(l.account) = 10
ON CONFLICT DO NOTHING
"""


def crowd(world: World, last: int, first: int = 1) -> None:
    """Put learners with these numbers on the roster, each with a standing of the year like that of the world's learner."""
    with world.scope():
        judge(world.learner)
    run(world, (PEOPLE, STANDINGS), first=first, last=last, like=world.account)
    run(world, ("VACUUM ANALYZE learners, standings",))


def run(world: World, statements: tuple[str, ...], **values: object) -> None:
    """Run statements above the wall, without looking foreign keys up: the rows fit together as they are made."""
    with psycopg.connect(world.cluster.dsn(SUPERUSER), autocommit=True) as above:
        above.execute("SET session_replication_role = replica")
        for statement in statements:
            above.execute(statement.encode(), {"tenant": TENANT, **values} if "%(" in statement else None)
