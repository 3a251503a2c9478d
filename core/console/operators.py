"""Operators' accounts: made on the server, the first one on first start."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.accounts.service import hash_password, matches
from core.db import db
from core.decisions.values import say
from core.errors import BadInput, TooMany
from core.tenancy.models import Operator, PlatformSession
from core.web.cookie import new_token, token_hash
from core.web.site import Viewer

STAYS = timedelta(hours=2)
LOCKED_AFTER = 5
LOCKED_FOR = timedelta(minutes=30)
WRONG = say("The account or the password is not right.")


@dataclass(frozen=True, slots=True)
class FirstOperator:
    """The first operator's account with its password, which is kept nowhere."""

    account: str
    password: str


def first_operator(account: str) -> FirstOperator | None:
    """Make the first operator with a random password that must be changed, and commit; None when there is one already."""
    if db.session.scalars(sa.select(Operator.id).limit(1)).first() is not None:
        return None
    password = secrets.token_urlsafe(12)
    make_operator(account, password, must_change=True)
    return FirstOperator(account, password)


def make_operator(account: str, password: str, *, must_change: bool = False) -> str:
    """Make an operator and commit; returns the account."""
    db.session.add(
        Operator(
            account=account, name=account, password_hash=hash_password(password), must_change=must_change
        )
    )
    db.session.commit()
    return account


def sign_in(account: str, password: str) -> str:
    """Sign an operator in, commit and return the token; BadInput when wrong, TooMany while locked.

    An unknown account costs the same work and gives the same answer.
    """
    at = _true_now()
    row = db.session.scalars(sa.select(Operator).where(Operator.account == account)).one_or_none()
    if row is not None and row.locked_until is not None and row.locked_until > at:
        raise TooMany(say("Too many wrong tries. Please try again after {until}.", until=row.locked_until))
    right = matches(row.password_hash if row is not None else None, password)
    if row is None or not right or row.disabled is not None:
        _count_failure(row, at)
        raise BadInput(WRONG)
    row.failures, row.locked_until = 0, None
    token = new_token()
    db.session.execute(sa.delete(PlatformSession).where(PlatformSession.expires < at))
    db.session.add(PlatformSession(token_hash=token_hash(token), operator_id=row.id, expires=at + STAYS))
    db.session.commit()
    return token


def end_sign_in(token: str) -> None:
    """End an operator's sign-in and commit; no error when there is none."""
    db.session.execute(sa.delete(PlatformSession).where(PlatformSession.token_hash == token_hash(token)))
    db.session.commit()


def operator_of(token: str) -> Viewer | None:
    """Return the operator that a token was given to, or None."""
    query = (
        sa.select(Operator)
        .join(PlatformSession, PlatformSession.operator_id == Operator.id)
        .where(
            PlatformSession.token_hash == token_hash(token),
            PlatformSession.expires > sa.func.now(),
            Operator.disabled.is_(None),
        )
    )
    row = db.session.scalars(query).one_or_none()
    return None if row is None else Viewer(id=row.id, kind="operator", name=row.name)


def _count_failure(row: Operator | None, at: datetime) -> None:
    if row is not None:
        row.failures += 1
        if row.failures >= LOCKED_AFTER:
            row.failures, row.locked_until = 0, at + LOCKED_FOR
        db.session.commit()


def _true_now() -> datetime:
    at: datetime = db.session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return at
