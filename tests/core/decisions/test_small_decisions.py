from datetime import date
from decimal import Decimal

import pytest

from core.decisions.accounts import InitialPassword, PasswordPolicy
from core.decisions.charges import WorkingDays
from core.decisions.digest import canonical, digest
from core.decisions.facts import Person
from core.decisions.passwords import check_password
from core.decisions.retirement import add_months, retirement_date
from core.decisions.rounding import half_up, plain
from core.decisions.workdays import WorkCalendar, add_working_days, promised
from tests.core.decisions.years import a_study, a_year

LETTERS_AND_DIGITS = PasswordPolicy(
    at_least=6, at_most=12, needs=("letters", "digits"), only=("letters", "digits")
)
INITIAL = InitialPassword(value="a88888", second_fact="name", reset_to="a00000")


@pytest.mark.parametrize(
    ("password", "allowed"),
    [
        ("abc123", True),
        ("abc12", False),
        ("abcdef123456", True),
        ("abcdef1234567", False),
        ("123456", False),
        ("abcdef", False),
        ("abc 123", False),
        ("abc-123", False),
        ("a88888", False),
        ("a00000", False),
    ],
)
def test_a_password_keeps_length_and_characters_and_is_not_the_initial_one(password, allowed):
    assert check_password(LETTERS_AND_DIGITS, password, INITIAL).met is allowed


def test_symbols_are_asked_for_where_the_policy_is_stronger():
    strong = PasswordPolicy(at_least=8, at_most=20, needs=("letters", "digits", "symbols"))
    assert check_password(strong, "abcd123!").met
    assert not check_password(strong, "abcd1234").met


SPRING = WorkCalendar(
    holidays=frozenset({date(2024, 4, 4), date(2024, 4, 5)}),
    worked_weekends=frozenset({date(2024, 4, 7)}),
    years=frozenset({2024}),
)


def test_working_days_skip_weekends_and_holidays_and_count_worked_sundays():
    assert add_working_days(date(2024, 4, 3), 1, SPRING) == date(2024, 4, 7)
    assert add_working_days(date(2024, 4, 3), 2, SPRING) == date(2024, 4, 8)
    assert add_working_days(date(2024, 4, 3), 1) == date(2024, 4, 4)
    assert promised(date(2024, 4, 3), WorkingDays(least=1, most=3), SPRING) == (
        date(2024, 4, 7),
        date(2024, 4, 9),
    )


def test_a_calendar_says_which_years_it_knows():
    assert SPRING.knows(date(2024, 1, 1), date(2024, 12, 31))
    assert not SPRING.knows(date(2024, 12, 31), date(2025, 1, 1))


@pytest.mark.parametrize(
    ("sex", "post", "birth", "retires"),
    [
        ("male", "", date(1964, 12, 31), date(2024, 12, 31)),
        ("male", "", date(1965, 1, 1), date(2025, 2, 1)),
        ("male", "", date(1965, 4, 30), date(2025, 5, 30)),
        ("male", "", date(1965, 5, 1), date(2025, 7, 1)),
        ("male", "", date(1976, 8, 15), date(2039, 7, 15)),
        ("male", "", date(1976, 9, 15), date(2039, 9, 15)),
        ("male", "", date(1990, 1, 1), date(2053, 1, 1)),
        ("female", "official", date(1970, 1, 1), date(2025, 2, 1)),
        ("female", "official", date(1981, 9, 1), date(2039, 9, 1)),
        ("female", "manual", date(1975, 1, 1), date(2025, 2, 1)),
        ("female", "manual", date(1975, 3, 1), date(2025, 5, 1)),
        ("female", "manual", date(1984, 11, 1), date(2039, 11, 1)),
    ],
)
def test_from_2025_the_statutory_age_rises_in_steps(sex, post, birth, retires):
    assert retirement_date(Person(sex=sex, post=post, birth=birth), "from_2025") == retires


def test_until_2024_the_ages_are_60_55_and_50():
    born = date(1970, 6, 1)
    assert retirement_date(Person(sex="male", birth=born), "until_2024") == date(2030, 6, 1)
    assert retirement_date(Person(sex="female", birth=born), "until_2024") == date(2025, 6, 1)
    assert retirement_date(Person(sex="female", post="manual", birth=born), "until_2024") == date(2020, 6, 1)


def test_a_recorded_retirement_date_wins_and_without_birth_there_is_none():
    recorded = Person(sex="male", birth=date(1970, 1, 1), retires=date(2026, 5, 1))
    assert retirement_date(recorded, "from_2025") == date(2026, 5, 1)
    assert retirement_date(Person(sex="male"), "from_2025") is None


def test_a_month_that_is_too_short_ends_on_its_last_day():
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 2, 29), -12) == date(2023, 2, 28)


def test_figures_are_rounded_half_up_for_show():
    assert half_up(Decimal("59.995"), 2) == Decimal("60.00")
    assert half_up(Decimal("0.5"), 0) == 1
    assert [plain(Decimal(text)) for text in ("40", "2.50", "1E+2")] == ["40", "2.5", "100"]


def test_equal_rules_have_equal_digests_and_a_changed_figure_changes_it():
    assert digest(a_year()) == digest(a_year())
    assert digest(a_year()) != digest(a_year(study=a_study(101)))
    assert canonical(Decimal("60.0")) == canonical(Decimal(60))
