from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.decisions.balance import converted, fold, latest_start, reached_on, study_score
from core.decisions.credit import Conversion, DayCap, Target
from core.decisions.facts import DayTotal
from tests.core.decisions.years import a_study, buckets

DAY = date(2024, 4, 1)


def earned(**amounts):
    return tuple(DayTotal(DAY, bucket, Decimal(amount)) for bucket, amount in amounts.items())


def a_target(total, unless=None, **shares):
    return Target(total=Decimal(total), buckets=buckets(**shares), unless=unless or {})


def test_one_point_short_of_the_target_is_missing_and_the_target_itself_is_enough():
    study = a_study(3000)
    short, enough = fold(study, earned(required=2999)), fold(study, earned(required=3000))
    assert (short.met, short.missing) == (False, Decimal(1))
    assert (enough.met, enough.missing) == (True, Decimal(0))


def test_what_lies_above_a_bucket_s_most_does_not_spill_over():
    study = a_study(target=a_target(1000, elective=(0, 200)))
    balance = fold(study, earned(required=799, elective=300))
    assert (balance.total, balance.met) == (Decimal(999), False)
    assert fold(study, earned(required=800, elective=200)).met
    assert fold(study, earned(required=1000)).met


def test_a_bucket_s_minimum_is_asked_even_when_the_total_is_reached():
    study = a_study(target=a_target(100, required=(60, None), elective=(40, None)))
    balance = fold(study, earned(required=90, elective=30))
    assert (balance.total, balance.met, balance.missing) == (Decimal(120), False, Decimal(10))
    assert balance.share("elective").missing == Decimal(10)


def test_an_ignored_bucket_is_recorded_and_never_counts():
    study = a_study(20, ignored=("elective",))
    balance = fold(study, earned(required=19, elective=50))
    assert (balance.total, balance.met) == (Decimal(19), False)
    assert balance.share("elective").earned == Decimal(50)


def test_days_after_the_one_asked_for_do_not_count():
    study = a_study(10)
    later = DayTotal(DAY + timedelta(days=1), "required", Decimal(5))
    assert fold(study, (*earned(required=5), later), until=DAY).total == Decimal(5)


def test_other_measures_are_not_study():
    assert fold(a_study(10), (DayTotal(DAY, "required", Decimal(99), "minutes"),)).total == 0


def test_a_category_of_people_has_its_lower_target():
    study = a_study(target=a_target(100, unless={"joiner": Decimal(50)}))
    balance = fold(study, earned(required=50), categories=frozenset({"joiner"}))
    assert (balance.met, balance.lowered) == (True, True)
    assert not fold(study, earned(required=50)).met


def test_without_a_target_nothing_is_missing():
    balance = fold(a_study(None), earned(required=7))
    assert (balance.total, balance.target, balance.met) == (Decimal(7), None, True)


def test_the_day_on_which_the_target_was_reached_is_the_first_that_suffices():
    study = a_study(10)
    totals = [DayTotal(DAY + timedelta(days=n), "required", Decimal(4)) for n in range(5)]
    assert reached_on(study, totals) == DAY + timedelta(days=2)
    assert reached_on(study, totals[:2]) is None


def test_under_a_daily_cap_the_last_day_to_begin_follows_from_what_is_missing():
    study = a_study(100, day_cap=DayCap(amount=Decimal(10)))
    assert latest_start(study, Decimal(100)) == date(2024, 11, 21)
    assert latest_start(study, Decimal("10.5")) == date(2024, 11, 29)
    assert latest_start(study, Decimal(10)) == date(2024, 11, 30)
    assert latest_start(study, Decimal(10_000)) is None


def test_the_study_score_never_exceeds_one_hundred():
    study = a_study(3000)
    assert study_score(study, fold(study, earned(required=1500))) == 50
    assert study_score(study, fold(study, earned(required=9000))) == 100


def test_points_are_converted_to_class_hours_exactly():
    study = a_study(3000, converts=Conversion(per=Decimal(100), to="class_hours"))
    assert converted(study, Decimal(2950)).amount == Decimal("29.5")


amounts = st.decimals(min_value=0, max_value=500, places=2)
entries = st.lists(
    st.builds(DayTotal, st.just(DAY), st.sampled_from(["required", "elective"]), amounts), max_size=12
)
SHARED = a_study(target=a_target(400, required=(200, None), elective=(0, 150)))


@given(entries)
def test_counted_never_exceeds_earned_and_missing_agrees_with_met(totals):
    balance = fold(SHARED, totals)
    assert balance.total <= sum((entry.amount for entry in totals), Decimal(0))
    assert balance.met == (balance.missing == 0)
    assert balance.met == (balance.total >= 400 and balance.counted("required") >= 200)


@given(entries, amounts)
def test_earning_more_never_takes_anything_away(totals, more):
    before = fold(SHARED, totals)
    after = fold(SHARED, [*totals, DayTotal(DAY, "required", more)])
    assert after.total >= before.total
    assert after.missing <= before.missing


@given(entries)
def test_earning_what_is_missing_as_required_study_always_suffices(totals):
    balance = fold(SHARED, totals)
    assert fold(SHARED, [*totals, DayTotal(DAY, "required", balance.missing)]).met
