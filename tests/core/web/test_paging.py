"""The address of a list: which page it asks for, and what stays in it."""

import pytest

from core.web.paging import list_address, page_number


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("3", 3),
        ("999999", 999999),
        ("1000000", 1),
        ("0", 1),
        ("-1", 1),
        ("x", 1),
        ("", 1),
        ("²", 1),
        ("３", 1),
    ],
)
def test_a_page_that_cannot_be_is_the_first(text, page):
    assert page_number(text) == page


def test_an_address_carries_only_what_differs_from_the_usual():
    assert (
        list_address({"q": "李", "state": "", "sort": "behind", "page": 1}, {"sort": "behind"})
        == "?q=%E6%9D%8E"
    )
    assert list_address({"sort": "name", "page": 2}, {"sort": "behind"}) == "?sort=name&page=2"
    assert list_address({"q": "", "page": 1}) == "?"
