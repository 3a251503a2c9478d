"""Putting units and people on the roster, and changing what it says about them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.accounts.hashing import hash_password
from core.accounts.models import Administrator, Learner, Unit
from core.accounts.names import ID_LENGTH, pinyin_of
from core.accounts.rules import rules_of
from core.db import db, keep_now
from core.decisions.facts import Person, Sex
from core.decisions.id_numbers import born_on, is_id_number
from core.decisions.values import say
from core.errors import BadInput, Refused
from core.tenancy.reading import Reading, read
from core.web.site import Site

BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """A unit to be added; ``area`` is the path of the place whose rules apply."""

    code: str
    name: str
    parent: str | None = None
    level: str = ""
    kind: str = ""
    area: str = ""
    region: str = ""
    sector: str = ""
    provincial_direct: bool = False
    stationed: bool = False
    duty: bool = False
    number_range: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLearner:
    """A learner to be added; birth and sex are read from the ID number where they are not given."""

    unit: str
    account: str
    name: str
    phone: str = ""
    id_number: str = ""
    birth: date | None = None
    sex: str = ""
    rank: str = ""
    tier: str = ""
    post: str = ""
    employment: str = "serving"
    political_status: str = ""
    email: str = ""
    joined: date | None = None
    retires: date | None = None
    cohorts: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    password: str | None = None
    """A password already chosen, as an account kept from the year before has; None for the shared initial one."""
    profile: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAdministrator:
    """An administrator to be added; with a password of their own, or None for the shared initial one."""

    account: str
    name: str
    unit: str
    role: str = "unit_administrator"
    phone: str = ""
    shared_contact: bool = False
    learner: UUID | None = None
    password: str | None = None
    must_change: bool = True


def add_unit(new: NewUnit) -> Unit:
    """Add one unit and commit; raises Refused for a code that is taken."""
    return add_units([new])[0]


def add_units(new: Iterable[NewUnit]) -> list[Unit]:
    """Add units, parents before children, and commit; raises Refused for a code that is taken."""
    units = [Unit(**asdict(one)) for one in new]
    for unit in units:
        db.session.add(unit)
        _flush(say("There is already a unit with the code {code}.", code=unit.code))
    db.session.commit()
    return units


def add_learner(site: Site, new: NewLearner) -> Learner:
    """Add one learner and commit; raises Refused for an account that is taken, BadInput for a bad number."""
    return add_learners(site, [new])[0]


def add_learners(site: Site, new: Sequence[NewLearner]) -> list[Learner]:
    """Add learners, all or none, and commit; raises BadInput or Refused naming the first bad row."""
    units = {unit.code: unit for unit in db.session.scalars(sa.select(Unit))}
    learners = [_learner(site, units, one) for one in new]
    taken = {learner.account for learner in learners} if learners else set()
    if len(taken) != len(learners):
        raise BadInput(say("One account stands twice in the list."))
    for start in range(0, len(learners), BATCH):
        db.session.add_all(learners[start : start + BATCH])
        _flush(say("One of these accounts already exists."))
    db.session.commit()
    return learners


def add_administrator(new: NewAdministrator) -> Administrator:
    """Add one administrator and commit; raises Refused for an account that is taken."""
    values = asdict(new)
    password = values.pop("password")
    hashed = None if password is None else hash_password(password)
    values["account"] = stored_account(new.account)
    row = Administrator(**values, password_hash=hashed)
    db.session.add(row)
    _flush(say("There is already an administrator with the account {account}.", account=new.account))
    db.session.commit()
    return row


def person_of(learner: Learner, unit: Unit) -> Person:
    """Return a learner and their unit as decisions see them."""
    return Person(
        birth=learner.birth,
        sex=_sex(learner.sex),
        rank=learner.rank,
        tier=learner.tier,
        post=learner.post,
        employment=learner.employment,
        retires=learner.retires,
        joined=learner.joined,
        active=learner.active,
        unit_kind=unit.kind,
        unit_level=unit.level,
        provincial_direct=unit.provincial_direct,
        stationed=unit.stationed,
        duty=unit.duty,
        area=unit.area,
        sector=unit.sector,
        cohorts=frozenset(learner.cohorts),
        registered=bool(learner.profile.get("registered", True)),
        profile_complete=bool(learner.profile.get("complete", True)),
        categories=frozenset(learner.categories),
    )


PERSONS = Reading("""
SELECT l.id, place_now(u.area), place_now(u.area) - statement_timestamp(), l.sex, l.cohorts || ARRAY(
    SELECT c.cohort FROM cohort_entries e JOIN cohort_lists c ON c.tenant = e.tenant AND c.id = e.list
    WHERE e.tenant = l.tenant AND (e.learner = l.id OR e.unit = l.unit)
      AND e.since <= place_now(u.area) AND place_now(u.area) < e.until
  ), l.categories, l.profile,
  l.birth, l.rank, l.tier, l.post, l.employment, l.retires, l.joined, l.active,
  u.kind, u.level, u.provincial_direct, u.stationed, u.duty, u.area, u.sector
