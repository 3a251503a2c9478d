"""What can be imported: how each kind of sheet is read, planned and entered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.accounts.service import rules_of
from core.rosters.columns import Sheet, sheet_of
from core.rosters.desk import Desk
from core.rosters.entering import Report, enter_learners
from core.rosters.entries import read_entries
from core.rosters.handed import enter_sheet, plan_sheet
from core.rosters.judging import plan_learners
from core.rosters.plans import Planned
from core.rosters.unit_sheet import enter_units, plan_units, units_lexicon
from core.sheets.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of sheet."""

    plan: Callable[[Desk, bytes], list[Planned]]
    """Read a file and say what happens to each row; BadInput for one that cannot be read."""
    enter: Callable[[Desk, Sequence[Planned], Report], list[UUID]]
    """Enter what is added and changed; return the learners who must be judged again."""
    lexicon: Callable[[Desk], tuple[Lexicon, Sequence[str]]]
    """The words and the columns of its sheet."""
    act: str
    """What the audit trail calls it."""
    event: str
    """What is announced of them."""


def learners_sheet(desk: Desk) -> Sheet:
    """Return the sheet of learners of the site's place."""
    rules = rules_of(desk.site)
    return sheet_of(desk.reader, rules.accounts, rules.audience.tiers)


def _plan_learners(desk: Desk, content: bytes) -> list[Planned]:
    return list(plan_learners(desk, list(read_entries(content, learners_sheet(desk)))))


def _learners_lexicon(desk: Desk) -> tuple[Lexicon, Sequence[str]]:
    sheet = learners_sheet(desk)
    return sheet.lexicon, sheet.columns("full")


KINDS: Mapping[str, Kind] = {
    "learners": Kind(
        plan=_plan_learners,
        enter=enter_learners,
        lexicon=_learners_lexicon,
        act="roster_import",
        event="learner.changed",
    ),
    "sheet": Kind(
        plan=plan_sheet,
        enter=enter_sheet,
        lexicon=_learners_lexicon,
        act="sheet_handed_in",
        event="learner.changed",
    ),
    "units": Kind(
        plan=plan_units,
        enter=enter_units,
        lexicon=units_lexicon,
        act="unit_import",
        event="learner.changed",
    ),
}
