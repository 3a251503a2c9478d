"""Registering at the cast's bay, where learners register themselves and are compared with their unit's sheet."""

from urllib.parse import parse_qs, urlsplit

import sqlalchemy as sa
from werkzeug.test import TestResponse

from core.db import db
from core.registrations.models import Registration
from tests.core.rosters.world import entered, sent, written
from tests.sites import Browser, scope_of_site

UNIT = "海湾市司法局"
WANG = "710000199001010015"
LIN = "71000019920304001X"
"""Numbers with right check digits under a county code that nobody has."""
HEAD = ("单位", "姓名", "身份证号", "手机号码")
SENT = {"unit_name": UNIT, "name": "王新", "id_number": WANG, "phone": "13700000001"}


def hand_in(app, *rows: tuple[str, str, str, str], account: str = "bay") -> None:
    """Hand in a roster sheet as the bay's office does."""
    row = sent(app, written(*rows, head=HEAD), account, "bay", kind="sheet")
    assert row.counts["refused"] == 0, row.counts
    entered(app, row, account=account, host="bay")


def stranger(app) -> Browser:
    return Browser(app, "bay")


def consent(browser: Browser) -> str:
    """Agree to the notice; returns the mark that the next page carries."""
    answer = browser.post("/register", {"agree": "yes"})
    assert answer.status_code == 302, answer.text
    return parse_qs(urlsplit(answer.headers["Location"]).query)["consent"][0]


def register(app, **changed: str) -> TestResponse:
    """Register as a stranger, through both pages; gives the page that says what has become of it, or the form with its faults."""
    browser = stranger(app)
    form = {**SENT, "consent": consent(browser), **changed}
    return browser.post("/register/details", form, follow_redirects=True)


def registrations(app) -> list[Registration]:
    """Every registration of the bay, the first sent first."""
    with scope_of_site(app, "bay"):
        query = sa.select(Registration).order_by(Registration.at, Registration.id)
        return list(db.session.scalars(query.execution_options(populate_existing=True)))


def states(app) -> list[str]:
    return sorted(row.state for row in registrations(app))
