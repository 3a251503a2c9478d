"""A new unit orders without an account; its payment opens the unit, its administrator and its numbers by the same act."""

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as some

from core.accounts.service import Administrator, IssuedNumber, NewLearner, Unit, add_learner
from core.db import db
from core.errors import BadInput, Refused, TooMany
from core.fees import service as fees
from core.fees.models import FeeSeat
from core.notify.models import Mail
from core.ordering import service
from core.ordering.links import name_key
from core.ordering.models import UnitApplication
from core.rosters.models import UnitChange
from core.tenancy.announce import announce, announce_all
from plugins.numbers.schemes import Ranged
from tests.core.fees.world import acting_as, pay, received
from tests.core.ordering.world import FORM, PRICE, applicant, applied, paid
from tests.sites import scope_of_site


def row_of(order):
    return db.session.scalars(sa.select(UnitApplication).where(UnitApplication.order_id == order)).one()


def test_an_order_of_a_new_unit_is_priced_by_the_rules_and_makes_no_unit_yet(ordering):
    row = applied(ordering)
    with acting_as(ordering, "office") as by:
        found = fees.order_in(by.scope, row.order_id)
        assert (found.order.heads, found.order.fen, found.name, found.waits) == (4, PRICE, "甲市图书馆", True)
        assert found.unit.code == "u1"
        assert db.session.scalar(sa.select(Unit.code).where(Unit.name == "甲市图书馆")) is None
        assert fees.balances()["owed"] == PRICE


def test_the_payment_opens_the_unit_with_range_numbers_and_administrator(ordering):
    row = applied(ordering)
    paid(ordering, row.order_id)
    with acting_as(ordering, "office") as by:
        made = db.session.scalars(sa.select(Unit).where(Unit.name == "甲市图书馆")).one()
        assert (made.parent, made.region, made.kind, made.number_range) == (
            "u1",
            "甲市",
            "institution",
            "102",
        )
        issued = db.session.scalars(sa.select(IssuedNumber.number).where(IssuedNumber.unit == made.code))
        assert sorted(issued) == ["1020001", "1020002", "1020003", "1020004"]
        first = db.session.scalars(sa.select(Administrator).where(Administrator.unit == made.code)).one()
        assert (first.name, first.role, first.must_change) == ("孙九", "unit_administrator", True)
        assert first.password_hash, "the shared first password lets nobody in"
        assert fees.order_in(by.scope, row.order_id).unit.code == made.code
        assert db.session.scalar(sa.select(UnitChange.act).where(UnitChange.unit == made.code)) == "added"


def test_a_short_payment_opens_nothing(ordering):
    row = applied(ordering)
    paid(ordering, row.order_id, PRICE - 1)
    with acting_as(ordering, "office"):
        assert db.session.scalar(sa.select(Unit.code).where(Unit.name == "甲市图书馆")) is None


def test_the_sign_in_is_shown_once_and_only_after_the_payment(ordering):
    row = applied(ordering)
    with scope_of_site(ordering, "east"):
        with pytest.raises(Refused) as refused:
            service.show_sign_in(row_of(row.order_id))
        assert refused.value.code == "not_paid"
    paid(ordering, row.order_id)
    with scope_of_site(ordering, "east") as site:
        account, password = service.show_sign_in(row_of(row.order_id))
        from core.accounts.service import sign_in_administrator

        assert sign_in_administrator(site, account, password)
        with pytest.raises(Refused) as refused:
            service.show_sign_in(row_of(row.order_id))
        assert refused.value.code == "shown_already"


def test_whoever_comes_onto_the_roster_takes_a_seat_until_none_is_left(ordering):
    row = applied(ordering)
    paid(ordering, row.order_id)
    with scope_of_site(ordering, "east") as site:
        unit = row_of(row.order_id).made_unit
        people = [
            add_learner(site, NewLearner(unit=unit, account=f"102000{n}", name="新员")).id
            for n in range(1, 7)
        ]
        announce_all("learner.changed", people, 2024)
        seats = db.session.scalars(sa.select(FeeSeat.active).where(FeeSeat.order_id == row.order_id))
        assert list(seats) == [True] * 4
        announce_all("learner.changed", people, 2024)
        assert fees.free_seats(fees.order_of(row.order_id)) == 0
        quote = fees.quote_for(site, db.session.scalars(sa.select(Unit).where(Unit.code == unit)).one())
        assert quote.heads == 2, "two came in beyond what was ordered"


@pytest.mark.parametrize("event", ["learner.changed", "registration.entered"])
def test_whoever_comes_in_by_whatever_way_has_a_prepaid_seat_at_once(ordering, event):
    row = applied(ordering)
    paid(ordering, row.order_id)
    with scope_of_site(ordering, "east") as site:
        unit = row_of(row.order_id).made_unit
        come = add_learner(site, NewLearner(unit=unit, account="1020001", name="新员")).id
        announce(event, come, 2024)
        seats = db.session.scalars(sa.select(FeeSeat.learner).where(FeeSeat.order_id == row.order_id))
        assert list(seats) == [come]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", "馆"),
        ("name", "－－－－－－"),
        ("region", "乙市"),
        ("kind", "club"),
        ("heads_asked", "0"),
        ("heads_asked", "-4"),
        ("heads_asked", "5001"),
        ("heads_asked", "4.5"),
        ("taxpayer", "114600000081736290"),
        ("email", "nowhere"),
        ("phone", "x"),
    ],
)
def test_a_wrong_detail_is_named(field, text):
    with pytest.raises(BadInput) as fault:
        service.new_unit_of(FORM | {field: text}, {"甲市": "u1"})
    assert list(fault.value.facts["fields"]) == [field]


