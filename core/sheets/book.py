"""A workbook being written; every cell is text, so that nothing in it is ever a formula or a link."""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from core.sheets.lexicon import Lexicon

NOTES = "说明 Notes"
MOST_LISTED = 255
"""Signs that a list of allowed words may have in a cell's rule; a longer one stands in the notes alone."""

WIDTH = 14


class Book:
    """A sheet with the headings of a lexicon, row by row."""

    def __init__(
        self, lexicon: Lexicon, sheet: str, names: Sequence[str], widths: Mapping[str, int] | None = None
    ) -> None:
        self.stream = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.stream, {"in_memory": True})
        self.names = list(names)
        self.sheet = self.book.add_worksheet(sheet)
        self.text = self.book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        head = self.book.add_format({"bold": True, "bg_color": "#EEF1F4", "bottom": 1})
        for column, name in enumerate(self.names):
            self.sheet.write_string(0, column, lexicon.heading(name), head)
            self.sheet.set_column(column, column, (widths or {}).get(name, WIDTH), self.text)
        self.sheet.freeze_panes(1, 1)
        self.count = 1

    def row(self, cells: Mapping[str, str], comment: str = "") -> None:
        """Write a row, with a comment at its first cell."""
        for column, name in enumerate(self.names):
            if cells.get(name):
                self.sheet.write_string(self.count, column, cells[name], self.text)
        if comment:
            self.sheet.write_comment(self.count, 0, comment, {"x_scale": 2})
        self.count += 1

    def allow(self, name: str, words: Sequence[str], rows: int) -> None:
        """Offer the words that a column's cells may hold."""
        if words and len(",".join(words)) <= MOST_LISTED:
            column = self.names.index(name)
            rule = {"validate": "list", "source": list(words)}
            self.sheet.data_validation(1, column, rows, column, rule)

    def notes(self, rows: Sequence[tuple[str, str]]) -> None:
        """Write a second sheet that says what may be typed."""
        sheet = self.book.add_worksheet(NOTES)
        sheet.set_column(0, 0, 24, self.text)
        sheet.set_column(1, 1, 80, self.text)
        for number, (name, words) in enumerate(rows):
            sheet.write_string(number, 0, name, self.text)
            sheet.write_string(number, 1, words, self.text)

    def content(self) -> bytes:
        """Return the file."""
        self.book.close()
        return self.stream.getvalue()
