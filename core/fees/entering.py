"""Statements from upload to money: columns chosen once for a bank, then every line that came in is a receipt in suspense.

A statement is entered whole or not at all. A line that is known by its number changes nothing, so the same file twice,
or two files that overlap, enter nothing twice.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.accounts.service import Acting
from core.audit.service import Actor, note
from core.db import db, now
from core.decisions.stored import store_text
from core.decisions.values import say
from core.errors import BadInput, NotFound, Refused
from core.fees.columns import Head, faults_of, fits, guessed
from core.fees.models import FeeBank, FeeEntry, FeeReceipt, FeeStatement
from core.fees.money import hold_ledger
from core.fees.statements import BankLine, head_in, lines_of, table_of
from core.files.service import StoredFile, file_of, forget_file, keep_file, open_file
from core.jobs import Progress, task
from core.sheets.reading import Table
from core.tenancy.rows import enter_rows
from core.web.paging import Paged, list_address

AT_ONCE = 200 * 1024
"""Bytes of a file that is entered while its sender waits; a larger one is entered by the worker."""

BATCH = 5000
LISTED = 200
"""Lines that entered no money and are kept to be shown."""

LONGEST_NAME = 60
NO_STATEMENT = say("There is no such statement here.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """The page that an address asks for."""

    page: int

    def address(self, **changed: object) -> str:
        """Return the address of another page."""
        return list_address({"page": self.page} | changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPage(Paged):
    """A page of statements."""

    query: PageQuery
    rows: Sequence[FeeStatement]
    total: int


def send_statement(by: Acting, stream: IO[bytes], name: str, bank: str = "") -> FeeStatement:
    """Keep a statement and enter its lines, and commit; where no bank with its columns is known, it waits for them.

    ``bank`` names one that is known; "" has it told by the headings. Raises BadInput for a file that is no statement, has
    other columns than the bank's, or a line that cannot be read; nothing is kept of it then.
    """
    kept = keep_file(stream, name, "statement", by.actor)
    try:
        table, banks = _table(kept), banks_known()
        known = [banks[bank]] if bank in banks else list(banks.values())
        head = head_in(table, known)
        row = _row(by, kept, bank if bank in banks else _recognised(head, banks))
        db.session.add(row)
        db.session.flush()
        _enter_or_wait(row, table, kept.size)
    except BadInput as fault:
        db.session.rollback()
        raise BadInput(fault.text, fields={"file": fault.text}) from fault
    db.session.commit()
    return row


def choose_columns(by: Acting, number: UUID, bank: str, columns: Mapping[str, str]) -> FeeStatement:
    """Remember a bank's columns and enter the statement that waited for them, and commit.

    Raises BadInput for columns that the file has not or that are chosen twice, or a line that cannot be read.
    """
    row = statement_of(by, number, lock=True)
    if row.state != "columns":
        raise Refused(say("This statement is entered already."), code="statement_done")
    file = file_of(row.file)
    table = _table(file)
    chosen = {field: heading for field, heading in columns.items() if heading}
    name = bank.strip()[:LONGEST_NAME]
    faults = faults_of(head_in(table, [chosen]).names, columns)
    if not name:
        faults["bank"] = say("Please fill this in.")
    if faults:
        raise BadInput(next(iter(faults.values())), fields=faults)
    lines_of(table, head_in(table, [chosen]), chosen)
    _remember(by.actor, name, chosen)
    row.bank = name
    _enter_or_wait(row, table, file.size)
    db.session.commit()
    return row


def drop_statement(by: Acting, number: UUID) -> None:
    """Take a statement that waits for its columns away, and commit; raises Refused for one that is entered."""
    row = statement_of(by, number, lock=True)
    if row.state not in {"columns", "refused"}:
        raise Refused(say("This statement is entered already."), code="statement_done")
    forget_file(row.file)
    db.session.execute(sa.delete(FeeStatement).where(FeeStatement.id == number))
    db.session.commit()


def banks_known() -> dict[str, dict[str, str]]:
    """Return the columns of each bank that is remembered."""
    return {
        row.name: dict(row.columns) for row in db.session.scalars(sa.select(FeeBank).order_by(FeeBank.name))
    }


def head_of_statement(row: FeeStatement) -> tuple[Head, dict[str, str], list[Sequence[Any]]]:
    """Return a waiting statement's headings, the columns that they suggest, and its first rows."""
    table = _table(file_of(row.file))
    head = head_in(table, [])
    below = [cells for cells in table.rows[head.row + 1 :] if any(str(cell).strip() for cell in cells)]
    return head, guessed(head.names), below[:5]


