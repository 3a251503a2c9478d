"""A unit orders for its roster: the price, the seats, the voucher, and what is refused."""

import pytest
import sqlalchemy as sa

from core.audit.models import AuditEntry
from core.db import db
from core.errors import BadInput, NotFound, Refused
from core.fees import service
from core.fees.models import FeeSeat
from core.files.service import BadFile
from tests.core.fees.world import DETAILS, acting_as, ordered, pay, with_voucher
from tests.core.files import samples


def seats(order):
    query = sa.select(FeeSeat.active).where(FeeSeat.order_id == order)
    return list(db.session.scalars(query))


def test_an_order_covers_the_roster_at_the_price_of_the_rules(site_app):
    row = ordered(site_app)
    with acting_as(site_app) as by:
        assert (row.heads, row.fen, row.state) == (3, 4500, "ordered")
        assert [line.because.values["heads"] for line in service.lines_of(row)] == [3]
        assert service.lines_of(row)[0].cite.article == "十"
        assert seats(row.id) == [False] * 3
        assert service.order_in(by.scope, row.id).due == 4500


def test_nobody_is_ordered_for_twice(site_app):
    ordered(site_app)
    with pytest.raises(Refused) as refused:
        ordered(site_app)
    assert refused.value.code == "nothing_to_order"


def test_a_price_that_has_changed_since_it_was_shown_is_shown_again(site_app):
    with pytest.raises(Refused) as refused:
        ordered(site_app, heads=2)
    assert refused.value.code == "price_changed"


def test_others_pay_for_units_of_the_province_itself(site_app):
    with acting_as(site_app, "office") as by:
        from core.accounts.service import NewLearner, add_learner, unit

        add_learner(by.site, NewLearner(unit="u0", account="1010", name="省直"))
        quote = service.quote_for(by.site, unit("u0"))
    assert quote.others is not None
    assert [(share.payer, share.heads) for share in quote.others.shares] == [("province", 1)]
    assert quote.heads == 6


def test_a_place_without_fees_takes_no_orders(site_app):
    from core.accounts.service import unit
    from tests.sites import scope_of_site

    with scope_of_site(site_app, "west") as site, pytest.raises(NotFound):
        service.quote_for(site, unit("u1"))


def test_another_unit_sees_no_order(site_app):
    row = ordered(site_app)
    with acting_as(site_app, "a2") as by:
        assert service.orders_in(by.scope, service.Query()).rows == []
        with pytest.raises(NotFound):
            service.cancel_order(by, row.id, "x")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("title", " "),
        ("taxpayer", "114600000081736290"),
        ("taxpayer", "123"),
        ("email", "cw.example.com"),
        ("phone", "电话"),
        ("contact", ""),
    ],
)
def test_a_wrong_detail_of_the_invoice_is_named(field, text):
    with pytest.raises(BadInput) as fault:
        service.buyer_of(DETAILS | {field: text})
    assert list(fault.value.facts["fields"]) == [field]


def test_a_voucher_takes_the_place_of_the_one_before(site_app):
    row = with_voucher(site_app, ordered(site_app))
    first = row.voucher
    row = with_voucher(site_app, row, samples.PDF)
    with acting_as(site_app, "office") as by:
        assert row.state == "voucher_sent"
        assert row.voucher != first
        assert service.open_voucher(by, row.id).id == row.voucher
        assert "open_voucher" in list(db.session.scalars(sa.select(AuditEntry.act)))


def test_a_program_is_no_voucher(site_app):
    row = ordered(site_app)
    with pytest.raises(BadFile):
        with_voucher(site_app, row, b"MZ\x90\x00" + b"\0" * 200)


def test_a_cancelled_order_gives_its_seats_back(site_app):
    row = ordered(site_app)
    with acting_as(site_app) as by:
        row = service.cancel_order(by, row.id, "人数有误")
        assert (row.state, row.reason, seats(row.id)) == ("cancelled", "人数有误", [])
        assert service.due_of(row.id) == 0
        with pytest.raises(Refused):
            service.cancel_order(by, row.id, "再次")
    assert ordered(site_app).heads == 3


def test_an_order_with_money_is_not_cancelled_and_a_paid_one_takes_no_voucher(site_app):
    row = ordered(site_app)
    pay(site_app, row.id, 1000)
    with acting_as(site_app) as by, pytest.raises(Refused) as refused:
        service.cancel_order(by, row.id, "x")
    assert refused.value.code == "partly_paid"
    pay(site_app, row.id, 3500, "B2")
    with pytest.raises(Refused):
        with_voucher(site_app, row)


def test_the_clocks_of_an_order_count_working_days(site_app):
    from datetime import date

    with acting_as(site_app) as by:
        fees = service.fees_of(by.site)
        found = dict(service.promises(fees, date(2024, 6, 6)))
    assert found["activation"].first == date(2024, 6, 12), "8 to 10 June 2024 was a holiday"
    assert (found["invoice"].first, found["invoice"].last) == (date(2024, 6, 18), date(2024, 6, 21))


def test_rules_without_a_gate_hold_nobody_back_who_is_not_paid_for(site_app):
    from core.courses import service as courses
    from core.exams.service import case_of
    from tests.core.courses.world import a_course, sign_in
    from tests.sites import learner_id, scope_of_site

    learner = learner_id(site_app, "east", "1001")
    with scope_of_site(site_app, "east"):
        courses.publish_courses([a_course()])
        courses.open_lesson(courses.learner_year(learner), "law", "l1", sign_in(learner, "phone"))
        assert not case_of(learner).facts.paid
