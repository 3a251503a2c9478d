"""Ways to read or write the west's rows from the scope of the east, each as a function of a session."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from tests.cast import EAST, WEST
from tests.core.tenancy.probe import Landmark, Note, Remark

NOTES: Any = Note.__table__
REMARKS: Any = Remark.__table__
EASTERN = 4
"""How many notes the east has; whoever counts more has counted the west's."""


def more_than_mine(counted: Any) -> bool:
    return int(counted or 0) > EASTERN


def western(rows: Any) -> bool:
    return any(WEST in tuple(row) for row in rows)


def recursive(session: Session) -> bool:
    start = select(Note.tenant, Note.id).where(Note.id == 1).cte(recursive=True)
    whole = start.union_all(select(Note.tenant, Note.id).where(Note.id == start.c.id + 1))
    return western(session.execute(select(whole)))


def lateral(session: Session) -> bool:
    inner = select(Note.tenant).where(Note.id == Landmark.id).lateral()
    return western(session.execute(select(Landmark.id, inner.c.tenant).join(inner, sa.true())))


def through_cte(session: Session) -> bool:
    cte = select(Note.id).cte()
    return more_than_mine(session.scalar(select(func.count()).select_from(cte)))


def through_subquery(session: Session) -> bool:
    return more_than_mine(session.scalar(select(func.count()).select_from(select(Note.id).subquery())))


def through_union(session: Session) -> bool:
    both = select(Note.tenant, Note.id).union_all(select(Remark.tenant, Remark.note_id))
    return western(session.execute(both))


def through_union_subquery(session: Session) -> bool:
    both = select(Note.tenant, Note.id).union(select(Note.tenant, Note.id)).subquery()
    return western(session.execute(select(both)))


def through_alias(session: Session) -> bool:
    other = aliased(Note)
    return western(session.execute(select(other.tenant)))


def through_insert_from_select(session: Session) -> bool:
    session.execute(insert(Landmark).from_select(["id"], select(Note.id + 100).where(Note.tenant == WEST)))
    return more_than_mine(session.scalar(select(func.count()).where(Landmark.id > 100)) * EASTERN)


def ids(session: Session, statement: Any) -> bool:
    return len(session.execute(statement).all()) > EASTERN


READS: dict[str, Callable[[Session], bool]] = {
    "mapped class": lambda s: western(s.execute(select(Note.tenant, Note.id))),
    "objects": lambda s: any(note.tenant == WEST for note in s.scalars(select(Note))),
    "asked for by name": lambda s: western(s.execute(select(Note.tenant).where(Note.tenant == WEST))),
    "key of a foreign row": lambda s: s.get(Note, (WEST, 1)) is not None,
    "plain table": lambda s: western(s.execute(select(NOTES.c.tenant))),
    "alias of a plain table": lambda s: western(s.execute(select(NOTES.alias("n").c.tenant))),
    "sample of a plain table": lambda s: western(s.execute(select(NOTES.tablesample(100).c.tenant))),
    "join of plain tables": lambda s: western(
        s.execute(select(NOTES.c.tenant).join(REMARKS, REMARKS.c.note_id == NOTES.c.id))
    ),
    "join onto a foreign row": lambda s: western(
        s.execute(select(Remark.tenant).join(Note, Note.id == Remark.note_id))
    ),
    "outer join": lambda s: western(
        s.execute(select(Landmark.id, Note.tenant).outerjoin(Note, Note.id == Landmark.id))
    ),
    "outer join of plain tables": lambda s: western(
        s.execute(select(NOTES.c.tenant).select_from(sa.outerjoin(NOTES, REMARKS)))
    ),
    "implicit from": lambda s: ids(s, select(Landmark.id).where(Landmark.id == Note.id)),
    "exists": lambda s: bool(s.scalar(select(exists().where(Note.tenant == WEST)))),
    "exists of a select": lambda s: bool(s.scalar(select(select(Note).where(Note.tenant == WEST).exists()))),
    "in a subquery": lambda s: bool(
        s.execute(
            select(Landmark.id).where(Landmark.id.in_(select(Note.id).where(Note.tenant == WEST)))
        ).all()
    ),
    "count": lambda s: more_than_mine(s.scalar(select(func.count()).select_from(Note))),
    "count of a column": lambda s: more_than_mine(s.scalar(select(func.count(Note.id)))),
    "count of a plain table": lambda s: more_than_mine(s.scalar(select(func.count()).select_from(NOTES))),
    "scalar subquery": lambda s: more_than_mine(
        s.scalar(select(select(func.count(Note.id)).scalar_subquery()))
    ),
    "group and having": lambda s: western(s.execute(select(Note.tenant).group_by(Note.tenant))),
    "legacy query": lambda s: more_than_mine(s.query(Note).count()),
    "subquery": through_subquery,
    "CTE": through_cte,
    "recursive CTE": recursive,
    "union": through_union,
    "union as a subquery": through_union_subquery,
    "alias": through_alias,
    "lateral": lateral,
    "insert from a select": through_insert_from_select,
    "the session's connection": lambda s: western(s.connection().execute(select(NOTES.c.tenant))),
}

