"""The sheet of a takeover: the columns of a learner, one for each kind of credit that the year counts, two for each exam."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.accounts.service import rules_of
from core.decisions.openings import opening_buckets
from core.decisions.values import Text, Word, say
from core.decisions.year import YearRules
from core.rosters.service import Desk, More, Sheet, learners_sheet
from core.sheets.lexicon import Lexicon

CREDIT, MARK, SAT = "credit:", "mark:", "sat:"
"""What the names of the further columns begin with, before the kind of credit or the exam."""

CREDIT_NOTE = say(
    "What stood there on the day that the form names, in the year's own unit; empty where there is none."
)
MARK_NOTE = say("The mark as it was reached there; empty where the exam was not sat.")
SAT_NOTE = say("Like 2024-10-09; empty for the day that the form names.")


@dataclass(frozen=True, slots=True)
class Columns:
    """What a takeover's sheet holds by the rules of its place."""

    sheet: Sheet
    """The columns of a learner alone."""
    lexicon: Lexicon
    """The words of all columns."""
    more: Mapping[str, More]
    """The further columns in their order."""


def columns_of(desk: Desk) -> Columns:
    """Return the columns of the site's place in its present year."""
    sheet, rules = learners_sheet(desk), rules_of(desk.site)
    credit = {f"{CREDIT}{bucket}": bucket for bucket in (opening_buckets(rules.study) if rules.study else ())}
    headings: dict[str, Text] = {
        name: say("Credit so far: {kind}", kind=Word(bucket)) for name, bucket in credit.items()
    }
    more = {name: More("12", CREDIT_NOTE) for name in credit}
    for key, title in _exams(rules).items():
        headings[f"{MARK}{key}"] = say("Mark: {exam}", exam=title)
        headings[f"{SAT}{key}"] = say("Day of the exam: {exam}", exam=title)
        more |= {f"{MARK}{key}": More("86", MARK_NOTE), f"{SAT}{key}": More("", SAT_NOTE)}
    lexicon = Lexicon(desk.reader, {**sheet.lexicon.headings, **headings})
    return Columns(sheet, lexicon, more)


def whole_sheet(columns: Columns) -> Sheet:
    """Return the sheet under the words of all its columns, to be written."""
    return replace(columns.sheet, lexicon=columns.lexicon)


def _exams(rules: YearRules) -> dict[str, str]:
    return {key: exam.title for key, exam in rules.exams.items() if exam.takes_marks}
