"""What somebody sends to register: which unit, who they are, and, where the rules say so, a password of their own."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from core.accounts.own import PHONE
from core.accounts.service import Unit, hash_password, plain_name, rules_of, units_called
from core.db import now
from core.decisions.accounts import Accounts
from core.decisions.accounts import Registration as Rule
from core.decisions.id_numbers import is_id_number
from core.decisions.passwords import check_password
from core.decisions.values import Text, say
from core.errors import BadInput, NotFound, Refused
from core.web.site import Site

LONGEST = 120
OWN_FIELDS = ("unit_name", "name", "id_number", "phone")
"""What has a check of its own here; the others are read as a roster reads them."""
CHECK = say("Please check the details below.")
NO_SUCH_UNIT = say(
    "No unit has this name here. Please write its registered name in full, and choose from what is offered."
)
SEVERAL = say("Several units have this name; please ask your administrator to enter you.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A registration as it was sent, checked field by field."""

    unit: Unit
    name: str
    id_number: str
    phone: str
    more: Mapping[str, str]
    password_hash: str | None
    rule: Rule


def rule_here(site: Site) -> Rule:
    """Return the site's rule of registration; NotFound where learners do not register themselves."""
    rule = rules_of(site).accounts.registration
    if rule is None:
        raise NotFound(say("There is nothing at this address."))
    return rule


def is_open(site: Site, rule: Rule) -> bool:
    """Tell whether the days of registration hold now."""
    return rule.period.holds(now(), site.zone)


def sent_by(site: Site, form: Mapping[str, str]) -> Sent:
    """Return what a form says; BadInput naming every faulty field, Refused outside the days of the unit's place."""
    rule_here(site)
    unit, fault = _unit_named(site, form.get("unit_name", ""))
    accounts = rules_of(site, unit.area if unit else None).accounts
    rule = accounts.registration or rule_here(site)
    faults = {"unit_name": fault} if fault else {}
    faults |= _personal_faults(form, rule)
    faults |= _password_faults(form, accounts, rule)
    if unit is None or faults:
        raise BadInput(CHECK, fields=faults)
    if not is_open(site, rule):
        raise Refused(say("Registration is not open for this unit now."), code="registration_closed")
    return Sent(
        unit=unit,
        name=plain_name(form.get("name", "")),
        id_number=_compact(form.get("id_number", "")).upper(),
        phone=_compact(form.get("phone", "")),
        more={name: form.get(name, "").strip()[:LONGEST] for name in more_fields(rule)},
        password_hash=hash_password(form["password"]) if rule.begins_with == "own" else None,
        rule=rule,
    )


def more_fields(rule: Rule) -> tuple[str, ...]:
    """Return what the rules ask besides unit, name, ID number and phone, by column of the roster."""
    return tuple(name for name in rule.fields if name not in OWN_FIELDS)


def _unit_named(site: Site, typed: str) -> tuple[Unit | None, Text | None]:
    if not typed.strip():
        return None, say("Please write the full name of your unit.")
    found = units_called(site, typed)
    if len(found) == 1:
        return found[0], None
    return None, SEVERAL if found else NO_SUCH_UNIT


def _personal_faults(form: Mapping[str, str], rule: Rule) -> dict[str, Text]:
    faults: dict[str, Text] = {}
    if not 1 < len(plain_name(form.get("name", ""))) <= LONGEST:
        faults["name"] = say("Please give your name as your unit has it.")
    if "id_number" in rule.fields and not is_id_number(_compact(form.get("id_number", "")).upper()):
        faults["id_number"] = say(
            "This is no resident ID number: please compare its 18 places, the last one is a check digit."
        )
    if "phone" in rule.fields and not PHONE.fullmatch(_compact(form.get("phone", ""))):
        faults["phone"] = say("Please give a mobile phone number of 11 digits.")
    return faults


def _password_faults(form: Mapping[str, str], accounts: Accounts, rule: Rule) -> dict[str, Text]:
    if rule.begins_with != "own":
        return {}
    password = form.get("password", "")
    if not check_password(accounts.password, password, accounts.initial).met:
        return {"password": say("This password does not keep the rules below.")}
    if password in {_compact(form.get("phone", "")), _compact(form.get("id_number", ""))}:
        return {"password": say("Please choose a password that is neither your ID number nor your phone.")}
    if password != form.get("again", ""):
        return {"again": say("The two passwords differ.")}
    return {}


def _compact(text: str) -> str:
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
