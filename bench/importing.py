"""A roster from the file as it was sent to the people on the roster, against a plain COPY of the same rows."""

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

import psycopg
import sqlalchemy as sa
import xlsxwriter
from stdnum.cn import ric

from bench.cpu import cpu_seconds
from bench.world import PASSWORD, TENANT, World
from core.accounts.service import Administrator, NewAdministrator, add_administrator
from core.db import db
from core.jobs import Task
from core.rosters.desk import desk_for
from core.rosters.importing import apply_later, check_roster, enter_roster, import_of, send_in
from core.rosters.models import RosterImport

SIZES = (10_000, 100_000)
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
HEAD = ("学号", "姓名", "身份证号", "手机号码", "职务级别", "岗位类别", "政治面貌", "电子邮箱", "入职日期")
COLUMNS = (
    "tenant, id, unit, account, name, pinyin, phone, id_number, birth, sex, rank, tier, post, employment, "
    "political_status, email, joined, cohorts, categories, contacts_done, profile, must_change, was_reset, failures, active"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """Processor seconds of this process and of PostgreSQL; one waits for the other, so an idle machine takes about as long."""

    people: int
    check: float
    enter: float
    copy: float

    @property
    def ratio(self) -> float:
        return (self.check + self.enter) / self.copy


def imports(world: World) -> Iterator[Imported]:
    """Import a roster of each size, every person new, after the same rows went through COPY."""
    with world.scope():
        add_administrator(NewAdministrator(account="bench", name="测试", unit="u1", password=PASSWORD))
    for start, people in enumerate(SIZES):
        rows = [_person(start * 1_000_000 + number) for number in range(people)]
        copied = _spent(world, partial(_copy, world, rows))
        content, row = _written(rows), _Row()
        check = _spent(world, partial(_check, world, content, row))
        enter = _spent(world, partial(_enter, world, row))
        yield Imported(people=people, check=check, enter=enter, copy=copied)


def _person(number: int) -> tuple[str, ...]:
    name = SURNAMES[number % 10] + GIVEN[number // 10 % 20] + GIVEN[number // 200 % 20]
    body = f"{number // 300_000 + 710_000}{1960 + number % 40}{number // 40 % 12 + 1:02}{number // 480 % 28 + 1:02}"
    body += f"{number // 13_440 % 1000:03}"
    return (
        f"54{number:08}",
        name,
        body + str(ric.calc_check_digit(body + "0")),
        f"1{30_000_000_00 + number:010}",
        "科员及以下",
        "",
        "群众",
        f"p{number}@example.cn",
        "2015-07-01",
    )


def _written(rows: list[tuple[str, ...]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((HEAD, *rows)):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


@dataclass(slots=True)
class _Row:
    number: UUID | None = None


def _check(world: World, content: bytes, row: _Row) -> None:
    with world.scope() as site:
        administrator = db.session.execute(sa.select(Administrator.id)).scalar_one()
        desk = desk_for(administrator, site.area)
        sent = send_in(desk, "learners", io.BytesIO(content), "roster.xlsx")
    row.number = sent.id
    _run(world, check_roster, sent)


def _enter(world: World, row: _Row) -> None:
    with world.scope() as site:
        desk = desk_for(db.session.execute(sa.select(Administrator.id)).scalar_one(), site.area)
        known = import_of(desk, row.number or UUID(int=0))
        if known.state != "preview" or known.counts["refused"]:
            raise RuntimeError(f"the bench's roster was refused: {known.state} {known.counts}")
        apply_later(desk, known.id, partly=False)
        known = import_of(desk, known.id)
    _run(world, enter_roster, known)


def _run(world: World, task: Task, row: RosterImport) -> None:
    with world.app.app_context():
        task.run(TENANT, str(row.progress), {"number": str(row.id)})


def _copy(world: World, rows: list[tuple[str, ...]]) -> None:
    """The same rows into a table of the same shape and indexes, with nothing checked."""
    with psycopg.connect(world.cluster.dsn()) as connection, connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS plain_learners")
        cursor.execute("CREATE TABLE plain_learners (LIKE learners INCLUDING ALL)")
        with cursor.copy(f"COPY plain_learners ({COLUMNS}) FROM STDIN") as copy:
            for account, name, number, phone, rank, post, political, email, joined in rows:
                birth = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
                copy.write_row(
                    (
                        TENANT, uuid4(), "u1", account, name, "", phone, number, birth, "male", rank, "", post, "serving",
                        political, email, joined, "{}", "{}", False, "{}", True, False, 0, True,
                    )
                )  # fmt: skip


def _spent(world: World, act: Callable[[], None]) -> float:
    roots = (os.getpid(), world.cluster.pid or 0)
    before = cpu_seconds(*roots)
    act()
    return cpu_seconds(*roots) - before
