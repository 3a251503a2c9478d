"""Signing in: one path for every account, real or not, with the same work and the same answer.

A shared initial password is known to everybody, so it only opens a second question; asked of every name alike.
"""

import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import sqlalchemy as sa

from core.accounts import sessions
from core.accounts.areas import signs_in_on
from core.accounts.hashing import matches
from core.accounts.models import Administrator, Learner, Unit
from core.accounts.roster import person_of, stored_account
from core.accounts.rules import rules_of
from core.accounts.tries import clear, count_failure, refuse_early, stranger, true_now
from core.db import db
from core.decisions.accounts import Accounts, InitialPassword, LoginKey
from core.decisions.audience import is_active
from core.decisions.case import Case
from core.decisions.facts import Facts
from core.decisions.values import Text, Verdict, say
from core.errors import Refused, XuefaError
from core.tenancy.announce import announce
from core.web.site import Site

Person: TypeAlias = Learner | Administrator

LAST = 4
ASKED = {
    "name": say("Your name as in the roster"),
    "phone_last4": say("The last four digits of your registered phone"),
    "id_last4": say("The last four characters of your ID number"),
}


class WrongSignIn(XuefaError):
    """Account, password or second fact is not right; which one is never told."""

    code, status = "wrong_sign_in", 401


class SecondFactNeeded(XuefaError):
    """A shared initial password was typed; ``asks`` is the question from the roster that comes besides."""

    code, status = "second_fact_needed", 401

    def __init__(self, asks: Text) -> None:
        super().__init__(
            say("This is the shared first password. Please also answer the question below."),
            fields={"second_fact": asks},
        )
        self.asks = asks


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """What somebody sent to sign in."""

    typed: str
    password: str
    second_fact: str = ""
    client: str = ""


def sign_in(site: Site, typed: str, password: str, second_fact: str = "", client: str = "") -> str:
    """Sign a learner in and return the token for their cookie.

    Raises WrongSignIn, SecondFactNeeded, TooMany, or Refused for a deactivated account whose password was right.
    """
    rules = rules_of(site).accounts
    keys = [key for key in (provider.key(typed) for provider in rules.login) if key is not None]
    sent = Try(typed=typed, password=password, second_fact=second_fact, client=client)
    learner = _enter(site, rules, _find_learner(site, keys), sent, _wrong(keys, sent))
    token = sessions.begin(site, learner.id, None, client)
    db.session.commit()
    announce("learner.signed_in", learner.id, site.year)
    return token


def sign_in_administrator(
    site: Site, typed: str, password: str, second_fact: str = "", client: str = ""
) -> str:
    """Sign an administrator in and return the token for their cookie; raises as ``sign_in`` does."""
    rules = rules_of(site).accounts
    sent = Try(typed=typed, password=password, second_fact=second_fact, client=client)
    administrator = _enter(
        site, rules, _find_administrator(site, stored_account(typed)), sent, _wrong([], sent)
    )
    token = sessions.begin(site, None, administrator.id, client)
    db.session.commit()
    announce("administrator.signed_in", administrator=str(administrator.id))
    return token


def learner_called(site: Site, typed: str) -> Learner | None:
    """Return the learner whom signing in under this name would mean, or None."""
    keys = [provider.key(typed) for provider in rules_of(site).accounts.login]
    return _find_learner(site, [key for key in keys if key is not None])


def administrator_called(site: Site, typed: str) -> Administrator | None:
    """Return the administrator whom signing in under this name would mean, or None."""
    return _find_administrator(site, stored_account(typed))


def second_fact_asked(rules: Accounts) -> Text | None:
    """Return the question of the first sign-in, or None where no initial password is shared."""
    return None if rules.initial is None else ASKED[rules.initial.second_fact]


def shared_passwords(rules: Accounts) -> frozenset[str]:
    """Return the passwords that everybody knows: the initial one and that of a reset."""
    if rules.initial is None:
        return frozenset()
    return frozenset({rules.initial.value, rules.initial.reset_to or rules.initial.value})


def _enter(site: Site, rules: Accounts, found: Any, sent: Try, wrong: WrongSignIn) -> Any:
    if found is not None:
        db.session.refresh(found, with_for_update=True)  # several tries at once must count as several
    at = true_now()
    tried = found if found is not None else stranger(f"{site.area}:{sent.typed}", at)
    _refuse_early(tried, at)
    own = matches(None if found is None else found.password_hash, sent.password)
    asks = second_fact_asked(rules)
    if not own and asks and sent.password in shared_passwords(rules) and not sent.second_fact:
        db.session.commit()
        raise SecondFactNeeded(asks)
    if not own and not _first_time(rules.initial, found, sent):
        locked = count_failure(tried, rules.lock, at)
        db.session.commit()
        if locked and isinstance(found, Learner):
            announce("account.locked", found.id, site.year)
        raise wrong
    clear(tried)
    _refuse_inactive(site, found)
    return found


