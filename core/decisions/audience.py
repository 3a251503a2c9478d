"""Does this person take part at all this year?"""

from core.decisions.case import Case
from core.decisions.facts import Person
from core.decisions.values import Line, Text, Verdict, Word, say
from core.decisions.year import Audience

ACTIVE = say("Account")
TAKES_PART = say("Taking part")
IS_ACTIVE = say("the account is active")
IS_INACTIVE = say("the administrator has deactivated the account")
BELONGS = say("belongs to those who take part this year")
ASK_ADMINISTRATOR = say("If this is wrong, ask your unit's administrator to correct your record.")
BY_OWN_DEPARTMENT = say("stationed units are organised by their own department")


def served(case: Case) -> Verdict:
    """Return whether the year's audience includes this person, naming what excludes them."""
    audience, person = case.rules.audience, case.person
    lines = _excluded(audience, person)
    if lines:
        return Verdict(False, lines, (ASK_ADMINISTRATOR,))
    return Verdict(True, (Line(TAKES_PART, Word(person.employment), BELONGS, audience.cite, None, True),))


def is_active(case: Case) -> Verdict:
    """Return whether the account is active."""
    if case.person.active:
        return Verdict(True, (Line(ACTIVE, Word("active"), IS_ACTIVE, case.rules.accounts.cite, None, True),))
    line = Line(ACTIVE, Word("deactivated"), IS_INACTIVE, case.rules.accounts.cite, Word("active"), False)
    return Verdict(False, (line,), (ASK_ADMINISTRATOR,))


def _excluded(audience: Audience, person: Person) -> tuple[Line, ...]:
    lines = []
    for value, allowed, because in (
        (person.employment, audience.employment, EMPLOYMENT),
        (person.unit_kind, audience.unit_kinds, UNIT_KIND),
        (person.unit_level, audience.unit_levels, UNIT_LEVEL),
        (person.rank, audience.ranks, RANK),
    ):
        if allowed and value and value not in allowed:
            lines.append(Line(TAKES_PART, Word(value), because, audience.cite, None, False))
    if person.stationed and audience.stationed == "own":
        lines.append(Line(TAKES_PART, Word("stationed"), BY_OWN_DEPARTMENT, audience.cite, None, False))
    return tuple(lines)


EMPLOYMENT: Text = say("people in this state of employment do not take part")
UNIT_KIND: Text = say("this kind of unit does not take part")
UNIT_LEVEL: Text = say("units of this level do not take part")
RANK: Text = say("this rank does not take part")