FROM learners l JOIN units u ON u.tenant = l.tenant AND u.code = l.unit
WHERE l.tenant = %(tenant)s AND l.id = ANY(%(learners)s)
""")
AS_THEY_ARE = (
    *("birth", "rank", "tier", "post", "employment", "retires", "joined", "active"),
    *("unit_kind", "unit_level", "provincial_direct", "stationed", "duty", "area", "sector"),
)
"""The columns at the end of ``PERSONS``, which are taken over by name."""


def persons_of(learners: Collection[UUID]) -> dict[UUID, Person]:
    """Return learners as decisions see them, and have read their places' time; who is not of the tenant is left out."""
    found = {}
    for learner, at, ahead, sex, cohorts, categories, profile, *columns in read(
        PERSONS, learners=list(learners)
    ):
        found[learner] = person = Person(
            sex=_sex(sex),
            cohorts=frozenset(cohorts),
            categories=frozenset(categories),
            registered=bool(profile.get("registered", True)),
            profile_complete=bool(profile.get("complete", True)),
            **dict(zip(AS_THEY_ARE, columns, strict=True)),
        )
        keep_now(person.area, at, ahead)
    return found


def _learner(site: Site, units: dict[str, Unit], new: NewLearner) -> Learner:
    unit = units.get(new.unit)
    if unit is None:
        raise BadInput(say("There is no unit with the code {code}.", code=new.unit))
    rules = rules_of(site, unit.area).accounts
    checked = rules.number.check(new.account, unit.number_range)
    if not checked.met:
        raise Refused(
            say("The account number {account} is not allowed in this unit.", account=new.account),
            checked,
            code="account_number",
        )
    values = asdict(new)
    password = values.pop("password")
    values |= {"cohorts": list(new.cohorts), "categories": list(new.categories)}
    values |= _from_id(new) | {"account": stored_account(new.account)}
    must_change = password is None and (rules.initial is None or rules.initial.must_change)
    return Learner(
        **values,
        pinyin=pinyin_of(new.name),
        password_hash=None if password is None else hash_password(password),
        must_change=must_change,
        contacts_done=password is not None,
    )


def stored_account(account: str) -> str:
    """Return an account as it is kept: small letters, as sign-in reads it; an ID number with its capital X."""
    plain = "".join(account.split())
    return plain.upper() if is_id_number(plain.upper()) else plain.lower()


def _from_id(new: NewLearner) -> dict[str, Any]:
    number = new.id_number.upper()
    birth = born_on(number) if len(number) == ID_LENGTH else None
    if birth is None:
        return {}
    sex = "male" if int(number[16]) % 2 else "female"
    return {"id_number": number, "birth": new.birth or birth, "sex": new.sex or sex}


def _sex(word: str) -> Sex:
    return "male" if word == "male" else "female" if word == "female" else ""


def _flush(taken: Any) -> None:
    try:
        db.session.flush()
    except sa.exc.IntegrityError as error:
        db.session.rollback()
        raise Refused(taken, code="taken") from error
