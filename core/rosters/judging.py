"""What happens to each row of a sheet of learners: added, changed, left as it is, or refused with the reason."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.accounts.service import Numbers, Unit, numbers_for, rules_of
from core.db import now
from core.decisions.accounts import NumberScheme
from core.decisions.case import Case
from core.decisions.facts import Facts, Person
from core.decisions.freezes import Change, may_change
from core.decisions.values import Text, say
from core.rosters.desk import Desk
from core.rosters.entries import Entry
from core.rosters.known import FIELDS, Known, Roll, roll_for
from core.rosters.plans import Planned

DISTINCT: Mapping[str, Text] = {
    "account": say("{cell}: the account number {text} stands in several rows of this file."),
    "id_number": say("{cell}: this ID number stands in several rows of this file."),
    "phone": say("{cell}: the phone number {text} stands in several rows of this file."),
}
SECOND_FACTS: Mapping[str, tuple[str, Text]] = {
    "phone_last4": ("phone", say("The first sign-in asks the end of the phone number; please give it.")),
    "id_last4": ("id_number", say("The first sign-in asks the end of the ID number; please give it.")),
}
ELSEWHERE = say("{cell}: this number belongs to somebody of another unit; ask for a transfer.")
NAMESAKE = say(
    "{name} is in this unit already, with the account number {account}. If this is somebody else, give the ID number or phone of both."
)


FROZEN: Mapping[Change, Text] = {
    "joiners": say("Nobody can be added at present."),
    "profile": say("Details of learners cannot be changed at present."),
}


class CannotBe(Exception):
    """A row cannot be entered; ``why`` says why."""

    def __init__(self, *why: Text) -> None:
        super().__init__()
        self.why = why


@dataclass(slots=True)
class Ground:
    """What the rows are judged by."""

    desk: Desk
    units: Mapping[str, Unit]
    """The units that the administrator sees, by code."""
    by_name: Mapping[str, list[Unit]]
    roll: Roll
    numbers: Numbers
    twice: Mapping[str, set[str]]
    """Values that stand in several rows, by column."""
    schemes: dict[str, NumberScheme] = field(default_factory=dict)
    freezes: dict[tuple[str, Change], tuple[Text, ...]] = field(default_factory=dict)

    def scheme(self, unit: Unit) -> NumberScheme:
        """Return how account numbers are made in a unit."""
        if unit.area not in self.schemes:
            self.schemes[unit.area] = self.desk.accounts_of(unit.area).number
        return self.schemes[unit.area]

    def frozen(self, unit: Unit, what: Change) -> tuple[Text, ...]:
        """Return why such a change is frozen in a unit's area now, for everybody; () when it is not."""
        key = unit.area, what
        if key not in self.freezes:
            desk = self.desk
            rules = rules_of(desk.site, unit.area)
            case = Case(
                rules=rules,
                facts=Facts(person=Person(registered=what == "profile")),
                at=now(unit.area),
                zone=desk.site.zone,
            )
            verdict = may_change(case, what)
            self.freezes[key] = tuple(
                text for line in verdict.failing for text in (FROZEN[what], line.because, *verdict.advice)
            )
        return self.freezes[key]


def plan_learners(desk: Desk, entries: Sequence[Entry]) -> Iterator[Planned]:
    """Yield what happens to each row, in the file's order; who is not listed stays as they are."""
    units = desk.units()
    by_name: dict[str, list[Unit]] = {}
    for unit in units.values():
        by_name.setdefault(unit.name, []).append(unit)
    named = [unit for unit in (_unit_named(units, by_name, desk, one) for one in entries) if unit is not None]
    given = {one.text("account") for one in entries} - {""}
    unique = list({unit.code: unit for unit in named}.values())
    ground = Ground(
        desk=desk,
        units=units,
        by_name=by_name,
        roll=roll_for(entries, {unit.code for unit in unique}),
        numbers=numbers_for(desk.site, unique, given),
        twice={name: _repeated(entries, name) for name in DISTINCT},
    )
    people = _people_twice(entries)
    for one in entries:
        yield _planned(ground, one, people)


def _repeated(entries: Iterable[Entry], name: str) -> set[str]:
    counts = Counter(text for one in entries if (text := one.text(name)))
    return {text for text, count in counts.items() if count > 1}


