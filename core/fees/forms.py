"""What forms of fees say: the invoice's details, a receipt of the bank; each field that is wrong is named."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from core.decisions.charges import FEN
from core.decisions.values import Text, say
from core.errors import BadInput

LONGEST = 120
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
PHONE = re.compile(r"[0-9+][0-9 -]{5,19}", re.ASCII)
AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?", re.ASCII)
MISSING = say("Please fill this in.")
ABSENT = {
    "title": say("Please give whom the invoice is made out to."),
    "taxpayer": say("Please give the taxpayer number."),
    "email": say("Please give the e-mail address that the invoice is sent to."),
    "contact": say("Please give whom to ask."),
    "phone": say("Please give a telephone number."),
}
"""What stands over the form too, where each line must tell which field it means."""
WRONG = {
    "taxpayer": say(
        "This is no taxpayer number: 18 digits and letters, the last of which checks the others."
    ),
    "email": say("This is no e-mail address."),
    "phone": say("This is no telephone number."),
    "amount": say("Please give a sum in yuan with at most two decimals, such as 1500 or 1500.00."),
    "day": say("Please give the day on which the money came in; it cannot lie ahead."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Whom the invoice is made out to, and whom to ask."""

    title: str
    taxpayer: str
    email: str
    contact: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Money that the bank says has come in."""

    serial: str
    day: date
    fen: int
    payer: str


def buyer_of(sent: Mapping[str, str]) -> Buyer:
    """Read the invoice's details; raises BadInput that names each wrong field."""
    names = ("title", "taxpayer", "email", "contact", "phone")
    said = {name: sent.get(name, "").strip()[:LONGEST] for name in names}
    said["taxpayer"] = said["taxpayer"].upper()
    faults = {name: ABSENT[name] for name, text in said.items() if not text}
    checks: Mapping[str, Callable[[str], bool]] = {
        "taxpayer": is_taxpayer,
        "email": lambda text: MAIL.fullmatch(text) is not None,
        "phone": lambda text: PHONE.fullmatch(text) is not None,
    }
    faults |= {name: WRONG[name] for name, good in checks.items() if said[name] and not good(said[name])}
    _refuse(faults)
    return Buyer(**said)


def received_of(sent: Mapping[str, str], today: date) -> Received:
    """Read a receipt of the bank; raises BadInput that names each wrong field."""
    said = {name: sent.get(name, "").strip()[:LONGEST] for name in ("serial", "payer", "amount", "day")}
    faults = {name: MISSING for name, text in said.items() if not text}
    fen, day = fen_of(said["amount"]), _day(said["day"])
    if said["amount"] and not fen:
        faults["amount"] = WRONG["amount"]
    if said["day"] and (day is None or day > today):
        faults["day"] = WRONG["day"]
    _refuse(faults)
    return Received(serial=said["serial"], day=day or today, fen=fen, payer=said["payer"])


def fen_of(text: str) -> int:
    """Return a sum in yuan as fen, never by way of a float; 0 for what is no sum."""
    return int(Decimal(text) * FEN) if AMOUNT.fullmatch(text) else 0


def is_taxpayer(text: str) -> bool:
    """Tell whether a text is a unified social credit code with the right check sign."""
    try:
        return uscc.validate(text) == text
    except ValidationError:
        return False


def reason_of(sent: Mapping[str, str]) -> str:
    """Return the reason that money matters need; raises BadInput without one."""
    reason = sent.get("reason", "").strip()[:500]
    if not reason:
        _refuse({"reason": say("Please give a reason.")})
    return reason


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _refuse(faults: Mapping[str, Text]) -> None:
    if faults:
        raise BadInput(next(iter(faults.values())), fields=faults)