def statement_of(by: Acting, number: UUID, *, lock: bool = False) -> FeeStatement:
    """Return a statement of the finance who acts; NotFound for every other."""
    query = sa.select(FeeStatement).where(FeeStatement.id == number, FeeStatement.area == by.site.area)
    query = query.with_for_update() if lock else query
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(NO_STATEMENT)
    return row


def statements_of(by: Acting, page: int) -> StatementPage:
    """Return a page of the statements of the finance who acts, the newest first."""
    mine = sa.select(FeeStatement).where(FeeStatement.area == by.site.area)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(mine.subquery())) or 0
    size = StatementPage.size
    rows = db.session.scalars(
        mine.order_by(FeeStatement.at.desc(), FeeStatement.id).limit(size).offset((page - 1) * size)
    )
    return StatementPage(query=PageQuery(page=page), rows=rows.all(), total=total)


def open_statement(by: Acting, number: UUID) -> StoredFile:
    """Return a statement's file, and commit that it was opened and by whom."""
    row = statement_of(by, number)
    note(by.actor, "open_statement", f"statement/{row.id}", row.file_name)
    db.session.commit()
    return file_of(row.file)


@task("fees.statement")
def enter_statement(progress: Progress, number: str) -> None:
    """Enter a statement that was too large to be entered at once; one that is done stays as it is."""
    query = sa.select(FeeStatement).where(FeeStatement.id == UUID(number)).with_for_update()
    row = db.session.scalars(query).one_or_none()
    if row is None or row.state != "entering":
        return
    try:
        _enter(row, _table(file_of(row.file)), progress)
    except BadInput as fault:
        db.session.rollback()
        row = db.session.scalars(query).one()
        row.state, row.fault = "refused", store_text(fault.text)
    db.session.commit()


def _row(by: Acting, kept: StoredFile, bank: str) -> FeeStatement:
    return FeeStatement(
        id=uuid4(),
        area=by.site.area,
        bank=bank,
        file=kept.id,
        file_name=kept.name,
        state="entering" if bank else "columns",
        at=now(),
        by=by.actor.id,
        by_name=by.actor.name,
    )


def _table(kept: StoredFile) -> Table:
    with open_file(kept) as stream:
        return table_of(stream.read())


def _recognised(head: Head, banks: Mapping[str, Mapping[str, str]]) -> str:
    """The bank whose columns stand in the headings: the one with most of them, "" for none or several."""
    fitting = {name: len(columns) for name, columns in banks.items() if fits(head.names, columns)}
    most = max(fitting.values(), default=0)
    best = [name for name, count in fitting.items() if count == most]
    return best[0] if len(best) == 1 else ""


def _remember(by: Actor, name: str, columns: Mapping[str, str]) -> None:
    known = db.session.scalars(sa.select(FeeBank).where(FeeBank.name == name)).one_or_none()
    if known is None:
        db.session.add(FeeBank(name=name, columns=dict(columns), at=now(), by=by.id, by_name=by.name))
    else:
        known.columns, known.at, known.by, known.by_name = dict(columns), now(), by.id, by.name
    note(by, "remember_bank", name, **columns)


def _enter_or_wait(row: FeeStatement, table: Table, size: int) -> None:
    if not row.bank:
        return
    if size > AT_ONCE:
        row.state, row.progress = "entering", enter_statement.enqueue(number=str(row.id))
        return
    _enter(row, table)


