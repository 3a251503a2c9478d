"""Province, amendments, city, county: laid over each other, each value with its origin, delegations kept."""

from datetime import date
from decimal import Decimal

import pytest

from core.decisions.credit import Study
from core.errors import NotFound
from core.rules.diff import Difference, differences
from core.rules.errors import LeftToAreas
from core.rules.loader import Bundle, assemble
from core.rules.origins import assumptions
from core.rules.schema import Schemas
from tests.core.rules.world import PARTS, YEAR, bundle, changed, refused, year

DOCUMENTS = "documents: {city: {number: 市发1号, title: 市通知}}\n"
LEAVES = """\
areas:
  - {key: exams.unified.pass_mark, may: narrow}
  - {key: exams.unified.plan, may: narrow}
  - {key: study.target, may: free}
  - {key: duties, may: free}
"""
PROVINCE = YEAR + LEAVES


def city(text: str, documents: str = DOCUMENTS) -> Bundle:
    return bundle("here/city", y2024=documents + text)


def city_refused(text: str, province: str = PROVINCE) -> str:
    return refused(province, city(text))


def study(*bundles: Bundle, on: date | None = None) -> Study:
    made = year(*bundles, on=on).study
    assert made is not None
    return made


def test_an_area_changes_only_the_keys_it_writes() -> None:
    rules = year(bundle(y2024=PROVINCE), city("study: {target: {cite: 二, total: 2500}}\n"))
    assert rules.study is not None
    assert rules.study.target is not None
    assert rules.study.target.total == 2500
    assert rules.study.target.buckets["required"].at_least == 2000
    assert rules.study.period.first == date(2024, 2, 1)
    assert rules.place == "here/city"


def test_every_value_remembers_the_place_and_document_that_set_it() -> None:
    made = assemble(
        [bundle(y2024=PROVINCE), city("study: {target: {cite: 二, total: 2500}}\n")],
        2024,
        None,
        Schemas(PARTS),
    )
    origins = {origin.path: origin for origin in made.origins}
    assert origins["study.target.total"].place == "here/city"
    assert origins["study.target.total"].cite.document == "市发1号"
    assert origins["study.target.total"].cite.where == "here/city/2024.yaml:2"
    assert origins["study.target.buckets.required.at_least"].place == "here"
    assert made.rules.study is not None
    assert made.rules.study.target is not None
    assert made.rules.study.target.cite.document == "市发1号"


def test_an_area_cites_its_own_documents_first_and_may_cite_the_provinces() -> None:
    rules = year(bundle(y2024=PROVINCE), city("study: {target: {cite: guide/五, total: 2500}}\n"))
    assert rules.study is not None
    assert rules.study.target is not None
    assert rules.study.target.cite.document == "测发〔2024〕2号"
    assert list(rules.documents) == ["city", "main", "guide", "heard"]


def test_two_documents_under_one_key_are_both_kept() -> None:
    own = "documents: {main: {number: 市发1号, title: 市通知}}\n"
    rules = year(bundle(y2024=PROVINCE), city("study: {target: {cite: 二, total: 2500}}\n", own))
    assert rules.documents["main"].number == "市发1号"
    assert rules.documents["main_2"].number == "测发〔2024〕1号"


def test_what_is_not_left_to_areas_is_fixed() -> None:
    said = city_refused("outcome: {decimals: 3, cite: 二}\n")
    assert said == "here/city/2024.yaml:2: outcome.decimals: here fixes this in here/2024.yaml:26"


def test_restating_the_provinces_value_is_no_trespass() -> None:
    assert year(bundle(y2024=PROVINCE), city("study: {unit: points, cite: 二}\n")).place == "here/city"


