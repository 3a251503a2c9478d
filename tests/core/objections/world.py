"""The cast's eastern province with something to object to: a study entry, a paper handed in, a verdict."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from core.accounts.models import Administrator
from core.accounts.service import Acting, acting, unit
from core.audit.service import Actor
from core.courses import service as courses
from core.courses.models import LedgerEntry
from core.courses.service import PastLesson
from core.db import db
from core.exams import service as exams
from core.objections import service
from core.objections.models import ObjectionRow
from core.web.site import Site, Viewer
from tests.sites import learner_id, scope_of_site


@contextmanager
def east(app: Flask) -> Iterator[Site]:
    with scope_of_site(app, "east") as site:
        yield site


def learner(app: Flask, account: str = "1001", host: str = "east") -> Actor:
    return Actor(learner_id(app, host, account), "李一")


def administrator(site: Site, account: str = "a1") -> Acting:
    """Return an administrator of the province as one who acts; inside the scope."""
    row = db.session.scalars(sa.select(Administrator).where(Administrator.account == account)).one()
    viewer = Viewer(
        id=row.id,
        kind="administrator",
        name=row.name,
        administrator_id=row.id,
        role=row.role,
        unit=row.unit,
        area=unit(row.unit).area,
        learner_id=row.learner,
    )
    return acting(site, viewer)


def study(app: Flask, account: str = "1001") -> UUID:
    """Let a learner finish a lesson; returns the entry of what it earned."""
    with east(app):
        ly = courses.learner_year(learner_id(app, "east", account))
        done = [PastLesson(course="law", lesson="l1", at=ly.at - timedelta(hours=1))]
        courses.enter_history(ly, courses.shelf_for(ly), done)
        query = sa.select(LedgerEntry.id).where(
            LedgerEntry.learner == ly.learner, LedgerEntry.kind == "lesson"
        )
        return db.session.scalars(query).one()


def sit(app: Flask, account: str = "1001") -> UUID:
    """Let a learner hand in an empty paper."""
    with east(app):
        who = learner_id(app, "east", account)
        attempt = exams.start_attempt(who, "yearly").id
        exams.hand_in(who, attempt)
        return attempt


def raised(app: Flask, about: str = "standing", key: str = "2024", account: str = "1001") -> ObjectionRow:
    with east(app):
        return service.raise_objection(learner(app, account), about, key, "请复核")


def upheld(app: Flask, about: str, key: str) -> ObjectionRow:
    row = raised(app, about, key)
    with east(app) as site:
        return service.decide(administrator(site), row.id, "upheld", "情况属实")
