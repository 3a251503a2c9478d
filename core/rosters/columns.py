"""The columns of a sheet of learners: what they are called, what their cells may hold, which a place's templates show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from core.decisions.accounts import Accounts, Roster, RosterColumn
from core.decisions.values import Text, say
from core.sheets.lexicon import Lexicon
from core.web.language import Reader

HEADINGS: Mapping[str, Text] = {
    "account": say("Learner's account number"),
    "name": say("Name"),
    "unit": say("Unit"),
    "id_number": say("Resident ID number"),
    "phone": say("Mobile phone"),
    "rank": say("Rank"),
    "tier": say("Tier"),
    "post": say("Kind of post"),
    "political_status": say("Political status"),
    "email": say("E-mail"),
    "sex": say("Sex"),
    "birth": say("Date of birth"),
    "employment": say("Employment"),
    "joined": say("Joined on"),
    "retires": say("Retires on"),
}
EVERY: tuple[RosterColumn, ...] = get_args(RosterColumn)
USUAL = Roster(full=EVERY, short=("account", "name", "rank"))
"""For places whose rules say nothing about rosters."""

POLITICAL = ("中共党员", "中共预备党员", "共青团员", "民主党派", "群众")
"""Stored as they are said; there is no other word for them in a personnel file."""

EMPLOYMENT = (
    "serving", "retired", "resigned", "long_sick_leave", "maternity_leave", "serious_illness", "seconded",
)  # fmt: skip
POSTS = ("official", "professional", "manual")
SEXES = ("male", "female")
ALSO: Mapping[str, Mapping[str, str]] = {
    "sex": {"男": "male", "女": "female"},
    "political_status": {"党员": "中共党员", "预备党员": "中共预备党员", "团员": "共青团员"},
}
"""What people write besides the words of the templates."""

DAYS = frozenset({"birth", "joined", "retires"})
WORDED = frozenset({"rank", "tier", "post", "political_status", "sex", "employment"})
"""Columns whose cells hold words for keys."""

EXACT = frozenset({"account", "id_number"})
"""Columns in which a number cell has lost digits, or may have."""

COMPACT = frozenset({"account", "id_number", "phone", "email"})
"""Columns without blanks inside, whose full-width signs stand for plain ones."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of learners of one place."""

    lexicon: Lexicon
    roster: Roster
    allowed: Mapping[str, tuple[str, ...]]
    """The keys that a column's cells may hold in words; a column that is missing takes any text."""
    stored: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For each such column what is stored for a word, in every language."""

    @property
    def forms(self) -> tuple[str, ...]:
        """The templates that there are."""
        return ("full", "short") if self.roster.short else ("full",)

    def columns(self, form: str) -> tuple[str, ...]:
        """Return the columns of the full or the short template."""
        return self.roster.short if form == "short" else self.roster.full


def sheet_of(reader: Reader, accounts: Accounts, tiers: tuple[str, ...]) -> Sheet:
    """Return the sheet of a place by its rules."""
    roster = accounts.roster or USUAL
    allowed: dict[str, tuple[str, ...]] = {
        "rank": roster.ranks,
        "tier": tiers,
        "post": POSTS,
        "political_status": POLITICAL,
        "sex": SEXES,
        "employment": EMPLOYMENT,
    }
    allowed = {name: keys for name, keys in allowed.items() if keys}
    lexicon = Lexicon(reader, HEADINGS)
    stored = {name: {**lexicon.keys(keys), **ALSO.get(name, {})} for name, keys in allowed.items()}
    return Sheet(lexicon, roster, allowed, stored)
