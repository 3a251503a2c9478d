"""Every kind of line, read by a Chinese and by an English reader: no sentence is left in the other language."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.decisions.exam_entry import may_start
from core.decisions.exempting import exemption_of
from core.decisions.exemptions import Exemption, Exemptions
from core.decisions.facts import CourseState, DayTotal, ExemptionRecord, Person
from core.decisions.freezes import may_transfer
from core.decisions.slots import Booking
from core.decisions.standing import outcome
from core.web.language import Reader
from plugins.eligibility import AllOf, CoursesFinished, EveryMonth, MeasureAtLeast, StudyDone
from plugins.exemptions import AgeBySex, ByApproval, YearsToRetirement
from plugins.outcome import ExamPassedAndStudy, StudyOnly, WeightedSum
from tests.core.decisions.test_freezes import RULES as FROZEN
from tests.core.decisions.years import GRADES, ZONE, a_case, a_study, a_year, an_exam, buckets, sat

LATIN = re.compile(r"[A-Za-z]{2,}")
HAN = re.compile(r"[\u4e00-\u9fff]")
ENGLISH_TITLE = {"main": an_exam(title="Exam", booking=Booking(by=("administrator",)), acknowledge=True)}
GATE = AllOf(
    of=(
        StudyDone(by="day_before_sitting"),
        CoursesFinished(bucket="required"),
        MeasureAtLeast(measure="minutes", amount=Decimal(60)),
        EveryMonth(at_least=Decimal(2)),
    )
)
REASONS = Exemptions(
    reasons={
        "age": Exemption(when=AgeBySex(men=55, women=50, on=date(2024, 12, 10))),
        "near_retirement": Exemption(
            when=YearsToRetirement(within=2, on=date(2024, 12, 31), table="until_2024"), approval=("unit",)
        ),
        "serious_illness": Exemption(when=ByApproval(), approval=("unit", "personnel"), evidence=True),
    }
)
STUDY = a_study(target=replace(a_study(100).target, buckets=buckets(required=(60, None), elective=(0, 40))))
EARNED = (
    DayTotal(date(2024, 4, 1), "required", Decimal(10)),
    DayTotal(date(2024, 4, 1), "elective", Decimal(50)),
)
MALE = Person(sex="male", birth=date(1960, 1, 1))


def on_file(**changes):
    values = {"reason": "serious_illness", "state": "approved", "approvals": 2, "evidence": True}
    return (ExemptionRecord(**(values | changes)),)


def lines_of_years(title):
    exams = {"main": an_exam(title=title)}
    gated = {"main": replace(ENGLISH_TITLE["main"], title=title, gate=GATE)}
    attempts = (sat(59), sat(61, number=2))
    for formula in (
        StudyOnly(),
        ExamPassedAndStudy(),
        WeightedSum(study=Decimal("0.5"), exam=Decimal("0.5"), at_least=Decimal(60)),
    ):
        rules = a_year(formula, exams=exams, study=STUDY, grades=GRADES, exemptions=REASONS)
        for facts in ({}, {"study": EARNED}, {"study": EARNED, "attempts": attempts}):
            found = outcome(a_case(rules, "2024-09-12", **facts))
            yield from (
                part for line in found.lines for part in (line.item, line.figure, line.needed, line.because)
            )
            yield from found.advice
        for facts in ({"person": MALE}, {"exemptions": on_file()}, {"exemptions": on_file(state="revoked")},
                      {"exemptions": on_file(evidence=False)}, {"exemptions": on_file(approvals=1)},
                      {"exemptions": on_file(reason="near_retirement")}, {"person": Person(active=False)},
                      {"person": Person(employment="retired")}):  # fmt: skip
            case = a_case(rules, "2024-09-12", **facts)
            for line in (*outcome(case).lines, *exemption_of(case).lines):
                yield from (line.item, line.figure, line.needed, line.because)
    courses = (CourseState(code="c", bucket="required"),)
    case = a_case(a_year(exams=gated, study=STUDY), "2024-09-12", study=EARNED, courses=courses)
    verdicts = (may_start(case.about("main")), may_transfer(a_case(FROZEN, "2024-10-01"), "sending"))
    for verdict in verdicts:
        yield from (
            part for line in verdict.lines for part in (line.item, line.figure, line.needed, line.because)
        )
        yield from verdict.advice


@pytest.mark.parametrize(("locale", "title", "foreign"), [("zh", "年度考试", LATIN), ("en", "Exam", HAN)])
def test_every_line_reads_in_the_reader_s_language_alone(locale, title, foreign):
    reader = Reader(locale, zone=ZONE)
    shown = {reader.text(value) for value in lines_of_years(title) if value is not None}
    assert len(shown) > 60
    assert sorted(text for text in shown if foreign.search(text)) == []
