"""The whole way of a new unit: ordered without an account, paid, opened, its roster entered, a learner in, the invoice in the mail."""

import pytest
import sqlalchemy as sa

from core.accounts.service import IssuedNumber, Learner
from core.db import db
from core.fees.models import FeeSeat
from core.fees.service import order_of
from core.invoices import service as invoices
from core.notify.mailing import send_mails
from core.web.site import composition
from tests.core.fees.world import acting_as
from tests.core.invoices.world import TAXPAYER, as_pdf, lines, take
from tests.core.ordering.world import FORM, applied, link_of, paid
from tests.core.rosters.world import entered, person, sent, written
from tests.mail_server import mail_server
from tests.sites import Browser, scope_of_site

PEOPLE, BAD = 200, 7


@pytest.fixture
def opened(ordering):
    """A unit that was ordered for 200 people and paid; gives its order and its administrator's account."""
    row = applied(ordering, heads_asked=str(PEOPLE))
    paid(ordering, row.order_id, PEOPLE * 1500)
    stranger = Browser(ordering, "east")
    page = stranger.post(f"{link_of(ordering, row)}/sign-in").text
    return row.order_id, page.partition("<code>")[2].partition("</code>")[0]


def roster(bad):
    return written(
        *(
            person(f"学员{chr(0x4E00 + n)}", 手机号码="12" if n < bad else f"139{n:08d}", 职务级别="科员")
            for n in range(PEOPLE)
        )
    )


def test_a_new_unit_gets_from_the_public_page_to_study_and_to_its_invoice(ordering, opened, monkeypatch):
    order, account = opened
    first = sent(ordering, roster(BAD), account)
    assert (first.counts["added"], first.counts["refused"]) == (PEOPLE - BAD, BAD)
    entered(ordering, first, partly=True, account=account)
    second = sent(ordering, roster(0), account)
    assert second.counts["added"] == BAD
    entered(ordering, second, account=account)
    with scope_of_site(ordering, "east"):
        row = order_of(order)
        numbers = set(db.session.scalars(sa.select(Learner.account).where(Learner.unit == row.unit)))
        assert numbers == set(
            db.session.scalars(sa.select(IssuedNumber.number).where(IssuedNumber.unit == row.unit))
        )
        seats = db.session.scalars(sa.select(FeeSeat.active).where(FeeSeat.order_id == order))
        assert list(seats) == [True] * PEOPLE
        found = db.session.scalars(sa.select(Learner).where(Learner.unit == row.unit).limit(1)).one()
        learner, name = found.account, found.name
    browser = Browser(ordering, "east")
    assert browser.sign_in(learner, "888888", second_fact=name).status_code == 302
    with acting_as(ordering, "office"):
        request = invoices.invoice_of(order).request
    take(ordering, (f"{request}.pdf", as_pdf(lines(taxpayer=TAXPAYER, total="3000.00"))))
    with mail_server() as post, scope_of_site(ordering, "east"):
        monkeypatch.setattr(composition(), "channels", {"email": post.settings})
        send_mails.work(None)
    assert [mail["To"] for mail in post.mails] == [FORM["email"]] * 3, "ordered, paid, the invoice"
    assert len(list(post.mails[-1].iter_attachments())) == 1
