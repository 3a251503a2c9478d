"""Who of a file is on the roster already: found by account, ID number, phone, or name within a unit, all in two readings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from core.rosters.entries import Entry
from core.tenancy.reading import Reading, read

FIELDS = (
    "account", "name", "unit", "id_number", "phone", "rank", "tier", "post", "political_status", "email", "sex",
    "birth", "employment", "joined", "retires",
)  # fmt: skip
BY_NUMBER = Reading("""
SELECT id, account, name, unit, id_number, phone, rank, tier, post, political_status, email, sex,
  birth, employment, joined, retires
FROM learners WHERE tenant = %(tenant)s
  AND (account = ANY(%(accounts)s) OR id_number = ANY(%(ids)s) OR phone = ANY(%(phones)s))
""")
BY_UNIT = Reading("""
SELECT id, account, name, unit, id_number, phone, rank, tier, post, political_status, email, sex,
  birth, employment, joined, retires
FROM learners WHERE tenant = %(tenant)s AND unit = ANY(%(units)s) AND name = ANY(%(names)s)
""")


@dataclass(frozen=True, slots=True)
class Known:
    """A learner on the roster, with what a file may change."""

    id: UUID
    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return one of their texts."""
        return str(self.values[name])


@dataclass(slots=True)
class Roll:
    """Learners by what they can be found by."""

    by_account: dict[str, Known] = field(default_factory=dict)
    by_id_number: dict[str, list[Known]] = field(default_factory=dict)
    by_phone: dict[str, list[Known]] = field(default_factory=dict)
    by_name: dict[tuple[str, str], list[Known]] = field(default_factory=dict)
    """By unit and name."""


def roll_for(entries: Sequence[Entry], units: Iterable[str]) -> Roll:
    """Return the learners whom the rows of a file may mean; those of other units too, by their numbers."""
    accounts = {one.text("account") for one in entries}
    ids = {one.text("id_number") for one in entries}
    wanted = {
        "accounts": sorted((accounts | ids | {one.text("phone") for one in entries}) - {""}),
        "ids": sorted(ids - {""}),
        "phones": sorted({one.text("phone") for one in entries} - {""}),
    }
    rows = read(BY_NUMBER, **wanted)
    names = sorted({one.text("name") for one in entries} - {""})
    rows += read(BY_UNIT, units=sorted(units), names=names)
    return _roll({row[0]: Known(row[0], dict(zip(FIELDS, row[1:], strict=True))) for row in rows}.values())


def _roll(known: Iterable[Known]) -> Roll:
    roll = Roll()
    for one in known:
        roll.by_account[one.text("account")] = one
        roll.by_name.setdefault((one.text("unit"), one.text("name")), []).append(one)
        if one.text("id_number"):
            roll.by_id_number.setdefault(one.text("id_number"), []).append(one)
        if one.text("phone"):
            roll.by_phone.setdefault(one.text("phone"), []).append(one)
    return roll
