"""Who signs in with what: keys, account numbers, passwords, freezes."""

from dataclasses import dataclass
from typing import Annotated, Literal, Protocol

from core.decisions.records import Note, Part, Period, record
from core.decisions.values import NOWHERE, Cite, Text, Verdict

KeyField = Literal["account", "phone", "id_number", "pinyin", "staff_number"]


@dataclass(frozen=True, slots=True)
class LoginKey:
    """The learner's field that a typed text may name, and the text as that field is stored."""

    field: KeyField
    value: str


class LoginProvider(Part, Protocol):
    """A part that reads what was typed into the sign-in form."""

    def key(self, typed: str) -> LoginKey | None:
        """Return the field and stored form that the text may name, or None when it cannot be one."""
        ...

    def label(self) -> Text:
        """Return what the form calls the key."""
        ...


class NumberScheme(Part, Protocol):
    """A part that hands out and checks account numbers."""

    def check(self, number: str, unit_range: str) -> Verdict:
        """Return whether a number is allowed in a unit with this range (its digits' prefix; "" for none)."""
        ...

    def issue(self, unit_range: str, serial: int) -> str | None:
        """Return the number of a serial in a unit's range, or None where numbers are not handed out."""
        ...


@record
class PasswordPolicy:
    """What a learner's own password must look like."""

    at_least: Annotated[int, Note("least length in characters", narrower="higher")]
    at_most: Annotated[int, Note("greatest length in characters")]
    needs: Annotated[tuple[Literal["letters", "digits", "symbols"], ...], Note("what it must contain")] = ()
    only: Annotated[
        tuple[Literal["letters", "digits", "symbols"], ...],
        Note("what it may contain; anything when left out"),
    ] = ()
    cite: Cite = NOWHERE


@record
class InitialPassword:
    """The password a new account starts with; it is never enough alone."""

    value: Annotated[str, Note("the initial password")]
    second_fact: Annotated[
        Literal["name", "phone_last4", "id_last4"],
        Note("the fact from the roster that the first sign-in asks besides"),
    ]
    reset_to: Annotated[
        str, Note("the password an administrator's reset sets; the initial one when left out")
    ] = ""
    must_change: Annotated[bool, Note("whether the first sign-in forces a new one")] = True
    cite: Cite = NOWHERE


@record
class Lock:
    """What wrong passwords lead to."""

    after: Annotated[int, Note("wrong passwords in a row after which the account is locked")]
    minutes: Annotated[int, Note("minutes of the lock, unless an administrator lifts it")]
    cite: Cite = NOWHERE


@record
class Registration:
    """Self-registration by learners."""

    period: Annotated[Period, Note("days on which learners may register", narrower="within")]
    fields: Annotated[tuple[str, ...], Note("what is asked")]
    approval: Annotated[bool, Note("whether an administrator must approve")] = False
    unmatched: Annotated[
        Literal["waits", "enters"],
        Note("without approval: what becomes of somebody who is not on the unit's roster sheet"),
    ] = "waits"
    begins_with: Annotated[
        Literal["initial", "own"],
        Note("the password that they begin with: the initial one, or their own, chosen as they register"),
    ] = "initial"
    cite: Cite = NOWHERE


RosterColumn = Literal[
    "account", "name", "unit", "id_number", "phone", "rank", "tier", "post", "political_status", "email", "sex",
    "birth", "employment", "joined", "retires",
]  # fmt: skip
"""What a spreadsheet of learners can say of each."""


@record
class Roster:
    """The spreadsheet in which units bring their learners."""

    full: Annotated[tuple[RosterColumn, ...], Note("columns of the full template, in this order")]
    short: Annotated[
        tuple[RosterColumn, ...], Note("columns of the short template; there is none when left out")
    ] = ()
    ranks: Annotated[tuple[str, ...], Note("ranks that may be given; any text when left out")] = ()
    cite: Cite = NOWHERE


@record
class Accounts:
    """Accounts of the year."""

    login: Annotated[tuple[LoginProvider, ...], Note("what a learner may sign in with, in this order")]
    number: Annotated[NumberScheme, Note("how account numbers are made")]
    password: Annotated[PasswordPolicy, Note("password policy")]
    initial: Annotated[InitialPassword | None, Note("initial password")] = None
    lock: Annotated[Lock | None, Note("lock after wrong passwords")] = None
    registration: Annotated[Registration | None, Note("self-registration")] = None
    roster: Annotated[Roster | None, Note("the spreadsheet of learners; every column when left out")] = None
    contacts: Annotated[
        Literal["optional", "required", "none"],
        Note("whether contact details are asked after the first sign-in"),
    ] = "optional"
    keeps_passwords: Annotated[bool, Note("whether accounts of the year before keep their password")] = True
    cite: Cite = NOWHERE


@record
class Confirmation:
    """The yearly round in which units and learners confirm their details."""

    period: Annotated[Period, Note("days on which details are confirmed", narrower="within")]
    who: Annotated[tuple[Literal["learner", "unit"], ...], Note("who confirms their details")] = (
        "learner",
        "unit",
    )
    cite: Cite = NOWHERE


@record
class Freeze:
    """A stretch of time in which something may not be done."""

    what: Annotated[
        tuple[Literal["transfers", "profile", "joiners", "deactivation"], ...], Note("what is frozen")
    ]
    period: Annotated[Period | None, Note("the days of the freeze")] = None
    since: Annotated[
        Literal["", "booking", "registration", "first_attempt"], Note("the event from which on it is frozen")
    ] = ""
    cite: Cite = NOWHERE


@record
class Transfers:
    """Who moves a learner between units."""

    by: Annotated[
        tuple[Literal["receiving", "sending", "both"], ...], Note("the administrator who asks for it")
    ]
    confirm: Annotated[bool, Note("whether the other side confirms before it takes effect")] = False
    cite: Cite = NOWHERE
