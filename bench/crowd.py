"""Many learners at once, made by statements of the database itself from one who is there: too many for the services' pace."""

from collections.abc import Mapping

import psycopg
import sqlalchemy as sa

from bench.world import TENANT, World
from core.accounts.models import Learner
from core.db import Model
from core.postgres.server import SUPERUSER
from core.standings.service import Standing, judge

NUMBERED = "generate_series(%(first)s::int, %(last)s::int) AS n"


def _copied(model: type[Model], source: str, instead: Mapping[str, str]) -> str:
    """The statement that copies one row of a table many times, some columns with something else in them."""
    table: sa.Table = model.__table__  # type: ignore[assignment]  # a mapped class has a table
    columns = [column.name for column in table.columns]
    values = ", ".join(instead.get(name, f"one.{name}") for name in columns)
    return f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {values} FROM {source}"  # noqa: S608 (names of our own)


PEOPLE = _copied(
    Learner,
    f"learners one, {NUMBERED} WHERE one.tenant = %(tenant)s AND one.account = %(like)s",
    {
        "id": "gen_random_uuid()",
        "account": "(6100000000 + n)::text",
        "name": "'学员' || n",
        "must_change": "false",
        "contacts_done": "true",
    },
)
STANDINGS = _copied(
    Standing,
    """standings one JOIN learners l ON l.tenant = one.tenant
    WHERE one.tenant = %(tenant)s AND one.learner = %(learner)s
      AND l.account > '6100000000' AND l.account <= '7' AND length(l.account) = 10
    ON CONFLICT DO NOTHING""",
    {"learner": "l.id"},
)


def crowd(world: World, last: int, first: int = 1) -> None:
    """Put learners with these numbers on the roster, each with a standing of the year like that of the world's learner."""
    with world.scope():
        judge(world.learner)
    run(world, (PEOPLE, STANDINGS), first=first, last=last, like=world.account, learner=world.learner)
    run(world, ("VACUUM ANALYZE learners, standings",))


def run(world: World, statements: tuple[str, ...], **values: object) -> None:
    """Run statements above the wall, without looking foreign keys up: the rows fit together as they are made."""
    with psycopg.connect(world.cluster.dsn(SUPERUSER), autocommit=True) as above:
        above.execute("SET session_replication_role = replica")
        for statement in statements:
            above.execute(statement.encode(), {"tenant": TENANT, **values} if "%(" in statement else None)
