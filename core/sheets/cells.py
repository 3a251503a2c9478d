"""The cells of one row, read strictly, with what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.decisions.values import Text, say
from core.sheets.lexicon import Lexicon
from core.sheets.reading import Line


@dataclass(slots=True)
class Cells:
    """One row of a sheet with what is wrong with its cells."""

    number: int
    values: Mapping[str, Any]
    lexicon: Lexicon
    days: frozenset[str] = frozenset()
    """Columns whose cells may hold a spreadsheet's own days."""
    faults: list[Text] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return a cell's text; a number, a truth or a time where a text matters is a fault."""
        value = self.values.get(name, "")
        if isinstance(value, str):
            return value.replace("\r\n", "\n").strip()
        if name in self.days and isinstance(value, date):
            return (value.date() if isinstance(value, datetime) else value).isoformat()
        heading = self.lexicon.heading(name)
        self.fault(
            say(
                "“{heading}” holds a number or a date; format the cell as text and type it again.",
                heading=heading,
            )
        )
        return ""

    def fault(self, text: Text) -> None:
        """Keep a fault of the row, once."""
        if text not in self.faults:
            self.faults.append(text)


def cells_in(line: Line, lexicon: Lexicon, days: frozenset[str] = frozenset()) -> Cells:
    """Return a row's cells; a formula among them is a fault."""
    row = Cells(line.number, line.values, lexicon, days)
    if line.formula:
        row.fault(say("The row holds a formula; only what is typed is read."))
    return row
