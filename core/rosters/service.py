"""What other domains may ask of rosters: who works on them, how a row is judged and entered, and what sheets were handed in."""

from core.rosters.columns import WORDED, Sheet
from core.rosters.desk import Desk, desk_for, desk_of
from core.rosters.entering import enter_learners
from core.rosters.entries import LIMITS, Entry, entry_of_form, entry_of_line
from core.rosters.handed import hand_in_sheet, has_sheet, sheet_duty, sheet_person
from core.rosters.importing import apply_later, import_of, imports_of, send_in
from core.rosters.judging import plan_learners
from core.rosters.kinds import KINDS, About, Kind, kinds_for, learners_sheet
from core.rosters.lists import refused_rows
from core.rosters.models import RosterImport, SheetHandIn, SheetPerson
from core.rosters.plans import Planned
from core.rosters.writing import More, write_template

__all__ = [
    "KINDS",
    "LIMITS",
    "WORDED",
    "About",
    "Desk",
    "Entry",
    "Kind",
    "More",
    "Planned",
    "RosterImport",
    "Sheet",
    "SheetHandIn",
    "SheetPerson",
    "apply_later",
    "desk_for",
    "desk_of",
    "enter_learners",
    "entry_of_form",
    "entry_of_line",
    "hand_in_sheet",
    "has_sheet",
    "import_of",
    "imports_of",
    "kinds_for",
    "learners_sheet",
    "plan_learners",
    "refused_rows",
    "send_in",
    "sheet_duty",
    "sheet_person",
    "write_template",
]