@pytest.mark.parametrize(
    "text",
    [
        "exams: {unified: {cite: 二, pass_mark: 70}}\n",
        "exams: {unified: {cite: 二, pass_mark: 60}}\n",
        "exams: {unified: {cite: 二, plan: {window: {days: {from: 2024-09-12}}}}}\n",
        "exams: {unified: {cite: 二, plan: {window: {days: {from: 2024-09-10, to: 2024-09-30, opens: 09:00}}}}}\n",
        "exams: {unified: {cite: 二, plan: {one_day: {day: 2024-09-30}}}}\n",
    ],
)
def test_an_area_may_narrow_what_is_left_for_narrowing(text: str) -> None:
    assert year(bundle(y2024=PROVINCE), city(text)).place == "here/city"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("exams: {unified: {cite: 二, pass_mark: 59}}\n", "here/city/2024.yaml:2: exams.unified.pass_mark: this is wider than here allows in here/2024.yaml:24"),
        ("exams: {unified: {cite: 二, pass_mark: null}}\n", "exams.unified.pass_mark: this is wider"),
        ("exams: {unified: {cite: 二, plan: {window: {days: {from: 2024-09-09}}}}}\n", "exams.unified.plan.window.days.from: this is wider"),
        ("exams: {unified: {cite: 二, plan: {window: {days: {to: 2024-10-01}}}}}\n", "exams.unified.plan.window.days.to: this is wider"),
        ("exams: {unified: {cite: 二, plan: {one_day: {day: 2024-10-01}}}}\n", "exams.unified.plan: this is wider"),
    ],
)  # fmt: skip
def test_an_area_may_not_widen_it(text: str, said: str) -> None:
    assert said in city_refused(text)


def test_a_value_without_a_direction_cannot_be_narrowed() -> None:
    province = YEAR + "areas: [{key: outcome, may: narrow}]\n"
    assert "this has no narrower value" in city_refused("outcome: {decimals: 3, cite: 二}\n", province)


def test_an_area_may_add_and_take_away_named_entries_that_are_left_to_it() -> None:
    county = bundle(
        "here/city/county",
        y2024="documents: {c: {number: 县1号, title: 县}}\nduties: {cite: 一, roster: null}\n",
    )
    duties = "duties: {roster: {cite: 二, what: 报送名册, period: {from: 2024-08-01, to: 2024-08-15}}}\n"
    above = city(duties + "areas: [{key: duties, may: free, cite: 二}]\n")
    assert year(bundle(y2024=PROVINCE), above).duties["roster"].what == "报送名册"
    assert year(bundle(y2024=PROVINCE), above, county).duties == {}


def test_a_county_gets_only_what_the_city_leaves_to_it() -> None:
    county = bundle(
        "here/city/county",
        y2024="documents: {c: {number: 县1号, title: 县}}\nstudy: {target: {cite: 一, total: 2600}}\n",
    )
    above = city("study: {target: {cite: 二, total: 2500}}\n")
    said = refused(PROVINCE, above, county)
    assert (
        said
        == "here/city/county/2024.yaml:2: study.target.total: here/city fixes this in here/city/2024.yaml:2"
    )


def test_a_city_cannot_leave_to_others_what_was_not_left_to_it() -> None:
    said = city_refused(
        "areas: [{key: outcome, may: free, cite: 二}, {key: exams.unified.plan, may: free, cite: 二}]\n"
    )
    assert "areas: outcome has not been left to this place" in said
    assert "areas: exams.unified.plan has not been left to this place" in said


def test_a_delegation_of_an_unknown_key_is_refused() -> None:
    assert 'areas: "exam" is not known here; did you mean "exams"?' in refused(
        YEAR + "areas: [{key: exam.x, may: free}]\n"
    )


REGIONAL = (
    changed(
        "exams:\n",
        "exams:\n  regional: {cite: 四, title: 分众考试}\n"
        "  makeup: {title: 补考, cite: 四, makeup_of: [unified, regional], plan: {one_day: {day: 2024-12-05}}}\n",
    )
    + "areas: [{key: exams.regional.plan, may: required}]\n"
)


def test_an_exam_that_waits_for_an_area_is_left_out_and_listed() -> None:
    made = assemble([bundle(y2024=REGIONAL)], 2024, None, Schemas(PARTS))
    assert made.awaiting == ("exams.regional.plan",)
    assert sorted(made.rules.exams) == ["makeup", "unified"]
    assert made.rules.exams["makeup"].makeup_of == ("unified",)


