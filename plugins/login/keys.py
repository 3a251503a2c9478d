"""What a learner may type to sign in."""

import re
import unicodedata
from typing import Annotated

from core.decisions.accounts import LoginKey, LoginProvider
from core.decisions.id_numbers import is_id_number
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Text, say

PHONE = re.compile(r"1[3-9]\d{9}")
ACCOUNT = re.compile(r"[0-9A-Za-z][0-9A-Za-z._@-]{0,63}")
LETTERS = re.compile(r"[a-z]{2,64}")


@part
class AccountNumber(LoginProvider):
    """The account number that the unit has handed out."""

    digits: Annotated[int | None, Note("number of digits; any letters and digits when left out")] = None
    cite: Cite = NOWHERE

    def key(self, typed: str) -> LoginKey | None:
        """Return the account number, without spaces and in one case."""
        text = narrowed(typed)
        if self.digits is not None and not (text.isdigit() and len(text) == self.digits):
            return None
        return LoginKey("account", text.lower()) if ACCOUNT.fullmatch(text) else None

    def label(self) -> Text:
        """Return the name of the key."""
        return say("Account number")


@part
class Phone(LoginProvider):
    """The mobile number that the learner has bound."""

    cite: Cite = NOWHERE

    def key(self, typed: str) -> LoginKey | None:
        """Return the mobile number of eleven digits, without +86 and separators."""
        text = re.sub(r"^(\+|00)86|[-]", "", narrowed(typed))
        return LoginKey("phone", text) if PHONE.fullmatch(text) else None

    def label(self) -> Text:
        """Return the name of the key."""
        return say("Mobile number")


@part
class IdNumber(LoginProvider):
    """The resident ID number, with its check digit."""

    cite: Cite = NOWHERE

    def key(self, typed: str) -> LoginKey | None:
        """Return the number of eighteen places when its date and check digit are right."""
        text = narrowed(typed).upper()
        return LoginKey("id_number", text) if is_resident_id(text) else None

    def label(self) -> Text:
        """Return the name of the key."""
        return say("Resident ID number")


@part
class Pinyin(LoginProvider):
    """The pinyin of the learner's name; where two share it, they sign in with another key."""

    cite: Cite = NOWHERE

    def key(self, typed: str) -> LoginKey | None:
        """Return the letters alone, small and without tones, spaces and apostrophes."""
        bare = unicodedata.normalize("NFD", typed.strip().lower().replace("ü", "v"))
        text = "".join(char for char in bare if not unicodedata.combining(char))
        text = re.sub(r"[\s'’·-]", "", text)
        return LoginKey("pinyin", text) if LETTERS.fullmatch(text) else None

    def label(self) -> Text:
        """Return the name of the key."""
        return say("Name in pinyin")


@part
class StaffNumber(LoginProvider):
    """The number that the unit itself gives its staff."""

    cite: Cite = NOWHERE

    def key(self, typed: str) -> LoginKey | None:
        """Return the staff number, without spaces and in capitals."""
        text = narrowed(typed).upper()
        return LoginKey("staff_number", text) if ACCOUNT.fullmatch(text) else None

    def label(self) -> Text:
        """Return the name of the key."""
        return say("Staff number")


def narrowed(typed: str) -> str:
    """Return a text without spaces, its full-width digits and letters made ordinary."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))


def is_resident_id(text: str) -> bool:
    """Tell whether a text is a resident ID number of eighteen places with a right date and check digit."""
    return is_id_number(text)
