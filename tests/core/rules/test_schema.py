"""From mapping to record: exact values, and for everything else file, line, key and a sentence."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.rules.scalars import SCALARS
from tests.core.rules.world import YEAR, AllOf, StudyDone, Window, bundle, changed, refused, year


def test_a_complete_year_becomes_frozen_exact_values() -> None:
    rules = year(bundle(y2024=YEAR))
    assert rules.study is not None
    assert rules.study.credit[0].points == Decimal("0.1")  # type: ignore[attr-defined]
    assert rules.outcome.formula.study == Decimal("0.5")  # type: ignore[attr-defined]
    plan = rules.exams["unified"].plan
    assert isinstance(plan, Window)
    assert plan.hours == (timedelta(hours=8, minutes=30), timedelta(hours=24))
    assert rules.period.last == date(2024, 12, 31)


def test_every_record_carries_the_document_and_article_that_covers_it() -> None:
    rules = year(bundle(y2024=YEAR))
    window = rules.exams["unified"].plan.cite
    assert (window.document, window.article, window.place) == ("测发〔2024〕1号", "三（3）", "here")
    assert window.where == "here/2024.yaml:23"
    assert rules.accounts.password.cite.document == "测发〔2024〕2号"
    assert rules.accounts.password.cite.article == "附件4"
    assert rules.study is not None
    assert rules.study.presence.cite.assumed == "the notice gives no figure"
    assert rules.study.presence.cite.document == ""


def test_a_shorthand_and_bare_names_fill_part_slots() -> None:
    gate = "    gate: {all_of: [study_done, {study_done: {days_before: 1}}]}\n    pass_mark: 60\n"
    rules = year(bundle(y2024=changed("    pass_mark: 60\n", gate)))
    check = rules.exams["unified"].gate
    assert isinstance(check, AllOf)
    assert [item.days_before for item in check.of if isinstance(item, StudyDone)] == [0, 1]
    assert check.of[0].cite.article == "三（3）"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pass_mark: 60", "pas_mark: 60", 'here/2024.yaml:24: exams.unified.pas_mark: "pas_mark" is not known here; did you mean "pass_mark"?'),
        ("    title: 统一考试\n", "", "here/2024.yaml:20: exams.unified.title: this value is missing"),
        ("{study: 50%, exam: 50%}", "{study: 50%}", "here/2024.yaml:27: outcome.formula.weighted.exam: this value is missing"),
        ("{study: 50%, exam: 50%}", "{study: 50%, exam: 40%}", "here/2024.yaml:27: outcome.formula.weighted: the shares do not make 100%"),
        ("study: 50%", "study: 0.5", '"0.5" is not a percentage such as 50%'),
        ("pass_mark: 60", "pass_mark: sixty", '"sixty" is not a number such as 60 or 0.5'),
        ("pass_mark: 60", "pass_mark: 6e1", '"6e1" is not a number'),
        ("pass_mark: 60", "pass_mark: ６０", '"６０" is not a number'),
        ("pass_mark: 60", "pass_mark: [60]", "a single value is needed here"),
        ("most: 8", "most: 010", '"010" is not a whole number'),
        ("most: 8", "most: 14:30", '"14:30" is not a whole number'),
        ("most: 8", "most: 8.0", '"8.0" is not a whole number'),
        ("most: 8", "most: 8, per_room: no", '"no" is neither true nor false'),
        ("to: 2024-09-30", "to: 2024-09-31", "here/2024.yaml:23: exams.unified.plan.window.days.to: there is no day 2024-09-31"),
        ("to: 2024-09-30", "to: 2024-9-30", "is not a day written like"),
        ("to: 2024-09-30", "to: 2024-08-30", "it ends (2024-08-30) before it begins (2024-09-10)"),
        ('"08:30"', '"25:00"', '"25:00" is not an hour'),
        ('"08:30"', '"24:01"', '"24:01" is not an hour'),
        ("{weighted:", "{weihgted:", 'here/2024.yaml:27: outcome.formula.weihgted: no such part: "weihgted" is not known here; did you mean "weighted"?'),
        ("{weighted: {study: 50%, exam: 50%}, cite", "{weighted: {study: 50%, exam: 50%}, one_day: {}, cite", "exactly one part is needed here"),
        ("[serving]", "serving", "a list is needed here"),
        ("{employment: [serving]}", "everybody", "here/2024.yaml:8: audience: a group of keys is needed here"),
        ("needs: [letters, digits]", "needs: [letters, didgits]", 'accounts.password.needs[2]: "didgits" is not known here; did you mean "digits"?'),
        ("pass_mark: 60", "full_mark:", "exams.unified.full_mark: this value is empty"),
        ("assumed: the notice gives no figure", "cite: annex/附件4", 'study.presence.cite: no such document: "annex" is not known here; known: main, guide, heard'),
        ("assumed: the notice gives no figure", "cite: heard/三", "only named by others"),
        ("assumed: the notice gives no figure", "cite: guide/", "the article is missing"),
        ("assumed: the notice gives no figure", "cite: [三]", "a text is needed here"),
        ("cite: 一\n", "", "here/2024.yaml:2: period.from: no source: neither cite nor assumed stands here or above"),
        ("year: 2024", "year: 2023", "here/2024.yaml:1: year: the file's name says 2024"),
        ("to: 2024-09-30", "to: 2025-01-01", "2024-09-10 to 2025-01-01 does not lie inside the year's period"),
        ("from: 2024-02-01", "from: 2023-12-01", "study.period: 2023-12-01 to 2024-11-30 does not lie inside"),
        ("required: {at_least: 2000}", "required: {at_least: 2000}, elective: {at_least: 1001}", "the buckets need 3001 together"),
        ("required: {at_least: 2000}", "required: {at_least: 2000, at_most: 1999}", "more is needed of this bucket than may count"),
        ("required: {at_least: 2000}", "required: {at_most: 2999}", "the buckets allow 2999 together, less than the total of 3000"),
        ("pass_mark: 60", "pass_mark: 101", "the pass mark is higher than the full mark of 100"),
        ("at_least: 90", "at_least: 60", "grades must stand from the best down"),
        ("at_least: 6,", "at_least: 13,", "the least length is greater than the greatest"),
        ("pass_mark: 60", "makeup_of: [other]", 'there is no other exam "other"'),
        ("pass_mark: 60", "cohort: sector", 'there is no cohort "sector"'),
        ("pass_mark: 60", "blueprint: {sections: [{type: single, count: 20, mark: 4}]}", "the marks add up to 80, not to the full mark of 100"),
        ("pass_mark: 60", "booking: {by: [learner], period: {from: 2024-10-01, to: 2024-10-02}}", "booking begins after the exam's last day"),
        ("outcome:", "certificate: {states: [pased], number: by_serial}\noutcome:", 'certificate.states: there is no state "pased"'),
        ("outcome:", "freezes: [{what: [transfers]}]\noutcome:", "freezes[1]: a freeze needs a period or an event"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_file_line_key_and_a_sentence(old: str, new: str, said: str) -> None:
    assert said in refused(changed(old, new))


def test_all_faults_are_named_at_once() -> None:
    text = changed(
        "pass_mark: 60", "pas_mark: 60", changed("most: 8", "most: eight", changed("50%, exam", "half, exam"))
    )
    lines = refused(text).splitlines()
    assert [line.split(": ")[1] for line in lines] == [
        "exams.unified.pas_mark", "exams.unified.attempts.most", "outcome.formula.weighted.study"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (int, "0", 0), (int, "-3", -3), (Decimal, "0.1", Decimal("0.1")), (bool, "false", False),
        ("percent", "12.5%", Decimal("0.125")), ("time of day", "24:00", timedelta(days=1)),
        (str, "010", "010"), (str, "888888", "888888"), (date, "2024-02-29", date(2024, 2, 29)),
    ],
)  # fmt: skip
def test_a_single_value_is_exactly_what_was_written(kind: object, text: str, value: object) -> None:
    assert SCALARS[kind][0](text) == value


def test_a_window_of_a_makeup_may_lie_in_the_next_year() -> None:
    makeup = "exams:\n  makeup: {title: 补考, cite: 四, makeup_of: [unified], plan: {one_day: {day: 2025-01-05}}}\n"
    rules = year(bundle(y2024=changed("exams:\n", makeup)))
    assert rules.exams["makeup"].makeup_of == ("unified",)
