"""People are spread over sittings without a full one overflowing, and starts that meet hand-ins are seen."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from core.decisions.crowds import crowds
from core.decisions.slots import Sitting
from core.decisions.spreading import Room, Spreading

DAY = datetime(2024, 10, 29, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def sitting(minutes, length=90):
    opens = DAY + timedelta(minutes=minutes)
    closes = opens + timedelta(minutes=length)
    return Sitting(opens=opens, closes=closes, latest_start=closes, slot=True)


def room(number, taken=0, capacity=None):
    return Room(DAY + timedelta(days=number), taken, capacity)


def test_people_are_spread_so_that_the_shares_stay_level():
    spreading = Spreading([room(0, 2, 10), room(1, 0, 10), room(2, 0, 5)])
    for _ in range(8):
        spreading.place()
    assert [one.taken for one in spreading.rooms] == [4, 4, 2]


def test_in_turn_one_is_filled_before_the_next():
    spreading = Spreading([room(1, 0, 3), room(0, 0, 2)], "in_turn")
    given_places = [spreading.place() for _ in range(6)]
    assert given_places == [DAY] * 2 + [DAY + timedelta(days=1)] * 3 + [None]


def test_only_a_sitting_that_fits_is_given():
    spreading = Spreading([room(0), room(1)])
    later = DAY + timedelta(days=1)
    assert [spreading.place([later]) for _ in range(3)] == [later] * 3
    assert spreading.place([]) is None


def test_a_place_that_is_given_back_is_given_again():
    spreading = Spreading([room(0, 0, 1)])
    assert spreading.place() == DAY
    assert spreading.place() is None
    spreading.give_back(DAY)
    assert spreading.place() == DAY


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=1, max_size=6), st.integers(0, 40))
def test_no_sitting_ever_overflows_and_nobody_is_left_while_there_is_room(sizes, people):
    rooms = [room(number, min(taken, capacity), capacity) for number, (taken, capacity) in enumerate(sizes)]
    free = sum(one.capacity - one.taken for one in rooms)
    spreading = Spreading(rooms)
    placed = [spreading.place() for _ in range(people)]
    assert all(one.taken <= one.capacity for one in rooms)
    assert sum(one is not None for one in placed) == min(people, free)


def test_starts_that_meet_the_hand_ins_of_another_sitting_are_told_with_both():
    first, second, apart = sitting(0), sitting(90), sitting(180 + 30)
    taken = {first.opens: 300, second.opens: 280, apart.opens: 500}
    (met,) = crowds([first, second, apart], taken, 550)
    assert (met.at, met.starts, met.ends, met.together, met.too_many) == (second.opens, 280, 300, 580, True)


def test_a_start_that_is_too_large_by_itself_is_told_and_empty_sittings_are_not():
    lone, empty = sitting(0), sitting(90)
    assert [one.together for one in crowds([lone, empty], {lone.opens: 551}, 550)] == [551]
    assert crowds([lone, empty], {lone.opens: 550}, 550) == ()
