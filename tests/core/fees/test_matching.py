"""Money is proposed for orders by reference, payer and sum, with the reason and what differs; only what is certain is sure."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.fees.confirming import sure_in
from core.fees.matching import Money, Owed, propose
from core.fees.names import alike, bare_name
from core.fees.references import numbers_in

DAY = date(2023, 7, 3)


def owed(number, fen=4500, name="海岛市教育局", title=None, above=("海岛省教育厅",)):
    return Owed(id=uuid4(), reference=f"2023-{number:06d}", fen=fen, names=(name, title or name), above=above)


def money(fen=4500, payer="海岛市教育局", remark="", day=DAY):
    return Money(id=uuid4(), fen=fen, day=day, payer=payer, remark=remark)


def only(transfers, orders):
    """The one proposal there is."""
    found = propose(transfers, orders)
    assert len(found.proposals) == 1, found
    return found.proposals[0]


def reasons(proposal):
    return [text.message for text in (*proposal.why, *proposal.differs)]


def test_reference_payer_and_sum_are_certain():
    found = only([money(remark="学法费 2023-000012")], [owed(12), owed(13, name="海岛市卫健委")])
    assert (found.kind, found.sure, found.orders[0].reference) == ("exact", True, "2023-000012")
    assert found.differs == ()


def test_payer_and_sum_are_certain_when_the_remark_is_empty_and_nothing_else_fits():
    assert only([money()], [owed(12), owed(13, name="海岛市卫健委", fen=4500)]).sure


def test_one_press_confirms_no_more_than_it_can_do_while_somebody_waits():
    orders = [owed(number, name=f"海岛市第{number}局") for number in range(1, 5)]
    came = [money(payer=one.names[0], remark=one.reference) for one in orders]
    assert len(sure_in(propose(came, orders), most=3)) == 3
    assert len(sure_in(propose(came, orders))) == 4


def test_two_orders_of_one_payer_and_sum_are_for_a_human():
    found = only([money()], [owed(12), owed(13)])
    assert not found.sure
    assert "Another order fits as well: {reference}" in reasons(found)


@pytest.mark.parametrize(
    "remark",
    [
        "2023-00012",
        "2023-000021",
        "2023-0000112",
        "2023—0000l2",
        "2O23-OOOO12",
        "２０２３０００１２",
        "2023-100012",
    ],
)
def test_usual_typing_faults_still_name_the_order(remark):
    found = only([money(payer="海岛市财政局", remark=remark)], [owed(12), owed(15, fen=9000, name="无关局")])
    assert found.orders[0].reference == "2023-000012"
    assert any("remark names" in text for text in reasons(found))


@pytest.mark.parametrize(
    "remark",
    [
        "2023-000012",
        "2023000012",
        "学法费2023-000012谢谢",
        "订单 2023 - 000012",
        "2023年000012",
        "1月2023-000012",
    ],
)
def test_a_reference_is_found_however_it_is_set(remark):
    found = only([money(remark=remark)], [owed(12), owed(13)])
    assert (found.orders[0].reference, found.sure) == ("2023-000012", True)


def test_a_wrong_reference_with_the_right_payer_and_sum_is_told_and_not_sure():
    orders = [owed(12), owed(13, name="海岛市卫健委", fen=9000)]
    found = only([money(remark="2023-000013")], orders)
    assert (found.orders[0].reference, found.sure) == ("2023-000012", False)
    assert "The remark names another order: {reference}" in reasons(found)


def test_a_named_order_with_a_strange_payer_is_for_a_human():
    found = only([money(payer="李某某", remark="2023-000012")], [owed(12)])
    assert not found.sure
    assert "The payer has another name: {payer}" in reasons(found)


def test_a_unit_above_may_pay():
    found = only([money(payer="海岛省教育厅", remark="2023-000012")], [owed(12)])
    assert found.sure
    assert "The payer is a unit above the one that ordered: {payer}" in reasons(found)


def test_several_transfers_pay_one_order():
    parts = [money(3000, remark="2023-000012"), money(1500, remark="2023-000012 余款")]
    found = only(parts, [owed(12)])
    assert (found.kind, found.sure, found.difference) == ("split", True, 0)
    assert len(found.money) == 2


def test_a_part_that_happens_to_be_anothers_sum_stays_with_the_order_that_it_names():
    parts = [money(3000, remark="2023-000012"), money(1500, remark="2023-000012")]
    found = only(parts, [owed(12), owed(13, fen=3000, name="海岛市卫健委")])
    assert (found.kind, found.orders[0].reference) == ("split", "2023-000012")


def test_one_transfer_pays_the_orders_that_its_remark_names():
    orders = [owed(12), owed(13, fen=3000, name="海岛市教育局乙中心"), owed(14, fen=1500)]
    found = only([money(7500, payer="海岛省教育厅", remark="2023-000012、2023-000013")], orders)
    assert (found.kind, found.sure) == ("joint", True)
    assert {one.reference for one in found.orders} == {"2023-000012", "2023-000013"}


def test_one_transfer_pays_orders_of_units_below_the_payer():
    orders = [owed(12), owed(13, fen=3000, name="乙中心"), owed(14, fen=1100, name="丙中心")]
    found = only([money(7500, payer="海岛省教育厅")], orders)
    assert (found.kind, found.sure, len(found.orders)) == ("joint", False, 2)


@pytest.mark.parametrize(("fen", "kind", "difference"), [(3000, "short", -1500), (5000, "over", 500)])
def test_a_sum_that_differs_is_told(fen, kind, difference):
    found = only([money(fen, remark="2023-000012")], [owed(12)])
    assert (found.kind, found.sure, found.difference) == (kind, False, difference)


def test_paid_twice_leaves_the_second_in_suspense():
    first, second = money(remark="2023-000012"), money(remark="2023-000012", day=date(2023, 7, 4))
    found = propose([second, first], [owed(12)])
    assert [one.money for one in found.proposals] == [(first,)]
    assert found.left == (second,)


def test_what_nothing_speaks_for_stays_in_suspense():
    stranger = money(123, payer="某某公司", remark="货款")
    assert propose([stranger], [owed(12)]).left == (stranger,)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("海岛省海口湾市司法局", "海口湾市司法局", True),
        ("海岛市司法局(本级)", "海岛市司法局", True),
        ("海岛市司法局零余额账户", "海岛市司法局", True),
        ("农垦实验第一中学", "农垦实验第二中学", False),
        ("海岛市龙华区司法局", "海岛市美兰区司法局", False),
        ("", "海岛市司法局", False),
    ],
)
def test_names_are_compared_as_banks_write_them(one, other, same):
    first, second = bare_name(one), bare_name(other)
    assert (first == second or alike(first, second)) is same


def test_a_phone_number_or_a_day_names_no_order():
    orders = [owed(12)]
    found = propose([money(99, payer="甲", remark="13800002023 20230703")], orders)
    assert found.proposals == ()
    assert numbers_in("") == []


@given(
    some.lists(some.tuples(some.integers(1, 30), some.sampled_from([1500, 3000, 4500])), max_size=12),
    some.lists(
        some.tuples(some.integers(1, 30), some.sampled_from([1500, 3000, 4500, 7500]), some.booleans()),
        max_size=12,
    ),
)
def test_nothing_stands_in_two_proposals_and_nothing_is_lost(orders, transfers):
    open_ = [owed(number, fen, name=f"单位{number}") for number, fen in dict(orders).items()]
    came = [
        money(fen, payer=f"单位{number}", remark=f"2023-{number:06d}" if named else "")
        for number, fen, named in transfers
    ]
    found = propose(came, open_)
    used = [one.id for proposal in found.proposals for one in proposal.money]
    paid = [one.id for proposal in found.proposals for one in proposal.orders]
    assert len(set(paid)) == len(paid)
    assert sorted([*used, *(one.id for one in found.left)]) == sorted(one.id for one in came)
    assert all(proposal.difference == 0 for proposal in found.proposals if proposal.sure)