def test_the_area_that_gives_the_required_value_has_the_exam() -> None:
    given = city("exams: {regional: {cite: 二, plan: {one_day: {day: 2024-10-01}}}}\n")
    made = assemble([bundle(y2024=REGIONAL), given], 2024, None, Schemas(PARTS))
    assert made.awaiting == ()
    assert made.rules.exams["makeup"].makeup_of == ("unified", "regional")
    assert made.rules.exams["regional"].title == "分众考试"


def test_a_province_may_leave_a_whole_year_to_its_areas() -> None:
    nothing = bundle(y2024="year: 2024\nassumed: no notice\nareas: [{key: '*', may: free}]\n")
    with pytest.raises(LeftToAreas):
        year(nothing)
    own = YEAR.replace("year: 2024\n", "")
    assert year(nothing, bundle("here/city", y2024=own)).exams["unified"].pass_mark == 60


def test_a_year_without_a_file_is_not_found() -> None:
    with pytest.raises(NotFound):
        year(bundle(y2023=YEAR))


MOVED = """\
amends: {from: 2024-10-01}
documents: {change: {number: 测发〔2024〕9号, title: 关于调整的通知}}
study: {target: {cite: 一, total: 2900}}
"""


@pytest.mark.parametrize(
    ("on", "total"), [(date(2024, 9, 30), 3000), (date(2024, 10, 1), 2900), (None, 2900)]
)
def test_an_amendment_is_in_force_from_its_day_on(on: date | None, total: int) -> None:
    target = study(bundle(y2024=YEAR, y2024_moved=MOVED), on=on).target
    assert target is not None
    assert target.total == Decimal(total)
    assert target.buckets["required"].at_least == 2000


def test_an_amended_value_cites_the_amendment() -> None:
    target = study(bundle(y2024=YEAR, y2024_moved=MOVED)).target
    assert target is not None
    assert (target.cite.document, target.cite.article) == ("测发〔2024〕9号", "一")


def test_an_amendment_without_a_day_or_a_base_is_refused() -> None:
    head = "here/2024-moved.yaml:1: amends: an amendment begins with amends: {from: its first day}"
    assert refused(bundle(y2024=YEAR, y2024_moved="study: {unit: credits}\n")) == head
    assert "there is no 2024.yaml to amend" in refused(bundle(y2024_moved=MOVED))


def test_the_digest_sees_content_and_sources_only() -> None:
    first = year(bundle(y2024=YEAR))
    lines = YEAR.splitlines()
    start = lines.index("audience: {employment: [serving]}")
    turned = "\n".join(["# a remark", lines[start], *lines[:start], *lines[start + 1 :]])
    assert year(bundle(y2024=turned)).digest == first.digest
    assert year(bundle(y2024=changed("pass_mark: 60", "pass_mark: 60.0"))).digest == first.digest
    assert year(bundle(y2024=changed("pass_mark: 60", "pass_mark: 61"))).digest != first.digest
    assert year(bundle(y2024=changed("cite: 三（4）", "cite: 三（5）"))).digest != first.digest


def test_a_difference_names_each_value_with_old_and_new() -> None:
    old = year(bundle(y2024=YEAR))
    new = year(
        bundle(y2024=changed("study: 50%, exam: 50%", "study: 40%, exam: 60%", changed("most: 8", "most: 3")))
    )
    assert differences(old, new) == (
        Difference("exams.unified.attempts.most", "8", "3"),
        Difference("outcome.formula.weighted.exam", "50%", "60%"),
        Difference("outcome.formula.weighted.study", "50%", "40%"),
    )


def test_assumptions_are_listed_once_with_what_rests_on_them() -> None:
    made = assemble([bundle(y2024=YEAR)], 2024, None, Schemas(PARTS))
    ((cite, values),) = assumptions(made.origins)
    assert cite.assumed == "the notice gives no figure"
    assert [value.path for value in values] == [
        "study.presence.heartbeat_seconds", "study.presence.idle_minutes"
    ]  # fmt: skip
