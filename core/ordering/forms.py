"""What the public page's forms say; each field that is wrong is named."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.decisions.values import Text, say
from core.errors import BadInput
from core.fees.service import Buyer, buyer_of
from core.ordering.links import name_key
from core.rosters.unit_checks import KINDS

MOST_HEADS = 5000
"""A unit with more people is set up by the office, which asks back first."""
LEAST_NAME, LONGEST_NAME = 4, 60
HEADS = say("Please give the number of people as a whole number from 1 to {most}.", most=MOST_HEADS)
NAME = say("Please give the unit's full name, as on its seal.")
REGION = say("Please choose the city or county.")
KIND = say("Please choose the kind of unit.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnitForm:
    """A unit to be, as its applicant describes it."""

    name: str
    region: str
    kind: str
    heads: int
    buyer: Buyer


def new_unit_of(sent: Mapping[str, str], regions: Mapping[str, str]) -> NewUnitForm:
    """Read an application; raises BadInput that names each wrong field."""
    name = " ".join(sent.get("name", "").split())
    region, kind, heads = (sent.get(key, "").strip() for key in ("region", "kind", "heads_asked"))
    faults: dict[str, Text] = {}
    if not LEAST_NAME <= len(name) <= LONGEST_NAME or len(name_key(name)) < LEAST_NAME:
        faults["name"] = NAME
    if region not in regions:
        faults["region"] = REGION
    if kind not in KINDS:
        faults["kind"] = KIND
    if not heads_of(heads):
        faults["heads_asked"] = HEADS
    buyer = _buyer(sent, faults)
    if faults or buyer is None:
        raise BadInput(next(iter(faults.values())), fields=faults)
    return NewUnitForm(name=name, region=region, kind=kind, heads=heads_of(heads), buyer=buyer)


def heads_of(text: str) -> int:
    """Return a number of people; 0 for what is none or too many."""
    whole = text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_HEADS))
    return int(text) if whole and int(text) <= MOST_HEADS else 0


def _buyer(sent: Mapping[str, str], faults: dict[str, Text]) -> Buyer | None:
    try:
        return buyer_of(sent)
    except BadInput as fault:
        fields: dict[str, Text] = fault.facts["fields"]  # type: ignore[assignment]
        faults.update(fields)
        return None
