"""A bank's statement as lines of money: every line is read or the file is refused with its cell; what left the account is told apart."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from core.decisions.values import Text, say
from core.errors import BadInput
from core.fees.cells import Unreadable, day_in, fen_in, plain
from core.fees.columns import IN_WORDS, OUT_WORDS, Head, fits, head_of
from core.sheets.reading import Limits, Table, letters_of, read_table

MOST_LINES = 100_000
MOST_FAULTS = 10
LONGEST = 200
LIMITS = Limits(
    rows=MOST_LINES,
    too_many=say("The statement has more than {most} lines; export a shorter span.", most=MOST_LINES),
    needed=(),
    csv=True,
)
FOOTERS = ("合计", "总计", "小计", "本页", "累计", "以下空白", "total")
NO_HEADINGS = say(
    "No row names the columns. A statement needs headings such as 交易日期, 贷方发生额 and 对方户名 above its lines."
)
BAD = object()
"""Stands for a cell that could not be read, whose fault is kept."""

Kind = Literal["income", "outgoing", "reversal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """One line of a statement; ``fen`` is never negative, ``kind`` says which way the money went."""

    number: int
    """The row in the file."""
    kind: Kind
    day: date
    fen: int
    payer: str
    account: str = ""
    remark: str = ""
    serial: str = ""
    """The bank's own number, or a digest of the line where the bank gives none."""
    numbered: bool = True
    """Whether the bank gave the number."""


def table_of(content: bytes) -> Table:
    """Return the rows of a statement's file; BadInput for one that is none, is locked, or hides something."""
    table = read_table(content, LIMITS)
    if table.marks.hides:
        raise BadInput(
            say("The file has a hidden sheet; show or delete it, so that you see all that you send.")
        )
    return table


def head_in(table: Table, known: Sequence[Mapping[str, str]]) -> Head:
    """Return the row that names the columns; BadInput without one."""
    head = head_of(table.rows, known)
    if head is None:
        raise BadInput(NO_HEADINGS)
    return head


def lines_of(table: Table, head: Head, columns: Mapping[str, str]) -> list[BankLine]:
    """Return every line below the headings; BadInput that names each cell which cannot be read, the first ten.

    ``columns`` gives the heading of each field. A total below the lines is no line.
    """
    _refuse_other_columns(head, columns)
    places = {field: head.names.index(name) for field, name in columns.items() if name}
    headings = {places[field]: columns[field] for field in places}
    read = _Reader(table, places, headings, _width(table, head))
    lines = [line for row in range(head.row + 1, len(table.rows)) if (line := read.line(row))]
    if read.faults:
        raise BadInput(_joined(read.faults))
    if not lines:
        raise BadInput(say("There are no lines below the headings."))
    return list(_identified(lines))


def _refuse_other_columns(head: Head, columns: Mapping[str, str]) -> None:
    missing = [columns[field] for field in columns if columns[field] and columns[field] not in head.names]
    if missing or not fits(head.names, columns):
        raise BadInput(
            say(
                "Line {line} names other columns than this bank's: “{heading}” is missing. Choose the bank of the file, or a new one.",
                line=head.row + 1,
                heading=missing[0] if missing else "",
            )
        )


