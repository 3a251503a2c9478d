"""Reports as tables of words and figures, and tables as files: spreadsheet, CSV, PDF. Nothing in them is ever a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

import xlsxwriter

from core.decisions.participation import Share
from core.decisions.rounding import half_up
from core.decisions.values import Text, say
from core.reports.pdf_file import SMALL, TITLE, Paper, paragraph, table
from core.reports.people import PeopleReport, Person
from core.reports.units import Row, UnitReport
from core.web.language import Reader

Cell: TypeAlias = str | int | Decimal | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell's text must not begin with in a CSV: spreadsheets would reckon with it."""

COUNTED: Mapping[str, Text] = {
    "due": say("To take part"),
    "exempt": say("Exempt"),
    "not_assessed": say("Not assessed"),
    "started": say("Have started"),
    "finished": say("Study finished"),
    "unfinished": say("Study unfinished"),
    "passed": say("Passed"),
    "failed": say("Failed"),
    "absent": say("Absent"),
}
RATES: Mapping[str, Text] = {
    "study_participation": say("Study participation"),
    "exam_participation": say("Exam participation"),
    "pass": say("Pass rate"),
}
COLUMNS: Mapping[str, Text] = {
    "account": say("Account number"),
    "name": say("Name"),
    "unit": say("Unit"),
    "tier": say("Tier"),
    "rank": say("Rank"),
    "state": say("State"),
    "earned": say("Study"),
    "mark": say("Exam mark"),
    "score": say("Year score"),
}
"""What is told of each person; whoever exports chooses among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table with what stands above and below it; without a title the headings stand in the first line."""

    title: str
    moment: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()


def units_sheet(report: UnitReport, read: Reader) -> Sheet:
    """Return the unit report with its sum and the denominators of its rates."""
    rates = [_rate(name, read) for name in report.rates]
    head = [read.text(say("Unit")), *(read.text(text) for text in COUNTED.values()), *rates]
    own = [report.own] if report.own else []
    rows = [_unit_row(row, report, read) for row in (*own, *report.rows)]
    total = _unit_row(report.total, report, read)
    return Sheet(
        title=f"{report.name or report.sight.site.name} {read.text(say('Unit report'))} {report.sight.year}",
        moment=moment_of(report, read),
        columns=head,
        rows=[*rows, [read.text(say("In all")), *total[1:]]],
        notes=notes_of(report, read),
    )


def people_sheet(
    report: PeopleReport, people: Iterable[Person], columns: Sequence[str], read: Reader
) -> Sheet:
    """Return the learner report with the columns that were chosen."""
    name = report.path[-1][1] if report.path else report.sight.site.name
    return Sheet(
        title=f"{name} {read.text(say('Learner report'))} {report.sight.year}",
        moment=moment_of(report, read),
        columns=[read.text(COLUMNS[column]) for column in columns],
        rows=[[_told(one, column, read) for column in columns] for one in people],
    )


def moment_of(report: UnitReport | PeopleReport, read: Reader) -> str:
    """Return what the figures are as of."""
    if report.day:
        return read.text(say("Figures as they stood at the end of {day}", day=report.day))
    if report.sight.past:
        return read.text(say("Figures of {year}", year=str(report.sight.past)))
    return read.text(say("Figures as of now"))


def notes_of(report: UnitReport, read: Reader) -> list[str]:
    """Return how each rate is counted, with its source."""
    notes = []
    for name, rule in report.rates.items():
        below = read.glue.join(read.word(state) for state in rule.over) or read.text(say("everybody counted"))
        above = read.glue.join(read.word(one) for one in rule.of)
        said = read.text(say("Of {below}: those who {above}", below=below, above=above))
        source = " ".join(part for part in (rule.cite.document, rule.cite.article, rule.cite.assumed) if part)
        notes.append(f"{_rate(name, read)} — {said} {source}".rstrip())
    return notes


def xlsx_of(sheet: Sheet) -> bytes:
    """Return a workbook: text is text whatever it begins with, figures are figures."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet()
    bold = book.add_format({"bold": True, "bottom": 1})
    top = 3 if sheet.title else 0
    if sheet.title:
        page.write_string(0, 0, sheet.title, book.add_format({"bold": True, "font_size": 14}))
        page.write_string(1, 0, sheet.moment)
    for column, name in enumerate(sheet.columns):
        page.write_string(top, column, name, bold)
        page.set_column(column, column, 24 if column == 0 else 13)
    for number, cells in enumerate(sheet.rows, start=top + 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(number, column, cell)
            elif cell is not None:
                page.write_number(number, column, cell)
    for number, note in enumerate(sheet.notes, start=len(sheet.rows) + top + 2):
        page.write_string(number, 0, note)
    page.freeze_panes(top + 1, 1)
    book.close()
    return stream.getvalue()


def csv_of(sheet: Sheet) -> bytes:
    """Return a CSV for other systems: one line of headings, then the rows; UTF-8 with the mark that Excel wants."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([_harmless(name) for name in sheet.columns])
    writer.writerows([_harmless(cell) for cell in cells] for cells in sheet.rows)
    return stream.getvalue().encode("utf-8-sig")


def pdf_of(sheet: Sheet) -> bytes:
    """Return pages to be printed."""
    paper = Paper(sheet.title, sheet.title, across=True)
    paper.line(sheet.title, size=TITLE * 0.8, align="centre")
    paper.line(sheet.moment, align="centre")
    table(paper, sheet.columns, [[_printed(cell) for cell in cells] for cells in sheet.rows])
    paper.skip(0.5)
    for note in sheet.notes:
        paragraph(paper, note, SMALL)
    return paper.content()


FILES = {"xlsx": xlsx_of, "csv": csv_of, "pdf": pdf_of}


def _rate(name: str, read: Reader) -> str:
    return read.text(RATES[name]) if name in RATES else read.word(name)


def _unit_row(row: Row, report: UnitReport, read: Reader) -> list[Cell]:
    group = report.query.group
    name = row.name if group in {"unit", "region"} or not row.name else read.word(row.name)
    if not name:
        own = say("{unit} itself", unit=report.name) if group == "unit" else say("not stated")
        name = read.text(own)
    return [
        name,
        *(getattr(row.figures, measure) for measure in COUNTED),
        *map(_percent, row.shares.values()),
    ]


def _percent(share: Share) -> Cell:
    return None if share.percent is None else f"{half_up(share.percent, 2)}%"


def _told(one: Person, column: str, read: Reader) -> Cell:
    found = one.found._asdict() | {"earned": one.earned, "mark": one.mark, "score": one.score}
    value = found[column]
    return read.word(value) if column in {"tier", "rank", "state"} and value else value


def _harmless(cell: Cell) -> str:
    text = _printed(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULA) else text


def _printed(cell: Cell) -> str:
    return "" if cell is None else str(cell)