def _people_twice(entries: Iterable[Entry]) -> set[tuple[str, str]]:
    """Units and names of several rows of which one tells its person by nothing else."""
    keys = Counter((one.text("unit"), one.text("name")) for one in entries)
    bare = {(one.text("unit"), one.text("name")) for one in entries if not _tells_apart(one)}
    return {key for key in bare if keys[key] > 1}


def _tells_apart(one: Entry) -> bool:
    return bool(one.text("account") or one.text("id_number") or one.text("phone"))


def _planned(ground: Ground, one: Entry, people: set[tuple[str, str]]) -> Planned:
    try:
        _check_file(ground, one, people)
        unit = _unit_of(ground, one)
        known = _known(ground, one, unit)
        return _changed(ground, one, known) if known else _added(ground, one, unit)
    except CannotBe as fault:
        return Planned(
            line=one.line,
            what="refused",
            source=one.source,
            key=one.text("account"),
            name=one.text("name"),
            unit=one.text("unit"),
            why=fault.why,
        )


def _check_file(ground: Ground, one: Entry, people: set[tuple[str, str]]) -> None:
    if one.faults:
        raise CannotBe(*one.faults)
    for name, text in DISTINCT.items():
        if one.text(name) in ground.twice[name]:
            raise CannotBe(Text(text.message, {"cell": one.cell(name), "text": one.text(name)}))
    if (one.text("unit"), one.text("name")) in people:
        text = say(
            "{name} stands in several rows of this file; tell them apart by number.", name=one.text("name")
        )
        raise CannotBe(text)
    if not one.text("name"):
        raise CannotBe(say("{cell}: the name is missing.", cell=one.cell("name")))


def _unit_named(
    units: Mapping[str, Unit], by_name: Mapping[str, list[Unit]], desk: Desk, one: Entry
) -> Unit | None:
    written = one.text("unit")
    if not written:
        return units.get(desk.unit)
    found = by_name.get(written, [])
    return units.get(written) or (found[0] if len(found) == 1 else None)


def _unit_of(ground: Ground, one: Entry) -> Unit:
    found = _unit_named(ground.units, ground.by_name, ground.desk, one)
    if found is not None and found.closed_on is not None:
        raise CannotBe(say("{unit} is closed.", unit=found.name))
    if found is not None:
        return found
    written = one.text("unit")
    if len(ground.by_name.get(written, [])) > 1:
        text = say(
            "{cell}: several units are called {text}; give the unit's code.",
            cell=one.cell("unit"),
            text=written,
        )
        raise CannotBe(text)
    raise CannotBe(say("{cell}: you look after no unit “{text}”.", cell=one.cell("unit"), text=written))


def _known(ground: Ground, one: Entry, unit: Unit) -> Known | None:
    """Who on the roster the row means: by account, then ID number, then name within the unit."""
    roll = ground.roll
    found = roll.by_account.get(one.text("account")) if one.text("account") else None
    same_id = [known for known in roll.by_id_number.get(one.text("id_number"), []) if known is not found]
    if found is None and len(same_id) == 1:
        found, same_id = _by_id(one, same_id[0]), []
    if same_id:
        raise CannotBe(_taken(ground, one, "id_number", same_id[0]))
    if found is None:
        found = _namesake(roll, one, unit)
    if found is not None and found.text("unit") not in ground.desk.scope.units:
        raise CannotBe(_elsewhere(one))
    _check_phone(ground, one, found)
    return found


def _by_id(one: Entry, known: Known) -> Known:
    if one.text("account") and one.text("account") != known.text("account"):
        raise CannotBe(
            say(
                "{cell}: this ID number belongs to the account number {account} already.",
                cell=one.cell("id_number"),
                account=known.text("account"),
            )
        )
    return known


def _namesake(roll: Roll, one: Entry, unit: Unit) -> Known | None:
    """Somebody of the unit with this name, unless their ID numbers or phones tell the two apart."""
    alike = [
        known
        for known in roll.by_name.get((unit.code, one.text("name")), [])
        if not _differ(known, one, "id_number") and not _differ(known, one, "phone")
    ]
    if not alike:
        return None
    if len(alike) == 1 and not one.text("account"):
        return alike[0]
    raise CannotBe(Text(NAMESAKE.message, {"name": one.text("name"), "account": alike[0].text("account")}))


def _differ(known: Known, one: Entry, name: str) -> bool:
    return bool(known.text(name) and one.text(name) and known.text(name) != one.text(name))


