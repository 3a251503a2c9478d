"""Resident ID numbers: the date and the check digit decide, as the standard's own calculation does."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from core.decisions.id_numbers import born_on, is_id_number

GOOD = "11010519491231002X"


def test_a_number_with_its_check_digit_is_one_and_tells_the_birth():
    assert is_id_number(GOOD)
    assert born_on(GOOD) == date(1949, 12, 31)


@pytest.mark.parametrize(
    "text",
    ["", "110105194912310021", "11010519491331002X", "11010519490230002X", "01010519491231002X", GOOD[:17], GOOD + "0",
     GOOD.lower(), "１１010519491231002X", "1101051949123100²X"],
)  # fmt: skip
def test_what_differs_anywhere_is_none(text):
    assert not is_id_number(text)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(100000, 999999), st.integers(0, 999))
def test_the_check_digit_is_that_of_the_standard_in_every_county(born, county, serial):
    body = f"{county}{born:%Y%m%d}{serial:03}"
    assert [digit for digit in "0123456789X" if is_id_number(body + digit)] == [
        ric.calc_check_digit(body + "0")
    ]
