"""What other domains may ask of rosters: who works on them, how a row is judged and entered, and what sheets were handed in."""

from core.rosters.columns import WORDED
from core.rosters.desk import Desk, desk_of
from core.rosters.entering import enter_learners
from core.rosters.entries import Entry, entry_of_form
from core.rosters.handed import hand_in_sheet, has_sheet, sheet_duty, sheet_person
from core.rosters.judging import plan_learners
from core.rosters.kinds import learners_sheet
from core.rosters.models import SheetHandIn, SheetPerson
from core.rosters.plans import Planned

__all__ = [
    "WORDED",
    "Desk",
    "Entry",
    "Planned",
    "SheetHandIn",
    "SheetPerson",
    "desk_of",
    "enter_learners",
    "entry_of_form",
    "hand_in_sheet",
    "has_sheet",
    "learners_sheet",
    "plan_learners",
    "sheet_duty",
    "sheet_person",
]
