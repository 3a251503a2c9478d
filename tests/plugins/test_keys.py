import pytest

from plugins.login import AccountNumber, IdNumber, Phone, Pinyin, StaffNumber
from plugins.numbers import Given, Mobile, Ranged, ResidentId

A_NUMBER = "11010519491231002X"
"""The example of the national standard, nobody's own."""


@pytest.mark.parametrize(
    ("provider", "typed", "value"),
    [
        (AccountNumber(), " 4601 0001 ", "46010001"),
        (AccountNumber(), "Ab.1", "ab.1"),
        (AccountNumber(), "１２３４", "1234"),
        (AccountNumber(digits=13), "4601000000001", "4601000000001"),
        (AccountNumber(digits=13), "460100000000", None),
        (AccountNumber(), "", None),
        (AccountNumber(), "a'; drop", None),
        (Phone(), "+86 138-0000-0000", "13800000000"),
        (Phone(), "12800000000", None),
        (Phone(), "1380000000", None),
        (IdNumber(), A_NUMBER.lower(), A_NUMBER),
        (IdNumber(), "110105194912310021", None),
        (IdNumber(), "110105491231002", None),
        (Pinyin(), "Zhāng Sān", "zhangsan"),
        (Pinyin(), "lü'an", "lvan"),
        (Pinyin(), "张三", None),
        (Pinyin(), "zhang3", None),
        (StaffNumber(), "x 12", "X12"),
    ],
)
def test_what_was_typed_is_read_as_the_key_that_it_can_be(provider, typed, value):
    key = provider.key(typed)
    assert (key.value if key else None) == value
    assert provider.label().message


@pytest.mark.parametrize(
    ("scheme", "number", "unit_range", "met"),
    [
        (Ranged(digits=13), "4601000000001", "46010000", True),
        (Ranged(digits=13), "4602000000001", "46010000", False),
        (Ranged(digits=13), "460100000001", "46010000", False),
        (Ranged(digits=13), "46010000000x1", "46010000", False),
        (ResidentId(), A_NUMBER, "", True),
        (ResidentId(), "110105194912310021", "", False),
        (Mobile(), "13800000000", "", True),
        (Mobile(), "23800000000", "", False),
        (Given(at_most=4), "ab12", "", True),
        (Given(at_most=4), "ab123", "", False),
        (Given(), "a b", "", False),
        (Given(), "", "", False),
    ],
)
def test_an_account_number_is_checked_by_its_scheme(scheme, number, unit_range, met):
    assert scheme.check(number, unit_range).met is met


def test_numbers_are_issued_under_the_range_until_it_is_full():
    scheme = Ranged(digits=6)
    assert scheme.issue("4601", 7) == "460107"
    assert scheme.issue("4601", 99) == "460199"
    assert scheme.issue("4601", 100) is None
    assert scheme.issue("460101", 1) is None
    assert Given().issue("ab", 7) == "ab0007"
    assert ResidentId().issue("", 1) is None
    assert Mobile().issue("", 1) is None
