"""Does a registration agree with the unit's roster sheet? Pure: what was sent and what is listed in, the reasons to wait out."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.decisions.accounts import Registration as Rule
from core.decisions.values import Text, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is compared of a person; the unit by its name."""

    unit: str
    name: str
    phone: str


def reasons_to_wait(sent: Said, listed: Said | None, rule: Rule, *, handed_in: bool) -> tuple[Text, ...]:
    """Return why an administrator must look at a registration; () where it may be entered at once.

    ``listed`` is whom a sheet names by the same ID number, ``handed_in`` whether the unit has anybody on a sheet.
    """
    return tuple(_reasons(sent, listed, rule, handed_in=handed_in))


def _reasons(sent: Said, listed: Said | None, rule: Rule, *, handed_in: bool) -> Iterator[Text]:
    if rule.approval:
        yield say("The rules ask an administrator to look at every registration.")
    if listed is None:
        if rule.unmatched == "waits" and not rule.approval:
            yield _not_listed(handed_in=handed_in)
        return
    if listed.unit != sent.unit:
        yield say("The ID number stands on the roster sheet of another unit.")
    if listed.name != sent.name:
        yield say("The roster sheet has another name for this ID number: {name}.", name=listed.name)
    if listed.phone and listed.phone != sent.phone:
        yield say("The roster sheet has another phone: {phone}.", phone=listed.phone)


def _not_listed(*, handed_in: bool) -> Text:
    if handed_in:
        return say("The ID number is not on the unit's roster sheet.")
    return say("The unit has not handed in a roster sheet.")
