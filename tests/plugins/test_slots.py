from datetime import date, timedelta

import pytest

from plugins.slots import AnyContinuous, DailySlots, DailyWindow, FixedSlots, Window, Windows
from plugins.slots.fixed_slots import SlotOnDay
from plugins.slots.window import Hours
from tests.core.decisions.years import ZONE, moment

FIRST, LAST = date(2024, 9, 10), date(2024, 9, 12)
EIGHT, TEN, NOON = timedelta(hours=8), timedelta(hours=10), timedelta(hours=12)


def sittings(plan):
    return list(plan.sittings(ZONE))


def test_a_window_is_one_sitting_from_midnight_to_midnight():
    (sitting,) = sittings(Window(first=FIRST, last=LAST))
    assert (sitting.opens, sitting.closes) == (moment("2024-09-10 00:00"), moment("2024-09-13 00:00"))
    assert sitting.latest_start == sitting.closes
    assert not sitting.slot


def test_hours_narrow_a_window_s_first_and_last_day_and_2400_is_the_next_midnight():
    hours = {"opens": EIGHT, "closes": timedelta(hours=24)}
    (sitting,) = sittings(Window(first=FIRST, last=LAST, **hours))
    assert (sitting.opens, sitting.closes) == (moment("2024-09-10 08:00"), moment("2024-09-13 00:00"))


def test_one_who_starts_late_keeps_what_is_left_or_is_refused_by_rule():
    rest = {"first": FIRST, "last": LAST, "minutes": 90}
    (keeps,) = sittings(AnyContinuous(late="keeps_rest", **rest))
    (refused,) = sittings(AnyContinuous(late="refused", **rest))
    late = moment("2024-09-12 23:00")
    assert keeps.latest_start > late
    assert keeps.deadline(late) == moment("2024-09-13 00:00")
    assert refused.latest_start <= late
    just_in_time = moment("2024-09-12 22:30")
    assert refused.latest_start > just_in_time
    assert refused.deadline(just_in_time) == moment("2024-09-13 00:00")


def test_an_attempt_in_a_window_lasts_its_minutes():
    (sitting,) = sittings(Window(first=FIRST, last=LAST, minutes=60))
    assert sitting.deadline(moment("2024-09-11 10:00")) == moment("2024-09-11 11:00")


def test_a_daily_window_opens_at_the_same_hours_of_every_day():
    plan = DailyWindow(
        first=FIRST, last=LAST, hours=(Hours(opens=EIGHT, closes=TEN), Hours(opens=TEN, closes=NOON))
    )
    found = sittings(plan)
    assert len(found) == 6
    assert (found[3].opens, found[3].closes) == (moment("2024-09-11 10:00"), moment("2024-09-11 12:00"))


def test_several_windows_follow_one_another_in_order_of_time():
    later, earlier = Window(first=LAST, last=LAST), Window(first=FIRST, last=FIRST)
    plan = Windows(of=(later, earlier))
    assert [sitting.opens for sitting in sittings(plan)] == [
        moment("2024-09-10 00:00"),
        moment("2024-09-12 00:00"),
    ]
    assert len(plan.spans()) == 2


def test_daily_slots_are_laid_out_on_every_day_with_their_capacity_and_end():
    plan = DailySlots(
        first=FIRST, last=LAST, times=(TEN, EIGHT), minutes=90, capacity=30, late_entry_minutes=15
    )
    found = sittings(plan)
    assert len(found) == 6
    first = found[0]
    assert (first.opens, first.closes) == (moment("2024-09-10 08:00"), moment("2024-09-10 09:30"))
    assert (first.latest_start, first.capacity, first.slot) == (moment("2024-09-10 08:15"), 30, True)
    assert first.deadline(moment("2024-09-10 08:10")) == first.closes


def test_fixed_slots_are_those_of_the_list():
    slots = (
        SlotOnDay(day=LAST, time=EIGHT, minutes=60, capacity=2),
        SlotOnDay(day=FIRST, time=TEN, minutes=60),
    )
    found = sittings(FixedSlots(slots=slots))
    assert [(s.opens, s.capacity) for s in found] == [
        (moment("2024-09-10 10:00"), None),
        (moment("2024-09-12 08:00"), 2),
    ]


@pytest.mark.parametrize(
    "plan",
    [
        Window(first=FIRST, last=LAST),
        DailyWindow(first=FIRST, last=LAST, hours=(Hours(opens=EIGHT, closes=TEN),)),
        DailySlots(first=FIRST, last=LAST, times=(EIGHT,), minutes=60),
        AnyContinuous(first=FIRST, last=LAST, minutes=60, late="refused"),
        FixedSlots(
            slots=(SlotOnDay(day=FIRST, time=EIGHT, minutes=60), SlotOnDay(day=LAST, time=EIGHT, minutes=60))
        ),
    ],
)
def test_every_sitting_lies_inside_the_days_that_the_plan_names(plan):
    begin = min(span.begin(ZONE) for span in plan.spans())
    end = max(span.end(ZONE) for span in plan.spans())
    assert all(begin <= s.opens < s.closes <= end for s in sittings(plan))
