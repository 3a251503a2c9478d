"""Credit of other programmes: only where the rules accept it, at most what they allow, corrected by entries."""

from datetime import date
from decimal import Decimal

import pytest

from core.courses import service
from core.db import db
from core.decisions.credit import OtherProgrammes
from core.errors import BadInput, Refused
from tests.core.courses.world import ARTICLE, by_lesson, desk

ACCEPTED = OtherProgrammes(buckets=("required", "elective"), at_most=Decimal(30), cite=ARTICLE)


def credit(amount=10, reference="证书-1", **changed):
    values = {
        "amount": Decimal(amount),
        "bucket": "required",
        "day": date(2024, 4, 1),
        "reference": reference,
        "reason": "干部网络学院结业",
        "by": "管理员",
    }
    return service.CreditElsewhere(**(values | changed))


def enter(learner, asked):
    grown = service.write_elsewhere(2024, [(learner.year(), asked)])
    db.session.commit()
    return bool(grown)


def take_back(learner, reference):
    asked = service.taking_back(learner.year(), reference, "证书系伪造", "管理员")
    return asked is not None and enter(learner, asked)


@pytest.fixture
def li(east):
    return desk(by_lesson(2, from_other_programmes=ACCEPTED))


def test_it_is_refused_where_the_rules_accept_none(east):
    learner = desk(by_lesson(2))
    with pytest.raises(Refused) as refused:
        enter(learner, credit())
    assert refused.value.verdict.failing
    assert learner.earned() == 0


def test_it_is_entered_once_under_its_reference_with_reason_and_rule(li):
    assert enter(li, credit())
    assert not enter(li, credit())
    (entry,) = li.entries(kind="other_programme")
    assert (entry.counted, entry.cite["article"]) == (10, "三（1）")
    (row,) = service.study_record(li.year()).rows
    assert row.reference == "证书-1"
    assert "干部网络学院结业" in str(row.reason.values)


def test_another_amount_under_the_reference_is_a_correcting_entry(li):
    enter(li, credit(10))
    enter(li, credit(7, reason="学时换算有误"))
    assert [entry.counted for entry in li.entries(kind="other_programme")] == [10, -3]
    assert li.facts() == 7


def test_taking_it_back_is_a_correcting_entry_and_it_may_be_entered_again(li):
    enter(li, credit(10))
    assert take_back(li, "证书-1")
    assert not take_back(li, "证书-1")
    assert not take_back(li, "证书-9")
    assert li.facts() == 0
    assert enter(li, credit(4, bucket="elective"))
    assert [entry.counted for entry in li.entries(kind="other_programme")] == [10, -10, 4]


def test_what_is_beyond_the_most_of_the_year_is_recorded_and_does_not_count(li):
    enter(li, credit(25, "证书-1"))
    enter(li, credit(10, "证书-2"))
    last = li.entries(reference="证书-2")[0]
    assert (last.raw, last.counted, last.code) == (10, 5, "capped")
    assert "at most {cap}" in str(last.reason)
    take_back(li, "证书-1")
    assert enter(li, credit(10, "证书-2"))
    assert li.facts() == 10


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"bucket": "transferred"}, Refused),
        ({"day": date(2025, 1, 1)}, Refused),
        ({"reason": " "}, BadInput),
        ({"reference": "a#2"}, BadInput),
        ({"amount": Decimal(-1)}, BadInput),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(li, changed, kind):
    with pytest.raises(kind):
        enter(li, credit(**changed))
    assert li.entries() == []


def test_a_reference_stands_for_one_day_and_kind(li):
    enter(li, credit())
    with pytest.raises(BadInput):
        enter(li, credit(12, bucket="elective"))
