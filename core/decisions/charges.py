"""Who pays how much for whom?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Protocol

from core.decisions.facts import Person
from core.decisions.records import Note, Part, Period, record
from core.decisions.values import NOWHERE, Cite, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one payer owes, in fen; ``payer`` is "province", "unit", "learner", or "bureau:<area>"."""

    payer: str
    fen: int
    heads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """The price of a year's participation of some people, by payer, explained."""

    shares: tuple[Share, ...]
    lines: tuple[Line, ...]

    @property
    def fen(self) -> int:
        """The sum over all payers, in fen."""
        return sum(share.fen for share in self.shares)


class Tariff(Part, Protocol):
    """A part that prices participants."""

    def charge(self, people: Iterable[Person]) -> Charge:
        """Return what is owed for these participants and by whom."""
        ...


@record
class WorkingDays:
    """A promise in working days from an act on."""

    least: Annotated[int, Note("working days at the earliest", key="from")]
    most: Annotated[int, Note("working days at the latest", key="to")]
    cite: Cite = NOWHERE


@record
class Payee:
    """The account a transfer goes to."""

    name: Annotated[str, Note("account name")]
    account: Annotated[str, Note("account number")]
    bank: Annotated[str, Note("bank and branch")]
    bank_code: Annotated[str, Note("the bank's code")] = ""
    cite: Cite = NOWHERE


@record
class Fees:
    """The year's fees."""

    tariff: Annotated[Tariff, Note("who pays how much")]
    clocks: Annotated[dict[str, WorkingDays], Note("promises from submission on: activation, invoice")] = (
        field(default_factory=dict)
    )
    payee: Annotated[Payee | None, Note("account that receives transfers")] = None
    period: Annotated[Period | None, Note("days on which fees may be ordered")] = None
    gates: Annotated[bool, Note("whether an unpaid learner may not study")] = False
    public: Annotated[bool, Note("whether units order on a public page, without an account")] = False
    cite: Cite = NOWHERE


FEN = Decimal(100)
