"""What is kept of a judgement comes back as it was."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.decisions.facts import Attempt, CourseState, DayTotal, ExemptionRecord, Facts, Person, Place
from core.decisions.outcome import Outcome
from core.decisions.values import Cite, Line, Quantity, Word, say
from core.standings.kept import restore_facts, restore_outcome, store_facts, store_outcome

WORDS = st.text("abcdé学法", min_size=1, max_size=6)
AMOUNTS = st.decimals(0, 9999, places=3)
DAYS = st.dates(date(1950, 1, 1), date(2060, 1, 1))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
WORD_SETS = st.frozensets(WORDS, max_size=3)


def few(strategy):
    return st.lists(strategy, max_size=3).map(tuple)


PERSONS = st.builds(
    Person,
    birth=st.none() | DAYS,
    retires=st.none() | DAYS,
    joined=st.none() | DAYS,
    sex=st.sampled_from(["male", "female", ""]),
    rank=WORDS,
    area=WORDS,
    active=st.booleans(),
    cohorts=WORD_SETS,
    categories=WORD_SETS,
)
ATTEMPTS = st.builds(
    Attempt,
    exam=WORDS,
    number=st.integers(1, 9),
    started=MOMENTS,
    handed_in=st.none() | MOMENTS,
    mark=st.none() | AMOUNTS,
    void=st.booleans(),
)
FACTS = st.builds(
    Facts,
    person=PERSONS,
    study=few(st.builds(DayTotal, DAYS, WORDS, AMOUNTS, WORDS)),
    courses=few(
        st.builds(CourseState, code=WORDS, bucket=WORDS, released=st.none() | DAYS, finished=st.none() | DAYS)
    ),
    attempts=few(ATTEMPTS),
    places=few(st.builds(Place, exam=WORDS, opens=MOMENTS, booked=st.none() | MOMENTS)),
    exemptions=few(
        st.builds(
            ExemptionRecord,
            reason=WORDS,
            state=st.sampled_from(["applied", "approved", "revoked"]),
            decided=st.none() | DAYS,
            approvals=st.integers(0, 3),
            evidence=st.booleans(),
        )
    ),
    marks=WORD_SETS,
    paid=st.booleans(),
    acknowledged=WORD_SETS,
    reopened=few(st.tuples(WORDS, st.integers(1, 3))),
)
VALUES = st.one_of(st.builds(Quantity, AMOUNTS, WORDS), st.builds(Word, WORDS), AMOUNTS, DAYS, MOMENTS, WORDS)
LINES = st.builds(
    Line,
    item=st.builds(lambda value: say("Item {value}", value=value), VALUES),
    figure=st.none() | VALUES,
    because=st.just(say("Because")),
    cite=st.builds(Cite, document=WORDS, article=WORDS, assumed=st.just("") | WORDS),
    needed=st.none() | VALUES,
    met=st.none() | st.booleans(),
)
OUTCOMES = st.builds(
    Outcome,
    state=WORDS,
    lines=few(LINES),
    grade=WORDS,
    score=st.none() | AMOUNTS,
    final=st.booleans(),
    consequence=WORDS,
    advice=few(st.builds(lambda value: say("Do {value}", value=value), VALUES)),
)


@given(FACTS)
def test_facts_survive_being_kept_as_json(facts):
    assert restore_facts(json.loads(json.dumps(store_facts(facts)))) == facts


@given(OUTCOMES)
def test_an_outcome_survives_being_kept_as_json(outcome):
    assert restore_outcome(json.loads(json.dumps(store_outcome(outcome)))) == outcome


def test_what_is_at_its_default_is_left_out():
    assert store_facts(Facts()) == {"person": {}}
    assert store_facts(Facts(person=Person(post="manual"), paid=False)) == {
        "person": {"post": "manual"},
        "paid": False,
    }


def test_an_exact_figure_is_not_rounded():
    third = Decimal(1) / Decimal(3)
    assert restore_outcome(store_outcome(Outcome(state="passed", lines=(), score=third))).score == third
