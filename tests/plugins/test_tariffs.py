from decimal import Decimal

import pytest

from core.decisions.facts import Person
from plugins.tariffs import ByUnitKind, Free, LearnerPays, PerHead, SeatBlocks, SharesByArea

DIRECT, OTHER = (
    Person(provincial_direct=True),
    Person(unit_kind="school", area="city/county", unit_level="county"),
)
CITY = Person(unit_kind="organ", area="city/county", unit_level="city")


def owed(tariff, *people):
    return {share.payer: (share.fen, share.heads) for share in tariff.charge(people).shares}


@pytest.mark.parametrize(
    ("tariff", "people", "expected"),
    [
        (Free(), (OTHER,), {}),
        (PerHead(price=Decimal(15)), (OTHER, OTHER), {"unit": (3000, 2)}),
        (
            PerHead(price=Decimal(15), provincial_direct="province"),
            (OTHER, DIRECT, OTHER),
            {"unit": (3000, 2), "province": (1500, 1)},
        ),
        (LearnerPays(price=Decimal("9.90")), (OTHER, OTHER), {"learner": (1980, 2)}),
        (SharesByArea(), (OTHER, CITY), {"bureau:city/county": (0, 2)}),
        (
            SharesByArea(price=Decimal(2), upper_levels=("city",)),
            (OTHER, CITY, OTHER),
            {"bureau:city/county": (400, 2), "bureau:city": (200, 1)},
        ),
        (SeatBlocks(size=50, price=Decimal(500)), (OTHER,) * 50, {"unit": (50_000, 50)}),
        (SeatBlocks(size=50, price=Decimal(500)), (OTHER,) * 51, {"unit": (100_000, 51)}),
        (SeatBlocks(size=50, price=Decimal(500)), (), {"unit": (0, 0)}),
    ],
)
def test_a_tariff_says_who_owes_how_many_fen_for_how_many(tariff, people, expected):
    assert owed(tariff, *people) == expected
    assert tariff.charge(people).lines or not people


def test_another_price_for_every_kind_of_unit():
    tariff = ByUnitKind(prices={"school": Decimal(10)}, otherwise=Decimal("15.5"))
    charge = tariff.charge((OTHER, CITY, CITY))
    assert [(share.fen, share.heads) for share in charge.shares] == [(1000, 1), (3100, 2)]
    assert charge.fen == 4100


@pytest.mark.parametrize("price", ["-1", "1.005"])
def test_a_price_is_a_whole_number_of_fen(price):
    assert PerHead(price=Decimal(price)).problems()
    assert ByUnitKind(prices={"school": Decimal(price)}, otherwise=Decimal(1)).problems()
    assert not PerHead(price=Decimal("15.50")).problems()


def test_a_block_has_at_least_one_seat():
    assert SeatBlocks(size=0, price=Decimal(1)).problems()
