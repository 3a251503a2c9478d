"""The cast's administrators with a roster sheet in hand: sending it in, entering it, looking at what came of it."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import sqlalchemy as sa
import xlsxwriter
from flask import Flask

from core.accounts.models import Administrator, Learner, Unit
from core.db import db
from core.rosters.desk import Desk, desk_for
from core.rosters.importing import apply_later, check_roster, enter_roster, import_of, send_in
from core.rosters.models import RosterImport, RosterRow
from tests.sites import Browser, scope_of_site

HEAD = (
    "学号",
    "姓名",
    "单位",
    "身份证号",
    "手机号码",
    "职务级别",
    "岗位类别",
    "政治面貌",
    "电子邮箱",
    "入职日期",
)
ID_1 = "710000199001010015"
"""With a right check digit, under a county code that has none."""


def written(*rows: Mapping[str, object] | tuple[object, ...], head: tuple[str, ...] = HEAD) -> bytes:
    """Write a sheet; a row is its cells in order, or by heading."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((head, *rows)):
            cells = [row.get(name, "") for name in head] if isinstance(row, Mapping) else row
            for column, value in enumerate(cells):
                if value != "":
                    sheet.write(number, column, value)
    return stream.getvalue()


def person(name: str, **cells: object) -> dict[str, object]:
    """Return a row by heading; without an account one must be handed out."""
    return {"姓名": name, **cells}


@contextmanager
def desk(app: Flask, account: str = "a1", host: str = "east") -> Iterator[Desk]:
    """Work as an administrator in their site's scope."""
    with scope_of_site(app, host) as site:
        query = sa.select(Administrator.id).where(Administrator.account == account)
        yield desk_for(db.session.execute(query).scalar_one(), site.area)


def give_range(app: Flask, code: str, number_range: str, host: str = "east") -> None:
    with scope_of_site(app, host):
        db.session.execute(sa.update(Unit).where(Unit.code == code).values(number_range=number_range))
        db.session.commit()


def sent(
    app: Flask,
    content: bytes,
    account: str = "a1",
    host: str = "east",
    name: str = "名册.xlsx",
    kind: str = "learners",
) -> RosterImport:
    """Send a file in as an administrator, up to its preview."""
    with desk(app, account, host) as by:
        row = send_in(by, kind, io.BytesIO(content), name)
    if row.state == "checking":
        run(app, row, check_roster)
    return again(app, row, account, host)


def entered(
    app: Flask, row: RosterImport, *, partly: bool = False, account: str = "a1", host: str = "east"
) -> RosterImport:
    """Let an import be entered, as its worker does it."""
    with desk(app, account, host) as by:
        apply_later(by, row.id, partly=partly)
        row = import_of(by, row.id)
    run(app, row, enter_roster)
    return again(app, row, account, host)


def run(app: Flask, row: RosterImport, task=enter_roster) -> None:
    """Run an import's job, outside every other session of the test."""
    with app.app_context():
        task.run(row.tenant, str(row.progress), {"number": str(row.id)})


def again(app: Flask, row: RosterImport, account: str = "a1", host: str = "east") -> RosterImport:
    with desk(app, account, host) as by:
        return import_of(by, row.id)


def rows(app: Flask, row: RosterImport, host: str = "east") -> list[RosterRow]:
    with scope_of_site(app, host):
        query = sa.select(RosterRow).where(RosterRow.import_id == row.id).order_by(RosterRow.line)
        return list(db.session.scalars(query.execution_options(populate_existing=True)))


def what(app: Flask, row: RosterImport) -> list[str]:
    return [one.what for one in rows(app, row)]


def why(app: Flask, row: RosterImport) -> str:
    """All reasons and remarks of an import's rows, as they are kept."""
    return str([one.why for one in rows(app, row)])


def learner(app: Flask, account: str, host: str = "east") -> Learner | None:
    with scope_of_site(app, host):
        query = sa.select(Learner).where(Learner.account == account)
        return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def browser_of(app: Flask, account: str = "a1", host: str = "east") -> Browser:
    known = Browser(app, host)
    known.sign_in_administrator(account)
    return known
