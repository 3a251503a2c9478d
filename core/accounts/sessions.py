"""Sign-ins on a device: begun with a fresh random token, found by its digest, ended by whoever may."""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import UUID

import sqlalchemy as sa

from core.accounts.models import SignIn
from core.accounts.rules import rules_of
from core.accounts.tries import true_now
from core.db import db, keep_now
from core.tenancy.reading import Reading, read
from core.web.cookie import new_token, token_hash
from core.web.roles import Role
from core.web.site import Site, Viewer

LEARNER_STAYS = timedelta(hours=12)
ADMINISTRATOR_STAYS = timedelta(hours=4)
SEEN_STEP = timedelta(minutes=5)
"""How stale "last seen" may get, so that not every page writes."""

NEW_PASSWORD = "accounts.new_password"  # noqa: S105 (an endpoint)
CONTACTS = "accounts.contacts"

WHO = Reading("""
SELECT s.learner, l.active, l.name, l.must_change, l.contacts_done,
  s.administrator, a.active, a.name, a.must_change, a.role, a.learner,
  u.code, u.name, u.area, now() - s.seen > %(step)s,
  (SELECT count(*) FROM messages m
   WHERE m.tenant = s.tenant AND m.reader = coalesce(s.learner, s.administrator) AND m.read_at IS NULL),
  clock.at, clock.at - statement_timestamp()
FROM sign_ins s CROSS JOIN (SELECT place_now(%(area)s) AS at) clock
LEFT JOIN learners l ON l.tenant = s.tenant AND l.id = s.learner
LEFT JOIN administrators a ON a.tenant = s.tenant AND a.id = s.administrator
JOIN units u ON u.tenant = s.tenant AND u.code = coalesce(l.unit, a.unit)
WHERE s.tenant = %(tenant)s AND s.token_hash = %(token)s AND s.area = %(area)s AND s.expires > now()
""")
"""Who stands behind a token, on every request but the hot paths; with what the bell counts, which would cost a round trip of its own.

The table of messages belongs to a domain above this one; nothing but this count is known of it here.
"""


@dataclass(frozen=True, slots=True)
class _Found:
    """The row of ``WHO``, its columns in order but for the site's clock."""

    learner: UUID | None
    learner_active: bool | None
    learner_name: str
    learner_must_change: bool
    contacts_done: bool
    administrator: UUID | None
    administrator_active: bool | None
    administrator_name: str
    administrator_must_change: bool
    role: str
    own_study: UUID | None
    unit: str
    unit_name: str
    area: str
    unseen: bool
    unread: int


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
    digest = token_hash(token)
    rows = read(WHO, token=digest, area=site.area, step=SEEN_STEP)
    if not rows:
        return None
    *columns, at, ahead = rows[0]
    keep_now(site.area, at, ahead)
    found = _Found(*columns)
    if found.learner_active is False or found.administrator_active is False:
        return None
    if found.unseen:
        _touch(digest)
    return _as_administrator(found) if found.learner is None else _as_learner(site, found)


def _touch(digest: bytes) -> None:
    db.session.execute(sa.update(SignIn).where(SignIn.token_hash == digest).values(seen=sa.func.now()))
    db.session.commit()


def _as_learner(site: Site, found: _Found) -> Viewer:
    return Viewer(
        id=cast("UUID", found.learner),
        kind="learner",
        name=found.learner_name,
        learner_id=found.learner,
        administrator_id=found.administrator,
        unit=found.unit,
        unit_name=found.unit_name,
        area=found.area,
        unread=found.unread,
        must_do="" if found.administrator else _learner_must_do(site, found),
    )


def _learner_must_do(site: Site, found: _Found) -> str:
    if found.learner_must_change:
        return NEW_PASSWORD
    if not found.contacts_done and rules_of(site, found.area).accounts.contacts == "required":
        return CONTACTS
    return ""


def _as_administrator(found: _Found) -> Viewer:
    return Viewer(
        id=cast("UUID", found.administrator),
        kind="administrator",
        name=found.administrator_name,
        learner_id=found.own_study,
        administrator_id=found.administrator,
        role=cast("Role", found.role),
        unit=found.unit,
        unit_name=found.unit_name,
        area=found.area,
        unread=found.unread,
        must_do=NEW_PASSWORD if found.administrator_must_change else "",
    )
