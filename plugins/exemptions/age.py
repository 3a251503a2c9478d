"""Exemption by age and sex."""

from datetime import date
from typing import Annotated

from core.decisions.case import Case
from core.decisions.exemptions import ExemptionCheck
from core.decisions.facts import Person
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Line, Verdict, Word, say

UNKNOWN = say("birth or sex is not on record")


@part
class AgeBySex(ExemptionCheck):
    """Men of one age and women of another, in full years on a day."""

    men: Annotated[int, Note("age of men from which on they are exempt")]
    women: Annotated[int, Note("age of women from which on they are exempt")]
    on: Annotated[date, Note("day on which the age is taken")]
    cite: Cite = NOWHERE

    def applies(self, case: Case) -> Verdict:
        """Return whether the age is reached on the day; unknown birth or sex does not exempt."""
        person = case.person
        item = say("Age on {day}", day=self.on)
        if person.birth is None or not person.sex:
            return Verdict(False, (Line(item, None, UNKNOWN, self.cite, None, False),))
        needed = self.men if person.sex == "male" else self.women
        age = age_on(person, self.on)
        met = age is not None and age >= needed
        because = say("{sex}: exempt from this age on", sex=Word(person.sex))
        return Verdict(met, (Line(item, age, because, self.cite, needed, met),))


def age_on(person: Person, day: date) -> int | None:
    """Return the full years of age on a day; the birthday completes a year. None when birth is unknown."""
    born = person.birth
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
