"""How account numbers are made and checked."""

import re
from typing import Annotated

from core.decisions.accounts import NumberScheme
from core.decisions.id_numbers import is_id_number
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Line, Text, Value, Verdict, say

ITEM = say("Account number")
MOBILE = re.compile(r"1[3-9]\d{9}")


@part
class Ranged(NumberScheme):
    """A number of fixed length under the range of its unit: the unit's digits, then a serial."""

    shorthand = "digits"

    digits: Annotated[int, Note("digits of a number")]
    cite: Cite = NOWHERE

    def check(self, number: str, unit_range: str) -> Verdict:
        """Return whether the number has the length and lies in the unit's range."""
        is_long = number.isascii() and number.isdigit() and len(number) == self.digits
        length = say("a number has {digits} digits", digits=self.digits)
        inside = number.startswith(unit_range)
        under = say("it lies under the unit's range {range}", range=unit_range or "*")
        lines = (_line(len(number), length, self.cite, is_long), _line(number, under, self.cite, inside))
        return Verdict(is_long and inside, lines)

    def issue(self, unit_range: str, serial: int) -> str | None:
        """Return the range and the serial, filled with zeros; None when the serial does not fit."""
        room = self.digits - len(unit_range)
        return f"{unit_range}{serial:0{room}d}" if room > 0 and len(str(serial)) <= room else None


@part
class ResidentId(NumberScheme):
    """The resident ID number is the account."""

    cite: Cite = NOWHERE

    def check(self, number: str, unit_range: str) -> Verdict:
        """Return whether it is a resident ID number with a right date and check digit."""
        met = is_id_number(number)
        because = say("a resident ID number of 18 places with its check digit")
        return Verdict(met, (_line(None, because, self.cite, met),))

    def issue(self, unit_range: str, serial: int) -> str | None:
        """Return None: nobody hands these out."""
        return None


@part
class Mobile(NumberScheme):
    """The mobile number is the account."""

    cite: Cite = NOWHERE

    def check(self, number: str, unit_range: str) -> Verdict:
        """Return whether it is a mobile number of eleven digits."""
        met = MOBILE.fullmatch(number) is not None
        return Verdict(met, (_line(None, say("a mobile number of 11 digits"), self.cite, met),))

    def issue(self, unit_range: str, serial: int) -> str | None:
        """Return None: nobody hands these out."""
        return None


@part
class Given(NumberScheme):
    """Numbers are given by the unit as it likes, up to a length."""

    at_most: Annotated[int, Note("greatest length")] = 32
    cite: Cite = NOWHERE

    def check(self, number: str, unit_range: str) -> Verdict:
        """Return whether it is made of letters and digits and not too long."""
        met = 0 < len(number) <= self.at_most and number.isascii() and number.isalnum()
        because = say("letters and digits, at most {most}", most=self.at_most)
        return Verdict(met, (_line(number, because, self.cite, met),))

    def issue(self, unit_range: str, serial: int) -> str | None:
        """Return the range and a serial of at least four digits."""
        return f"{unit_range}{serial:04d}"


def _line(figure: Value | None, because: Text, cite: Cite, met: bool) -> Line:  # noqa: FBT001
    return Line(ITEM, figure, because, cite, None, met)
