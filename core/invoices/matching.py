"""Which request does an issued invoice answer? Pure: what was read, against what was asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.decisions.values import Text, say
from core.invoices.reading import Read

NOBODY = say(
    "No open request fits: neither a request's or an order's number in the file or its name, nor buyer and sum."
)
SEVERAL = say("Several requests fit by buyer and sum; please name the file by the request's number.")
NO_CODE = say("The invoice's own number cannot be read in the file.")
OTHER_BUYER = say("The buyer's taxpayer number of the request does not stand in the file.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A request that waits for its invoice."""

    id: UUID
    request: str
    reference: str
    """Of the order."""
    taxpayer: str
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The request that an invoice answers, or why it answers none."""

    wanted: Wanted | None
    faults: tuple[Text, ...] = ()


def match(read: Read, name: str, wanted: Sequence[Wanted]) -> Match:
    """Return the request that is named in the file or its name, else the only one of this buyer and sum; both are checked."""
    named = [one for one in wanted if _names(read, name, one)]
    fitting = named or [one for one in wanted if not any(faults_of(read, one))]
    if not fitting:
        return Match(wanted=None, faults=(NOBODY,))
    if len(fitting) > 1:
        return Match(wanted=None, faults=(SEVERAL,))
    return Match(wanted=fitting[0], faults=tuple(faults_of(read, fitting[0])))


def faults_of(read: Read, one: Wanted) -> Iterator[Text]:
    """Yield what keeps an invoice from being that of a request."""
    if not read.code:
        yield NO_CODE
    if not read.says(one.taxpayer):
        yield OTHER_BUYER
    if one.fen not in read.sums:
        yield say("The sum of the request, {sum} yuan, does not stand in the file.", sum=_yuan(one.fen))


def _names(read: Read, name: str, one: Wanted) -> bool:
    there = Read(text=name)
    return any(text.says(word) for text in (read, there) for word in (one.request, one.reference))


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"
