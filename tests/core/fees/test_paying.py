"""Money: what comes in pays orders once, activates seats by the same act, goes back with a reason; the ledger balances."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as some

from core.db import db
from core.errors import BadInput, Refused, XuefaError
from core.fees import service
from core.fees.forms import fen_of
from core.fees.models import FeeEntry, FeeReceipt, FeeSeat
from core.tenancy.announce import subscribe, unsubscribe
from tests.core.fees.world import acting_as, ordered, pay, received, state_of


def ledger(app):
    with acting_as(app, "office"):
        return service.balances()


def test_money_in_full_activates_the_seats_by_the_same_act(site_app):
    told = []
    subscribe("fees.activated", told.append)
    row = ordered(site_app)
    paid = pay(site_app, row.id, 4500)
    unsubscribe("fees.activated", told.append)
    assert (paid.due, paid.rest, state_of(site_app, row.id)) == (0, 0, "active")
    with acting_as(site_app):
        assert list(db.session.scalars(sa.select(FeeSeat.active))) == [True] * 3
    assert [event.facts["order"] for event in told] == [str(row.id)]
    assert ledger(site_app) == {"owed": 0, "fees": -4500, "bank": 4500, "unassigned": 0}


def test_a_short_transfer_leaves_the_order_open_and_a_second_one_completes_it(site_app):
    row = ordered(site_app)
    assert pay(site_app, row.id, 3000).due == 1500
    assert state_of(site_app, row.id) == "ordered"
    assert pay(site_app, row.id, 1500, "B2").due == 0
    assert state_of(site_app, row.id) == "active"


def test_what_came_in_too_much_is_nobodys_until_it_is_paid_back(site_app):
    row = ordered(site_app)
    assert pay(site_app, row.id, 5000).rest == 500
    assert ledger(site_app)["unassigned"] == -500
    with acting_as(site_app, "office") as by:
        assert service.pay_back_rest(by, row.id, "多付") == 500
        with pytest.raises(Refused):
            service.pay_back_rest(by, row.id, "再次")
    assert ledger(site_app) == {"owed": 0, "fees": -4500, "bank": 4500, "unassigned": 0}


def test_one_transfer_pays_several_orders(site_app):
    first, second = ordered(site_app), ordered(site_app, "a2", "u2", heads=2)
    assert pay(site_app, first.id, 7500).rest == 3000
    assert pay(site_app, second.id, 7500).rest == 0
    assert (state_of(site_app, first.id), state_of(site_app, second.id)) == ("active", "active")
    assert ledger(site_app)["bank"] == 7500


def test_the_same_money_pays_only_once(site_app):
    first, second = ordered(site_app), ordered(site_app, "a2", "u2", heads=2)
    pay(site_app, first.id, 4500)
    with pytest.raises(Refused) as refused:
        pay(site_app, first.id, 4500)
    assert refused.value.code == "order_ended"
    with pytest.raises(Refused) as refused:
        pay(site_app, second.id, 4500)
    assert refused.value.code == "receipt_used_up"
    assert ledger(site_app)["bank"] == 4500


def test_a_number_of_the_bank_with_other_facts_is_refused(site_app):
    row = ordered(site_app)
    pay(site_app, row.id, 1000)
    with pytest.raises(BadInput) as fault:
        pay(site_app, row.id, 1001)
    assert list(fault.value.facts["fields"]) == ["serial"]


def test_a_refund_ends_the_order_and_frees_its_people(site_app):
    row = ordered(site_app)
    pay(site_app, row.id, 4500)
    with acting_as(site_app, "office") as by:
        assert service.refund_order(by, row.id, "重复缴费") == 4500
        assert state_of(site_app, row.id) == "refunded"
        assert list(db.session.scalars(sa.select(FeeSeat.active))) == []
        with pytest.raises(Refused):
            service.refund_order(by, row.id, "再次")
    assert ledger(site_app) == {"owed": 0, "fees": 0, "bank": 0, "unassigned": 0}
    assert ordered(site_app).heads == 3


def test_a_short_payment_is_refunded_as_far_as_it_came(site_app):
    row = ordered(site_app)
    pay(site_app, row.id, 1000)
    with acting_as(site_app, "office") as by:
        assert service.refund_order(by, row.id, "不再参加") == 1000
    assert set(ledger(site_app).values()) == {0}


def test_two_clients_pay_an_order_once(busy):
    order = ordered(busy).id

    def attempt(number):
        try:
            return pay(busy, order, 4500, f"B{number}").due
        except XuefaError as error:
            return error.code

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(attempt, range(4)))
    assert sorted(map(str, found)) == ["0", "order_ended", "order_ended", "order_ended"]
    assert ledger(busy)["bank"] == 4500


def test_two_clients_use_one_transfer_once(busy):
    orders = [ordered(busy).id, ordered(busy, "a2", "u2", heads=2).id]

    def attempt(order):
        try:
            return pay(busy, order, 4500).order.state
        except XuefaError as error:
            return error.code

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(attempt, orders))
    with acting_as(busy, "office"):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(FeeReceipt)) == 1
        used = sa.select(sa.func.sum(FeeEntry.fen)).where(FeeEntry.debit == "unassigned")
        assert db.session.scalar(used) <= 4500


def test_two_clients_order_for_the_same_people_once(busy):
    def attempt(_number):
        try:
            return ordered(busy).state
        except Refused as error:
            return error.code

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(attempt, range(4)))
    assert found.count("ordered") == 1
    assert ledger(busy)["owed"] == 4500


def test_the_ledger_can_only_be_added_to(busy):
    row = ordered(busy)
    with acting_as(busy, "office"), pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
        db.session.execute(sa.update(FeeEntry).where(FeeEntry.order_id == row.id).values(fen=1))


@given(some.integers(min_value=1, max_value=10**11 - 1))
def test_sums_are_read_to_the_fen(fen):
    assert fen_of(f"{fen // 100}.{fen % 100:02}") == fen


@pytest.mark.parametrize("text", ["-5", "1,500", "1.005", "1e3", "", "一百", "0"])
def test_what_is_no_sum_is_none(text):
    assert fen_of(text) == 0


def test_a_receipt_of_a_day_ahead_is_refused():
    sent = {"serial": "1", "payer": "x", "amount": "15", "day": "2024-06-04"}
    with pytest.raises(BadInput) as fault:
        service.received_of(sent, date(2024, 6, 3))
    assert list(fault.value.facts["fields"]) == ["day"]
    assert service.received_of(sent | {"day": "2024-06-03"}, date(2024, 6, 3)).fen == received(1500).fen
