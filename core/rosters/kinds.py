"""What can be imported: how each kind of sheet is read, planned and entered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
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
from core.web.roles import Work, may

About: TypeAlias = Mapping[str, str]
"""Where a file comes from, for the kinds that ask it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of sheet."""

    plan: Callable[[Desk, bytes, About], list[Planned]]
    """Read a file and say what happens to each row; BadInput for one that cannot be read."""
    enter: Callable[[Desk, Sequence[Planned], Report], list[UUID]]
    """Enter what is added and changed; return the learners who must be judged again."""
    lexicon: Callable[[Desk], tuple[Lexicon, Sequence[str]]]
    """The words and the columns of its sheet."""
    act: str
    """What the audit trail calls it."""
    event: str
    """What is announced of them."""
    work: Work = "units"
    """Whose work it is."""
    handed_in: bool = True
    """Whether it is a unit's roster sheet, which a unit may owe."""


def learners_sheet(desk: Desk) -> Sheet:
    """Return the sheet of learners of the site's place."""
    rules = rules_of(desk.site)
    return sheet_of(desk.reader, rules.accounts, rules.audience.tiers)


def _plan_learners(desk: Desk, content: bytes, _about: About) -> list[Planned]:
    return list(plan_learners(desk, list(read_entries(content, learners_sheet(desk)))))


def _plan_sheet(desk: Desk, content: bytes, _about: About) -> list[Planned]:
    return plan_sheet(desk, content)


def _plan_units(desk: Desk, content: bytes, _about: About) -> list[Planned]:
    return plan_units(desk, content)


def _learners_lexicon(desk: Desk) -> tuple[Lexicon, Sequence[str]]:
    sheet = learners_sheet(desk)
    return sheet.lexicon, sheet.columns("full")


KINDS: dict[str, Kind] = {
    "learners": Kind(
        plan=_plan_learners,
        enter=enter_learners,
        lexicon=_learners_lexicon,
        act="roster_import",
        event="learner.changed",
    ),
    "sheet": Kind(
        plan=_plan_sheet,
        enter=enter_sheet,
        lexicon=_learners_lexicon,
        act="sheet_handed_in",
        event="learner.changed",
    ),
    "units": Kind(
        plan=_plan_units,
        enter=enter_units,
        lexicon=units_lexicon,
        act="unit_import",
        event="learner.changed",
        handed_in=False,
    ),
}
"""By name; a domain above this one may enter a kind of its own."""


def kinds_for(role: str) -> list[str]:
    """Return the kinds that are the work of a role."""
    return [name for name, kind in KINDS.items() if may(role, kind.work)]