def _enter(row: FeeStatement, table: Table, progress: Progress | None = None) -> None:
    hold_ledger()
    columns = banks_known()[row.bank]
    lines = lines_of(table, head_in(table, [columns]), columns)
    came = [line for line in lines if line.kind == "income" and line.fen]
    known = _known(lines)
    new = _new(came, known)
    for start in range(0, len(new), BATCH):
        _enter_lines(row, new[start : start + BATCH])
        if progress is not None:
            progress.report(start, len(new))
    differing = [
        line for line in came if known.facts.get(line.serial, (line.day, line.fen)) != (line.day, line.fen)
    ]
    row.counts = _counts(lines, came, new, differing)
    row.left_out = [*_left_out(lines, differing)][:LISTED]
    row.state = "entered"
    told = {name: str(count) for name, count in row.counts.items()}
    note(Actor(row.by, row.by_name), "enter_statement", f"statement/{row.id}", row.file_name, **told)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is entered already: the day and sum of each number, and how often what was entered by hand says the same."""

    facts: Mapping[str, tuple[date, int]]
    by_hand: Counter[tuple[date, int, str]]


def _known(lines: Sequence[BankLine]) -> _Known:
    facts: dict[str, tuple[date, int]] = {}
    by_hand: Counter[tuple[date, int, str]] = Counter()
    columns = (FeeReceipt.serial, FeeReceipt.day, FeeReceipt.fen, FeeReceipt.payer, FeeReceipt.statement)
    query, serials = sa.select(*columns), [line.serial for line in lines]
    first, last = min(line.day for line in lines), max(line.day for line in lines)
    for serial, day, fen, payer, statement in db.session.execute(
        query.where(FeeReceipt.day.between(first, last))
    ):
        facts[serial] = (day, fen)
        by_hand[day, fen, payer] += statement is None
    for start in range(0, len(serials), BATCH):
        some = query.where(FeeReceipt.serial.in_(serials[start : start + BATCH]))
        facts |= {serial: (day, fen) for serial, day, fen, *_ in db.session.execute(some)}
    return _Known(facts, by_hand)


def _new(came: Sequence[BankLine], known: _Known) -> list[BankLine]:
    """The lines that are not entered yet; money without a number of the bank may have been entered by hand, each once."""
    new, left = [], Counter(known.by_hand)
    for line in came:
        if line.serial in known.facts:
            continue
        entered = not line.numbered and left[line.day, line.fen, line.payer] > 0
        left[line.day, line.fen, line.payer] -= entered
        if not entered:
            new.append(line)
    return new


def _enter_lines(row: FeeStatement, lines: Sequence[BankLine]) -> None:
    by = {"at": now(), "by": row.by, "by_name": row.by_name}
    keys = {line.number: uuid4() for line in lines}
    receipts = [
        {
            "id": keys[line.number],
            "serial": line.serial,
            "day": line.day,
            "fen": line.fen,
            "payer": line.payer,
            "account": line.account,
            "remark": line.remark,
            "area": row.area,
            "statement": row.id,
            "line": line.number,
            **by,
        }
        for line in lines
    ]
    enter_rows(FeeReceipt, receipts)
    moved = {"debit": "bank", "credit": "unassigned", "reason": "", **by}
    enter_rows(FeeEntry, [{"receipt": keys[line.number], "fen": line.fen, **moved} for line in lines])


def _counts(
    lines: Sequence[BankLine],
    came: Sequence[BankLine],
    new: Sequence[BankLine],
    differing: Sequence[BankLine],
) -> dict[str, int]:
    return {
        "lines": len(lines),
        "new": len(new),
        "fen": sum(line.fen for line in new),
        "known": len(came) - len(new) - len(differing),
        "differing": len(differing),
        "outgoing": sum(line.kind == "outgoing" for line in lines),
        "reversal": sum(line.kind == "reversal" for line in lines),
    }


def _left_out(lines: Sequence[BankLine], differing: Sequence[BankLine]) -> Iterator[dict[str, Any]]:
    """What finance should look at first: money taken back, then numbers with other facts, then what went out."""
    for what, some in (
        ("reversal", [line for line in lines if line.kind == "reversal"]),
        ("differing", differing),
        ("outgoing", [line for line in lines if line.kind == "outgoing"]),
    ):
        for line in some:
            yield {
                "what": what,
                "line": line.number,
                "day": line.day.isoformat(),
                "fen": line.fen,
                "payer": line.payer,
                "remark": line.remark,
                "serial": line.serial if line.numbered else "",
            }
