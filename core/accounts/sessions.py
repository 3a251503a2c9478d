"""Sign-ins on a device: begun with a fresh random token, found by its digest, ended by whoever may."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from core.accounts.models import Administrator, Learner, SignIn, Unit
from core.accounts.rules import rules_of
from core.accounts.tries import true_now
from core.db import db
from core.web.cookie import new_token, token_hash
from core.web.site import Role, Site, Viewer

LEARNER_STAYS = timedelta(hours=12)
ADMINISTRATOR_STAYS = timedelta(hours=4)
SEEN_STEP = timedelta(minutes=5)
"""How stale "last seen" may get, so that not every page writes."""

ROLES: Mapping[str, Role] = {
    "unit_administrator": "unit_administrator",
    "provincial_office": "provincial_office",
    "content_editor": "content_editor",
}

NEW_PASSWORD = "accounts.new_password"  # noqa: S105 (an endpoint)
CONTACTS = "accounts.contacts"


def begin(site: Site, learner: UUID | None, administrator: UUID | None, client: str = "") -> str:
    """Add a sign-in to the transaction and return its token, which is nowhere kept; expired ones are swept."""
    at = true_now()
    db.session.execute(sa.delete(SignIn).where(SignIn.expires < at))
    token = new_token()
    stays = LEARNER_STAYS if administrator is None else ADMINISTRATOR_STAYS
    row = SignIn(
        token_hash=token_hash(token),
        area=site.area,
        learner=learner,
        administrator=administrator,
        expires=at + stays,
        client=client[:200],
    )
    db.session.add(row)
    return token


def end(token: str) -> None:
    """Drop the sign-in of a token; no error when there is none."""
    db.session.execute(sa.delete(SignIn).where(SignIn.token_hash == token_hash(token)))


def end_all(*, learner: UUID | None = None, administrator: UUID | None = None) -> None:
    """Drop every sign-in of a person on every device."""
    if learner is not None:
        db.session.execute(sa.delete(SignIn).where(SignIn.learner == learner))
    if administrator is not None:
        db.session.execute(sa.delete(SignIn).where(SignIn.administrator == administrator))


def viewer_of(token: str, site: Site) -> Viewer | None:
    """Return who the token was given to on this site, or None: unknown, expired, deactivated, another area's."""
    found = db.session.execute(
        sa.select(SignIn, Learner, Administrator, sa.func.now())
        .outerjoin(Learner, sa.and_(Learner.tenant == SignIn.tenant, Learner.id == SignIn.learner))
        .outerjoin(
            Administrator,
            sa.and_(Administrator.tenant == SignIn.tenant, Administrator.id == SignIn.administrator),
        )
        .where(
            SignIn.token_hash == token_hash(token),
            SignIn.area == site.area,
            SignIn.expires > sa.func.now(),
        )
    ).one_or_none()
    if found is None:
        return None
    sign_in, learner, administrator, at = found
    if any(person is not None and not person.active for person in (learner, administrator)):
        return None
    _touch(sign_in, at)
    if learner is not None:
        return _as_learner(site, learner, administrator)
    return _as_administrator(administrator)


def _touch(sign_in: SignIn, at: datetime) -> None:
    if at - sign_in.seen > SEEN_STEP:
        sign_in.seen = at
        db.session.commit()


def _as_learner(site: Site, learner: Learner, administrator: Administrator | None) -> Viewer:
    unit = _unit(learner.unit)
    return Viewer(
        id=learner.id,
        kind="learner",
        name=learner.name,
        learner_id=learner.id,
        administrator_id=administrator.id if administrator else None,
        unit=unit.code,
        unit_name=unit.name,
        area=unit.area,
        must_do="" if administrator else _learner_must_do(site, learner, unit),
    )


def _learner_must_do(site: Site, learner: Learner, unit: Unit) -> str:
    if learner.must_change:
        return NEW_PASSWORD
    if not learner.contacts_done and rules_of(site, unit.area).accounts.contacts == "required":
        return CONTACTS
    return ""


def _as_administrator(administrator: Administrator) -> Viewer:
    unit = _unit(administrator.unit)
    return Viewer(
        id=administrator.id,
        kind="administrator",
        name=administrator.name,
        learner_id=administrator.learner,
        administrator_id=administrator.id,
        role=ROLES[administrator.role],
        unit=unit.code,
        unit_name=unit.name,
        area=unit.area,
        must_do=NEW_PASSWORD if administrator.must_change else "",
    )


def _unit(code: str) -> Unit:
    return db.session.execute(sa.select(Unit).where(Unit.code == code)).scalar_one()