def _refuse_early(tried: Any, at: Any) -> None:
    try:
        refuse_early(tried, at)
    except XuefaError:
        db.session.commit()
        raise


def _refuse_inactive(site: Site, found: Person) -> None:
    if not found.active:
        why = _why_inactive(site, found) if isinstance(found, Learner) else None
        db.session.commit()
        raise Refused(
            say("This account has been deactivated. Your unit administrator can activate it again."),
            why,
            code="deactivated",
        )


def _why_inactive(site: Site, learner: Learner) -> Verdict:
    """The rule that keeps a deactivated learner out, as every other page tells it."""
    unit = db.session.execute(sa.select(Unit).where(Unit.code == learner.unit)).scalar_one()
    facts = Facts(person=person_of(learner, unit))
    return is_active(Case(rules=rules_of(site, unit.area), facts=facts, at=true_now(), zone=site.zone))


def _first_time(initial: InitialPassword | None, found: Person | None, sent: Try) -> bool:
    """Whether the shared password that stands for this account came with the right second fact."""
    if initial is None or found is None or found.password_hash is not None:
        return False
    stands = (initial.reset_to or initial.value) if found.was_reset else initial.value
    same = hmac.compare_digest(stands.encode(), sent.password.encode())
    known = _second_fact_of(initial, found)
    told = _plain(sent.second_fact)
    return same and known != "" and hmac.compare_digest(known.encode(), told.encode())


def _second_fact_of(initial: InitialPassword, found: Person) -> str:
    if initial.second_fact == "phone_last4":
        return found.phone[-LAST:]
    if initial.second_fact == "id_last4" and isinstance(found, Learner):
        return _plain(found.id_number[-LAST:])
    return _plain(found.name)


def _plain(fact: str) -> str:
    folded = unicodedata.normalize("NFKC", fact).casefold()
    return "".join(sign for sign in folded if not sign.isspace() and sign not in "·•・.")


def _wrong(keys: Sequence[LoginKey], sent: Try) -> WrongSignIn:
    """The answer depends on what was typed alone, so that nobody learns whether such an account exists."""
    if sent.second_fact:
        return WrongSignIn(say("Account, password or the answer to the question is not right."))
    if any(key.field == "pinyin" for key in keys):
        return WrongSignIn(
            say(
                "Account or password is not right. Several people may share the pinyin of a name: "
                "please use your account number or phone."
            )
        )
    return WrongSignIn(say("Account or password is not right."))


def _find_learner(site: Site, keys: Sequence[LoginKey]) -> Learner | None:
    """One query whatever was typed; the first kind of key that names exactly one learner counts."""
    if not keys:
        return None
    query = (
        sa.select(Learner, Unit.area)
        .join(Unit, sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit))
        .where(sa.or_(*(_names(key) for key in keys)))
    )
    rows = db.session.execute(query).all()
    here = [learner for learner, area in rows if signs_in_on(site, area)]
    for key in keys:
        named = [learner for learner in here if _value(learner, key) == key.value.lower()]
        chosen = [learner for learner in named if learner.active] or named
        if chosen:
            return chosen[0] if len(chosen) == 1 else None
    return None


def _names(key: LoginKey) -> sa.ColumnElement[bool]:
    if key.field == "staff_number":
        return cast("sa.ColumnElement[bool]", Learner.profile["staff_number"].astext == key.value)
    if key.field == "account":
        return Learner.account.in_({key.value, key.value.upper()})  # an ID number keeps its capital X
    return cast("sa.ColumnElement[bool]", getattr(Learner, key.field) == key.value)


def _value(learner: Learner, key: LoginKey) -> str:
    if key.field == "staff_number":
        return str(learner.profile.get("staff_number", "")).lower()
    return str(getattr(learner, key.field)).lower()


def _find_administrator(site: Site, account: str) -> Administrator | None:
    query = (
        sa.select(Administrator, Unit.area)
        .join(Unit, sa.and_(Unit.tenant == Administrator.tenant, Unit.code == Administrator.unit))
        .where(Administrator.account == account)
    )
    row = db.session.execute(query).one_or_none()
    return row[0] if row is not None and signs_in_on(site, row[1]) else None
