"""Two editions of a year compared, in sentences and line by line."""

from datetime import date

from core.rulebook.comparing import compare, yaml_lines
from core.rulebook.opening import Book, Edition
from core.rules.yaml import parse
from tests.core.rulebook.world import assembled, told


def book(*, bay: bool = False, on: date | None = None) -> Book:
    found = assembled(bay=bay, on=on)
    return Book(Edition(2024, "bay" if bay else "", on), found, tuple(told(found).values()))


def test_an_amendment_is_the_one_value_that_differs_between_two_days():
    compared = compare(book(on=date(2024, 5, 31)), book(on=date(2024, 6, 1)))
    (change,) = compared.changed
    assert change.before is not None
    assert change.after is not None
    assert (change.before.figure, change.after.figure) == ("10", "12")
    assert change.before.mark.cite.document == "测发〔2024〕1号"
    assert change.after.mark.cite.document == "测发〔2024〕9号"
    assert not compared.only_old
    assert not compared.only_new
    assert "-    total: 10" in compared.lines
    assert "+    total: 12" in compared.lines


def test_what_only_an_area_has_is_told_apart_from_what_it_changes():
    compared = compare(book(), book(bay=True))
    assert "accounts.contacts" in [change.told.path for change in compared.changed]
    own = {change.told.path.partition(".")[0] for change in compared.only_new}
    assert own == {"accounts", "duties"}
    assert all(
        "registration" in change.told.path or "roster_sheet" in change.told.path
        for change in compared.only_new
    )
    assert compare(book(bay=True), book()).changed


def test_a_year_compared_with_itself_has_no_difference():
    compared = compare(book(), book())
    assert compared.changes == ()
    assert compared.lines == ()


def test_the_lines_are_yaml_that_can_be_read_again():
    lines = list(yaml_lines(assembled().rules))
    tree = parse("\n".join(lines), "2024.yaml")
    assert tree["exams"]["yearly"]["pass_mark"] == "60"
    assert tree["study"]["credit"][0]["per_lesson"]["amount"] == "2"