class _Reader:
    """Reads the rows of one file and keeps what is wrong with its cells."""

    def __init__(
        self, table: Table, places: Mapping[str, int], headings: Mapping[int, str], width: int
    ) -> None:
        self.table, self.places, self.headings = table, places, headings
        self.faults: list[Text] = []
        self.merged = _merged_rows(table.marks.merged)
        self.width = width

    def line(self, row: int) -> BankLine | None:
        """Return the line of a row; None for an empty one, a total, or one that cannot be read."""
        cells = self.table.rows[row]
        if (
            len(self.faults) >= MOST_FAULTS
            or not any(str(cell).strip() for cell in cells)
            or _is_footer(cells)
        ):
            return None
        if self._is_untyped(row):
            return None
        said = {field: self._read(row, field) for field in self.places}
        return self._line(row, said) if not self._lacks(row, said) else None

    def _is_untyped(self, row: int) -> bool:
        if (row + 1) in self.table.marks.formulas:
            cell = self.table.marks.formulas[row + 1]
            self.faults.append(say("cell {cell} holds a formula; paste its value", cell=cell))
            return True
        if len(self.table.rows[row]) > self.width:
            self.faults.append(
                say(
                    "line {line} has more cells than there are headings; a sum with a comma needs quotes",
                    line=row + 1,
                )
            )
            return True
        if (row + 1) in self.merged:
            cells = self.merged[row + 1]
            self.faults.append(say("cells {cells} are merged; take the merging back", cells=cells))
            return True
        return False

    def _read(self, row: int, field: str) -> Any:
        place, cells = self.places[field], self.table.rows[row]
        value = cells[place] if place < len(cells) else ""
        try:
            if field == "day":
                return day_in(value)
            return fen_in(value) if field in {"income", "outgoing"} else plain(value)[:LONGEST]
        except Unreadable as fault:
            self._fault(row, field, str(value)[:40], fault.why)
            return BAD

    def _lacks(self, row: int, said: Mapping[str, Any]) -> bool:
        """Tell whether a cell could not be read, and keep that one is missing."""
        if any(value is BAD for value in said.values()):
            return True
        empty = [field for field in ("day",) if said[field] is None]
        if not said["income"] and not said.get("outgoing"):
            empty.append("income")
        for field in empty:
            self._fault(row, field, "", say("is empty"))
        return bool(empty)

    def _fault(self, row: int, field: str, found: str, why: Text) -> None:
        place = self.places[field]
        self.faults.append(
            say(
                "{cell} ({heading}) “{found}” {why}",
                cell=f"{letters_of(place)}{row + 1}",
                heading=self.headings[place],
                found=found,
                why=why,
            )
        )

    def _line(self, row: int, said: Mapping[str, Any]) -> BankLine | None:
        found = _way(said)
        if found is None:
            self._fault(row, "direction", said["direction"], say("says neither in (贷, 收) nor out (借, 支)"))
            return None
        kind, fen = found
        remark = " ".join(dict.fromkeys(part for name in ("remark", "note") if (part := said.get(name))))
        return BankLine(
            number=row + 1,
            kind=kind,
            day=said["day"],
            fen=fen,
            payer=said["payer"],
            account=said.get("account", ""),
            remark=remark[:LONGEST],
            serial=said.get("serial", ""),
        )


def _way(said: Mapping[str, Any]) -> tuple[Kind, int] | None:
    """Which way the money of a line went, and how much; None for a direction in unknown words."""
    income, out = said["income"] or 0, said.get("outgoing") or 0
    word = str(said.get("direction") or "").lower()
    if word and word not in IN_WORDS | OUT_WORDS:
        return None
    if out and not income:
        return "outgoing", abs(out)
    if word in OUT_WORDS:
        return "outgoing", abs(income)
    if income < 0:
        two_sided = "outgoing" in said or word
        return ("reversal" if two_sided else "outgoing"), -income
    return "income", income


def _width(table: Table, head: Head) -> int:
    """How many cells a line may have: as many as the headings, or as all lines where the bank ends each with a separator."""
    lengths = [len(cells) for cells in table.rows[head.row + 1 :] if len(cells) > 1]
    shortest = min(lengths) if len(lengths) > 1 else 0
    return max(len(head.names), shortest)


def _identified(lines: Sequence[BankLine]) -> Iterator[BankLine]:
    """Yield the lines with a number each: the bank's where it is given and names one line alone, else a digest of the line."""
    given = Counter(line.serial for line in lines)
    seen: Counter[str] = Counter()
    for line in lines:
        if line.serial and given[line.serial] == 1:
            yield line
            continue
        facts = f"{line.day}|{line.kind}|{line.fen}|{line.payer}|{line.account}|{line.remark}|{line.serial}"
        seen[facts] += 1
        digest = hashlib.sha256(f"{facts}|{seen[facts]}".encode()).hexdigest()[:20]
        yield BankLine(**{**_fields(line), "serial": f"#{digest}", "numbered": False})


def _fields(line: BankLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in BankLine.__slots__}


def _is_footer(cells: Sequence[Any]) -> bool:
    said = next((str(cell).strip().lower() for cell in cells if str(cell).strip()), "")
    return said.startswith(FOOTERS)


def _merged_rows(ranges: Sequence[str]) -> dict[int, str]:
    """The merged cells of each row that has some."""
    rows: dict[int, str] = {}
    for one in ranges:
        first, _, last = one.partition(":")
        ends = ["".join(sign for sign in end if sign.isdigit()) for end in (first, last or first)]
        if all(ends):
            rows |= dict.fromkeys(range(int(ends[0]), min(int(ends[1]), int(ends[0]) + MOST_LINES) + 1), one)
    return rows


def _joined(faults: Sequence[Text]) -> Text:
    text = faults[0]
    for fault in faults[1:]:
        text = say("{first}; {then}", first=text, then=fault)
    return say("The statement was not entered: {faults}.", faults=text)