def test_each_detail_that_is_missing_is_told_in_words_of_its_own():
    with pytest.raises(BadInput) as fault:
        service.new_unit_of({}, {"甲市": "u1"})
    told = [text.message for text in fault.value.facts["fields"].values()]
    assert len(told) == len(set(told)) == 9


def test_a_unit_that_has_ordered_is_told_so_however_its_name_is_spaced(ordering):
    applied(ordering)
    with pytest.raises(Refused) as refused:
        applied(ordering, name="甲市 图书馆")
    assert refused.value.code == "ordered_already"
    with pytest.raises(Refused) as refused:
        applied(ordering, name="东省甲局")
    assert refused.value.code == "unit_known"


def test_a_cancelled_order_may_be_placed_anew(ordering):
    row = applied(ordering)
    with scope_of_site(ordering, "east") as site:
        assert service.give_up(row_of(row.order_id), site, "人数有误").state == "cancelled"
    assert applied(ordering, heads_asked="5").order_id != row.order_id


def test_a_tampered_price_orders_nothing(ordering):
    with scope_of_site(ordering, "east") as site:
        form = service.new_unit_of(FORM, service.regions_of(site))
        with pytest.raises(Refused) as refused:
            service.apply_new(applicant(ordering), form, fees.Seen(heads=4, fen=1))
        assert refused.value.code == "price_changed"


def test_one_address_may_not_flood_the_office_and_another_may_still_order(ordering):
    for number in range(6):
        applied(ordering, name=f"甲市第{'一二三四五六'[number]}小学")
    with pytest.raises(TooMany):
        applied(ordering, name="甲市第七小学")
    assert applied(ordering, come_from="10.0.0.2", name="甲市第七小学").name == "甲市第七小学"


def test_units_of_the_province_itself_order_nothing_here(ordering):
    with scope_of_site(ordering, "east") as site:
        db.session.execute(sa.update(Unit).where(Unit.code == "u0").values(region="东省"))
        assert list(service.regions_of(site)) == ["甲市"]


def test_a_unit_of_last_year_renews_with_its_roster(ordering):
    with scope_of_site(ordering, "east"):
        known = service.find_known(applicant(ordering), "u1", "13800000009")
        assert known.quote.heads == 3
        seen = fees.Seen(heads=3, fen=4500)
        row = service.renew(applicant(ordering), known, fees.buyer_of(FORM), seen)
        seats = db.session.scalars(sa.select(FeeSeat.active).where(FeeSeat.order_id == row.order_id))
        assert list(seats) == [False] * 3
    pay(ordering, row.order_id, 4500)
    with scope_of_site(ordering, "east"):
        assert row_of(row.order_id).made_unit is None
        seats = db.session.scalars(sa.select(FeeSeat.active).where(FeeSeat.order_id == row.order_id))
        assert list(seats) == [True] * 3


@pytest.mark.parametrize(
    ("code", "phone"),
    [("u1", "13800000008"), ("u9", "13800000009"), ("u2", "13800000009"), ("u1", ""), ("u2", "")],
)
def test_a_wrong_code_and_a_wrong_number_are_answered_alike_and_slow_the_next_try(ordering, code, phone):
    with scope_of_site(ordering, "east"):
        with pytest.raises(BadInput) as fault:
            service.find_known(applicant(ordering), code, phone)
        assert fault.value.facts["fields"]["code"].message.startswith("There is no unit with this code whose")
        with pytest.raises(TooMany):
            service.find_known(applicant(ordering), "u1", "13800000009")


def test_the_mails_name_the_order_and_lead_to_its_link(ordering):
    row = applied(ordering)
    paid(ordering, row.order_id)
    with scope_of_site(ordering, "east"):
        mails = db.session.scalars(sa.select(Mail).order_by(Mail.created)).all()
        assert [mail.address for mail in mails] == ["lib@example.com"] * 2
        assert {mail.link for mail in mails} == {service.address_of(row_of(row.order_id))}


def test_a_refund_of_a_new_unit_keeps_the_ledger_balanced(ordering):
    row = applied(ordering)
    paid(ordering, row.order_id)
    with acting_as(ordering, "office") as by:
        assert fees.refund_order(by, row.order_id, "不再参加") == PRICE
        assert set(fees.balances().values()) == {0}
        assert fees.free_seats(fees.order_of(row.order_id)) == 0


def test_a_unit_is_opened_below_one_without_a_range_too(ordering):
    row = applied(ordering)
    with acting_as(ordering, "office") as by:
        db.session.execute(sa.update(Unit).where(Unit.code == "u1").values(number_range=""))
        db.session.commit()
        assert fees.pay_order(by, row.order_id, received(PRICE, "P9")).due == 0


@given(some.lists(some.integers(100, 140).map(str), max_size=12), some.sampled_from(["", "10", "110"]))
def test_a_new_range_overlaps_no_other(ranges, above):
    found = service.next_range(Ranged(digits=13), [*ranges, *([above] if above else [])], above, 20)
    others = [one for one in ranges if one != above]
    assert found
    assert not any(found.startswith(one) or one.startswith(found) for one in others)


def test_a_range_without_room_is_none():
    assert service.next_range(Ranged(digits=4), ["100"], "", 20) == ""


def test_names_are_compared_without_spaces_and_kinds_of_signs():
    assert name_key("甲市（图书馆） Ａ") == name_key("甲市(图书馆)a")
