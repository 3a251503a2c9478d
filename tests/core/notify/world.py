"""What tests of messages do in the cast's eastern province."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask

from core.db import db
from core.decisions.stored import restore_text
from core.decisions.values import say
from core.notify.models import Message
from core.notify.service import Draft, post
from core.tenancy.announce import announce, announce_all
from core.web.language import Reader
from core.web.site import Site
from tests.sites import learner_id, scope_of_site

CHINESE = Reader()


@contextmanager
def east(app: Flask) -> Iterator[Site]:
    with scope_of_site(app, "east") as site:
        yield site


def tell(app: Flask, *titles: str, account: str = "1001", kind: str = "notice", **more: object) -> None:
    """Put plain messages into a learner's inbox."""
    who = learner_id(app, "east", account)
    with east(app):
        post(
            [
                Draft(
                    kind=kind,
                    learner=who,
                    title=say("{text}", text=one),
                    body=(say("{text}", text="正文"),),
                    **more,
                )
                for one in titles
            ]
        )


def happen(app: Flask, event: str, *accounts: str, **facts: str) -> None:
    """Announce something about learners, as a service does after its commit."""
    learners = [learner_id(app, "east", account) for account in accounts]
    with east(app):
        if len(learners) == 1:
            announce(event, learners[0], 2024, **facts)
        else:
            announce_all(event, learners, 2024, **facts)


def inbox(app: Flask, account: str = "1001") -> list[str]:
    """Return the titles of a learner's messages in Chinese, the oldest first."""
    who = learner_id(app, "east", account)
    with east(app):
        rows = db.session.scalars(sa.select(Message).where(Message.learner == who).order_by(Message.created))
        return [CHINESE.text(restore_text(row.title)) for row in rows]