RAW_READS: dict[str, Callable[[Session], bool]] = {
    "text": lambda s: western(s.execute(sa.text("SELECT tenant FROM notes"))),
    "text that counts": lambda s: more_than_mine(s.scalar(sa.text("SELECT count(*) FROM notes"))),
    "text mapped to a class": lambda s: any(
        note.tenant == WEST for note in s.scalars(select(Note).from_statement(sa.text("SELECT * FROM notes")))
    ),
    "driver's SQL": lambda s: western(s.connection().exec_driver_sql("SELECT tenant FROM notes")),
}
"""What the guard cannot read; here the wall stands alone."""


def add(session: Session) -> None:
    session.add(Note(tenant=WEST, text="foreign"))


def merge(session: Session) -> None:
    session.merge(Note(tenant=WEST, id=1, text="foreign"))


def move(session: Session) -> None:
    note = session.scalars(select(Note).where(Note.id == EASTERN)).one()
    note.tenant = WEST


WRITES: dict[str, Callable[[Session], Any]] = {
    "a foreign object": add,
    "a merged object": merge,
    "an object moved": move,
    "insert": lambda s: s.execute(insert(Note).values(tenant=WEST, text="foreign")),
    "insert of many values": lambda s: s.execute(
        insert(Note).values([{"tenant": EAST, "text": ""}, {"tenant": WEST, "text": "foreign"}])
    ),
    "bulk insert": lambda s: s.execute(
        insert(Note), [{"tenant": EAST, "text": ""}, {"tenant": WEST, "text": "foreign"}]
    ),
    "bulk insert mappings": lambda s: s.bulk_insert_mappings(
        Note.__mapper__, [{"tenant": EAST, "text": ""}, {"tenant": WEST, "text": "foreign"}]
    ),
    "bulk save": lambda s: s.bulk_save_objects([Note(tenant=WEST, text="foreign")]),
    "bulk update mappings": lambda s: s.bulk_update_mappings(
        Note.__mapper__, [{"tenant": WEST, "id": 1, "text": "foreign"}]
    ),
    "bulk update by key": lambda s: s.execute(update(Note), [{"tenant": WEST, "id": 1, "text": "foreign"}]),
    "insert into a plain table": lambda s: s.execute(NOTES.insert().values(tenant=WEST, text="foreign")),
    "insert from a select": lambda s: s.execute(
        insert(Note).from_select(["tenant", "text"], select(sa.literal(WEST), sa.literal("foreign")))
    ),
    "insert on the connection": lambda s: s.connection().execute(
        NOTES.insert(), [{"tenant": WEST, "text": "foreign"}]
    ),
    "update of all": lambda s: s.execute(update(Note).values(text="foreign")),
    "update of a plain table": lambda s: s.execute(update(NOTES).values(text="foreign")),
    "update that moves rows": lambda s: s.execute(
        update(Note).where(Note.id == EASTERN).values(tenant=WEST, id=99)
    ),
    "update through a join": lambda s: s.execute(
        update(Note).values(text="foreign").where(Note.id == Remark.note_id)
    ),
    "delete of all": lambda s: s.execute(delete(Remark)),
    "delete from a plain table": lambda s: s.execute(delete(REMARKS)),
    "update on the connection": lambda s: s.connection().execute(update(NOTES).values(text="foreign")),
    "delete on the connection": lambda s: s.connection().execute(delete(REMARKS)),
}

RAW_WRITES: dict[str, Callable[[Session], Any]] = {
    "text insert": lambda s: s.execute(
        sa.text("INSERT INTO notes (tenant, text) VALUES (:t, 'foreign')"), {"t": WEST}
    ),
    "text update": lambda s: s.execute(sa.text("UPDATE notes SET text = 'foreign'")),
    "text delete": lambda s: s.execute(sa.text("DELETE FROM remarks")),
}
