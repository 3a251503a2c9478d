"""By which channel is somebody told, when, and what if it does not get through?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Annotated, Literal, Protocol

from core.decisions.records import Note, Part, TimeOfDay, record
from core.decisions.values import NOWHERE, Cite

WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)
"""How long is waited after each try that failed; after the last one more it is given up."""
ONE_DAY = timedelta(days=1)
LONGEST_NAME = 3
"""Letters of a mailbox's name that are never shown to others in full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where a person can be reached; "" for what is not known."""

    email: str = ""
    """Confirmed by its owner."""
    phone: str = ""
    accounts: Mapping[str, str] = field(default_factory=dict)
    """Accounts on other services, by the service's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that goes with a letter, by channels that can carry one."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message as it leaves: to one address, in the words of its reader."""

    id: str
    """The same at each try, so that the receiving side can tell a repetition."""
    to: str
    sender: str
    """The name of the platform that writes."""
    subject: str
    text: str
    enclosed: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a letter; ``why`` is a stable word, "" when it was taken."""

    outcome: Literal["sent", "later", "never"]
    why: str = ""


SENT = Answer("sent")


class Channel(Part, Protocol):
    """A part that carries messages out of the platform."""

    def address(self, contact: Contact) -> str:
        """Return where this channel reaches a person, "" where it does not."""
        ...

    def ready(self, platform: Mapping[str, str]) -> bool:
        """Tell whether the platform's settings of this channel suffice to send anything."""
        ...

    def deliver(self, letters: Sequence[Letter], platform: Mapping[str, str]) -> Iterator[Answer]:
        """Send letters in one conversation and yield an answer for each in turn; what goes wrong is an answer too."""
        ...


@record
class Quiet:
    """The hours in which nobody's phone or mailbox is rung; the inbox of the site fills at any hour."""

    begins: Annotated[TimeOfDay, Note("hour from which nothing is sent", key="from")] = timedelta(hours=21)
    ends: Annotated[TimeOfDay, Note("hour from which it is sent again", key="to")] = timedelta(hours=8)
    cite: Cite = NOWHERE


def quiet_until(quiet: Quiet, at: datetime, zone: tzinfo) -> datetime | None:
    """Return when the quiet hours that an instant lies in are over; None outside of them."""
    local = at.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    for first in (midnight - ONE_DAY, midnight):
        begin, end = first + quiet.begins, first + quiet.ends
        if end < begin:
            end += ONE_DAY
        if begin <= local < end:
            return end
    return None


def next_try(tries: int, at: datetime) -> datetime | None:
    """Return when a letter is tried again that was not taken the ``tries``-th time; None: given up."""
    return at + WAITS[tries - 1] if tries <= len(WAITS) else None


def masked_address(address: str) -> str:
    """Return an address as others may see it: the first letters of a mailbox, the ends of a number."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[: min(LONGEST_NAME, len(name) // 2)]}***@{host}"
    return f"{address[:3]}****{address[-4:]}" if len(address) > 2 * LONGEST_NAME + 1 else "***"
