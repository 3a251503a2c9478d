from datetime import date

import pytest

from core.decisions.facts import Person
from plugins.exemptions import (
    AgeBySex,
    AllOf,
    AnyOf,
    ByApproval,
    LeaveIs,
    PostIs,
    RankIs,
    RetiresInYear,
    YearsToRetirement,
)
from tests.core.decisions.years import a_case, a_year

AGE = AgeBySex(men=55, women=50, on=date(2023, 12, 10))
NEAR = YearsToRetirement(within=2, on=date(2024, 12, 31), table="until_2024")
NEAR_BY_STEPS = YearsToRetirement(within=2, on=date(2024, 12, 31), table="from_2025")
MANUAL, ILL = PostIs(posts=("manual",)), LeaveIs(states=("long_sick_leave",))


@pytest.mark.parametrize(
    ("check", "person", "met"),
    [
        (AGE, Person(sex="male", birth=date(1968, 12, 10)), True),
        (AGE, Person(sex="male", birth=date(1968, 12, 11)), False),
        (AGE, Person(sex="female", birth=date(1973, 12, 10)), True),
        (AGE, Person(sex="female", birth=date(1973, 12, 11)), False),
        (AGE, Person(sex="male"), False),
        (NEAR, Person(sex="male", birth=date(1966, 12, 31)), True),
        (NEAR, Person(sex="male", birth=date(1967, 1, 1)), False),
        (NEAR, Person(sex="female", post="official", birth=date(1971, 12, 31)), True),
        (NEAR, Person(sex="female", post="manual", birth=date(1976, 12, 31)), True),
        (NEAR, Person(sex="female", post="manual", birth=date(1977, 1, 1)), False),
        (NEAR, Person(retires=date(2027, 1, 1), sex="male", birth=date(1950, 1, 1)), False),
        (NEAR, Person(), False),
        (NEAR_BY_STEPS, Person(sex="male", birth=date(1966, 8, 31)), False),
        (NEAR_BY_STEPS, Person(sex="male", birth=date(1966, 7, 31)), True),
        (RetiresInYear(table="until_2024"), Person(retires=date(2024, 12, 31)), True),
        (RetiresInYear(table="until_2024"), Person(retires=date(2025, 1, 1)), False),
        (MANUAL, Person(post="manual"), True),
        (MANUAL, Person(post="official"), False),
        (ILL, Person(employment="long_sick_leave"), True),
        (ILL, Person(), False),
        (RankIs(ranks=("bureau",)), Person(rank="bureau"), True),
        (RankIs(ranks=("bureau",)), Person(), False),
        (ByApproval(), Person(), True),
        (AnyOf(of=(MANUAL, ILL)), Person(post="manual"), True),
        (AnyOf(of=(MANUAL, ILL)), Person(), False),
        (AllOf(of=(MANUAL, AGE)), Person(post="manual"), False),
    ],
)
def test_a_reason_applies_by_the_record(check, person, met):
    verdict = check.applies(a_case(a_year(), person=person))
    assert verdict.met is met
    assert all(line.met is not None for line in verdict.lines)
