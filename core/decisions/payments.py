"""How is an order paid online, and what does a notice of payment say?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from core.decisions.records import Part


class BadNotice(ValueError):
    """A notice or an answer that is not the payment service's: wrong signature, old, not to be decrypted; the message is a stable word."""


class NoAnswer(OSError):
    """The payment service cannot be reached, or refuses; the message is a stable word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A payment to be made: our number of it, what it is for, fen, and where its notice is to go."""

    number: str
    words: str
    fen: int
    notice_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the payment service says of a payment, verified."""

    number: str
    state: Literal["paid", "waiting", "closed"]
    transaction: str = ""
    """The service's own number, once it is paid."""
    fen: int = 0
    paid_at: datetime | None = None


class PaymentChannel(Part, Protocol):
    """A part that lets orders be paid online."""

    def ready(self, settings: Mapping[str, str]) -> bool:
        """Tell whether the tenant's settings of this channel suffice."""
        ...

    def begin(self, ask: Ask, settings: Mapping[str, str], at: datetime) -> str:
        """Have the service expect a payment and return the address that its QR code holds; raises NoAnswer, BadNotice."""
        ...

    def query(self, number: str, settings: Mapping[str, str], at: datetime) -> Notice:
        """Ask the service what became of a payment; raises NoAnswer, BadNotice."""
        ...

    def read(
        self, headers: Mapping[str, str], body: bytes, settings: Mapping[str, str], at: datetime
    ) -> Notice:
        """Verify and read a notice that came in; raises BadNotice for every one that is not the service's."""
        ...