def _check_phone(ground: Ground, one: Entry, found: Known | None) -> None:
    for other in ground.roll.by_phone.get(one.text("phone"), []):
        if found is None or other.id != found.id:
            raise CannotBe(_taken(ground, one, "phone", other))


def _taken(ground: Ground, one: Entry, name: str, other: Known) -> Text:
    if other.text("unit") not in ground.desk.scope.units:
        return Text(ELSEWHERE.message, {"cell": one.cell(name)})
    return say(
        "{cell}: this number belongs to {name}, account number {account}.",
        cell=one.cell(name),
        name=other.text("name"),
        account=other.text("account"),
    )


def _elsewhere(one: Entry) -> Text:
    column = "account" if one.text("account") else "id_number"
    return Text(ELSEWHERE.message, {"cell": one.cell(column)})


def _changed(ground: Ground, one: Entry, known: Known) -> Planned:
    unit = ground.units[known.text("unit")]
    if one.text("unit") and _unit_of(ground, one).code != unit.code:
        raise CannotBe(
            say("{cell}: {name} is in {unit}; move them by a transfer.", cell=one.cell("unit"), name=known.text("name"), unit=unit.name)
        )  # fmt: skip
    values = {
        name: value
        for name, value in one.given.items()
        if name not in {"unit", "account"} and known.values[name] != value
    }
    if values and (why := ground.frozen(unit, "profile")):
        raise CannotBe(*why)
    return Planned(
        line=one.line,
        what="changed" if values else "unchanged",
        source=one.source,
        key=known.text("account"),
        name=one.text("name"),
        unit=unit.code,
        target=known.id,
        values=values,
        before={name: known.values[name] for name in values},
        why=one.remarks,
    )


def _added(ground: Ground, one: Entry, unit: Unit) -> Planned:
    if why := ground.frozen(unit, "joiners"):
        raise CannotBe(*why)
    _check_second_fact(ground, one, unit)
    account = _account(ground, one, unit)
    values: dict[str, Any] = dict.fromkeys(FIELDS, "")
    values |= {"birth": None, "joined": None, "retires": None, "employment": "serving"}
    values |= {**one.given, "unit": unit.code, "account": account}
    return Planned(
        line=one.line,
        what="added",
        source=one.source,
        key=account,
        name=one.text("name"),
        unit=unit.code,
        values=values,
        why=one.remarks,
    )


def _check_second_fact(ground: Ground, one: Entry, unit: Unit) -> None:
    initial = ground.desk.accounts_of(unit.area).initial
    column, text = SECOND_FACTS.get(initial.second_fact if initial else "", ("name", NAMESAKE))
    if not one.text(column):
        raise CannotBe(text)


def _account(ground: Ground, one: Entry, unit: Unit) -> str:
    """The number that the row gives, or the one that the place's rule makes."""
    scheme = ground.scheme(unit)
    given = one.text("account")
    if given:
        checked = scheme.check(given, unit.number_range)
        if not checked.met:
            because = [
                line.because for line in checked.lines if not line.met and isinstance(line.because, Text)
            ]
            text = say(
                "{cell}: {text} is no account number of this unit.", cell=one.cell("account"), text=given
            )
            raise CannotBe(text, *because)
        return given
    own = next((number for name in ("id_number", "phone") if _serves(scheme, number := one.text(name))), "")
    if own:
        return _free(ground, one, own)
    found = ground.numbers.next(unit)
    if found is None:
        raise CannotBe(_no_number(scheme, unit))
    return found


def _serves(scheme: NumberScheme, number: str) -> bool:
    """Whether the number of a person is their account here: nobody hands numbers out then."""
    return bool(number) and scheme.issue("", 1) is None and scheme.check(number, "").met


def _free(ground: Ground, one: Entry, account: str) -> str:
    other = ground.roll.by_account.get(account)
    if other is not None:
        raise CannotBe(
            _taken(ground, one, "id_number" if one.text("id_number") == account else "phone", other)
        )
    return account


def _no_number(scheme: NumberScheme, unit: Unit) -> Text:
    if scheme.issue("", 1) is None:
        return say("The account number is missing: it is the person's own number here.")
    if unit.number_range:
        return say("The number range {range} of {unit} is used up.", range=unit.number_range, unit=unit.name)
    return say(
        "The account number is missing, and {unit} has no number range to take one from.", unit=unit.name
    )
