"""When something is sent, when it is tried again, and how an address looks to others."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.decisions.channels import WAITS, Quiet, masked_address, next_try, quiet_until

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = Quiet(begins=timedelta(hours=21), ends=timedelta(hours=8))
NOON = Quiet(begins=timedelta(hours=12), ends=timedelta(hours=14))


def at(hour: int, minute: int = 0, day: int = 3) -> datetime:
    return datetime(2024, 6, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("quiet", "moment", "until"),
    [
        (NIGHT, at(20, 59), None),
        (NIGHT, at(21), at(8, day=4)),
        (NIGHT, at(3), at(8)),
        (NIGHT, at(7, 59), at(8)),
        (NIGHT, at(8), None),
        (NOON, at(12), at(14)),
        (NOON, at(14), None),
        (NOON, at(3), None),
        (Quiet(begins=timedelta(0), ends=timedelta(0)), at(3), None),
    ],
)
def test_quiet_hours_end_in_the_morning_they_belong_to(quiet, moment, until):
    assert quiet_until(quiet, moment, ZONE) == until


def test_quiet_hours_are_the_places_own():
    assert quiet_until(NIGHT, at(21).astimezone(ZoneInfo("UTC")), ZONE) == at(8, day=4)


def test_each_try_waits_longer_and_the_last_gives_up():
    waits = [next_try(tries, at(9)) for tries in range(1, len(WAITS) + 2)]
    assert waits[0] == at(9, 1)
    assert waits[:-1] == sorted(waits[:-1])
    assert waits[-1] is None


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("liyi2024@example.cn", "liy***@example.cn"),
        ("li@example.cn", "l***@example.cn"),
        ("13800001234", "138****1234"),
        ("1234", "***"),
    ],
)
def test_others_see_an_address_masked(address, shown):
    assert masked_address(address) == shown
