"""The scenarios of the five systems, and the runner that runs them anywhere."""

import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from core.errors import NotFound
from core.rules.errors import RulesInvalid
from core.scenarios import home_of, read_cases, run, run_case, run_paths, scenario_files
from core.scenarios.reference import TARGET, scenario_reference
from core.tenancy.registry import load_tenant

TENANTS = Path(__file__).parents[1] / "tenants"
FILES = tuple(scenario_files([TENANTS]))
ONE = """
year: 2023
cases:
  - name: one case
    source: 二（二）1
    {given}
    expect: {{{expect}}}
"""


@cache
def results():
    """What every file of the five systems says, run once."""
    return {file: list(run([file])) for file in FILES}


def shown(file):
    return "/".join(file.relative_to(TENANTS).parts)


@pytest.mark.parametrize("file", FILES, ids=shown)
def test_every_scenario_passes(file):
    failed = [str(result) for result in results()[file] if not result.passed]
    assert not failed, "\n".join(failed)


def test_the_five_systems_have_at_least_ninety_cases():
    counts = Counter({shown(file): len(found) for file, found in results().items()})
    assert counts.total() >= 90
    for place in ("hainan", "yunnan", "gansu", "gansu/areas/wuwei", "hunan"):
        assert sum(n for file, n in counts.items() if file.startswith(f"{place}/scenarios/")) >= 12, place


def test_every_scenario_says_which_article_it_is_taken_from():
    cases = [case for file in FILES for case in read_cases(file.read_bytes(), shown(file))]
    assert [case.where for case in cases if not case.source] == []


def test_no_two_scenarios_of_a_file_share_a_name():
    for file, found in results().items():
        names = Counter(result.name for result in found)
        assert [name for name, times in names.items() if times > 1] == [], shown(file)


@pytest.fixture
def elsewhere(tmp_path):
    """A province outside the project, under another name, with no scenarios yet."""
    place = tmp_path / "bundle" / "island"
    shutil.copytree(TENANTS / "hainan", place, ignore=shutil.ignore_patterns("scenarios", "demo"))
    (place / "scenarios").mkdir()
    return place


@pytest.fixture(scope="module")
def island():
    return load_tenant(TENANTS / "hainan")


def written(place, expect, given="given: {}"):
    file = place / "scenarios" / "one.yaml"
    file.write_text(ONE.format(expect=expect, given=given), encoding="utf-8")
    return file


def test_a_folder_outside_the_project_is_run_with_its_own_rules(elsewhere):
    rules = elsewhere / "rules" / "2023.yaml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("{total: 40,", "{total: 30,"), encoding="utf-8"
    )
    written(elsewhere, "verdict: passed", "given: {study: 30}")
    said = []
    assert run_paths([elsewhere.parent], said.append) == (1, 0)
    assert said[-1] == "1 passed, 0 failed"
    assert len(said) == 2


def test_a_case_that_fails_says_what_was_expected_and_what_was_found(elsewhere):
    file = written(elsewhere, "verdict: passed", "given: {study: 39}")
    said = []
    assert run_paths([file], said.append) == (0, 1)
    assert said[0] == f"FAIL  {file}:4  one case\n      verdict: state: expected passed, found failed"
    assert said[-1] == "0 passed, 1 failed"


@pytest.mark.parametrize(
    ("expect", "fault"),
    [
        ("verdict: {state: failed, score: 60}", "verdict: score: expected 60, found nothing"),
        ("verdict: {cites: [九]}", "verdict: cites: expected 九, found"),
        ("verdict: {grade: good}", "verdict: grade: expected good, found "),
        ("verdict: {final: no}", "verdict: final: expected no, found yes"),
        ("verdict: {consequence: 表扬}", "verdict: consequence: expected 表扬, found 未学满积分"),
        ("gate: {exam: rule_of_law_test, may_start: yes}", "gate: may_start: expected yes, found no"),
        (
            "gate: {exam: rule_of_law_test, may_start: no, fails: []}",
            "gate: fails: expected [], found [二（二）2]",
        ),
        ("attempts: {exam: rule_of_law_test, left: 3}", "attempts: left: expected 3, found unlimited"),
        ("study: {total: 40}", "study: total: expected 40, found 39"),
        ("study: {counted: {required: 1}}", "study: counted.required: expected 1, found 39"),
        ("credit: {kind: lesson, counted: 3}", "credit: counted: expected 3, found 2"),
        ("credit: {kind: course, code: counted}", "credit: code: expected counted, found no_rule"),
        (
            "presence: {opened: 2023-09-01 09:00, signs: [2023-09-01 09:03], minutes: 2}",
            "presence: minutes: expected 2, found 3",
        ),
        ("slots: {exam: rule_of_law_test, count: 2}", "slots: count: expected 2, found 1"),
        (
            "slots: {exam: rule_of_law_test, started: 2023-06-01 10:00, deadline: 2023-06-01 11:00}",
            "slots: started: no sitting is open at 2023-06-01 10:00",
        ),
        (
            "booking: {exam: rule_of_law_test, opens: 2023-06-30 00:00, allowed: yes}",
            "booking: allowed: expected yes, found no",
        ),
        (
            "paper: {exam: rule_of_law_test, questions: {single: 1}}",
            "paper: questions.single: expected 1, found 15",
        ),
        ("exemption: {reason: age, applies: yes}", "exemption: applies: expected yes, found no"),
        ("exemption: {reason: age, approval: [unit]}", "exemption: approval: expected [unit], found []"),
        ("exemption: {is: revoked}", "exemption: is: expected revoked, found none"),
        ("audience: no", "audience: takes_part: expected no, found yes"),
        ("registration: yes", "registration: open: expected yes, found no"),
        ("freeze: no", "freeze: allowed: expected no, found yes"),
        ("certificate: yes", "certificate: may_print: expected yes, found no"),
        ("charge: {people: {heads: 2}, fen: {unit: 1}}", "charge: fen: expected"),
        (
            "working_days: {clock: activation, submitted: 2023-07-03, latest: 2023-07-05}",
            "working_days: latest: expected 2023-07-05, found 2023-07-06",
        ),
        ("duty: {duty: bulletin, to: 2023-12-30}", "duty: to: expected 2023-12-30, found 2023-12-31"),
        (
            "rate: {rate: exam_participation, states: {passed: 1}, percent: 100}",
            "rate: rate: the year's rules know no exam_participation",
        ),
        ("password: {accepted: [short]}", "password: password short: expected yes, found no"),
        ("password: {initial: '1'}", "password: initial: expected 1, found 888888"),
        ("account_number: {accepted: ['12']}", "account_number: number 12: expected yes, found no"),
        ("login: {typed: x1, keys: {}}", "login: keys: expected {}, found {'account': 'x1'}"),
        ("figures: {study.target.total: 41}", "figures: study.target.total: expected 41, found 40"),
    ],
)
def test_every_kind_of_expectation_can_fail(island, expect, fault):
    (case,) = read_cases(ONE.format(expect=expect, given="given: {study: 39}"), "one.yaml")
    result = run_case(case, island)
    assert any(found.startswith(fault) for found in result.faults), result.faults


def test_a_case_that_expects_nothing_fails(elsewhere):
    (result,) = run([written(elsewhere, "")])
    assert result.faults == ("nothing is expected",)


@pytest.mark.parametrize(
    ("given", "expect", "line", "fault"),
    [
        ("given: {studdy: 3}", "verdict: passed", 6, 'cases[1].given.studdy: "studdy" is not known here'),
        ("given: {study: lots}", "verdict: passed", 6, '"lots" is not a number'),
        (
            "given: {}",
            "verdict: {state: passed, scor: 3}",
            7,
            'cases[1].expect.verdict[1].scor: "scor" is not known',
        ),
        ("given: {}", "gate: maybe", 7, '"maybe" is not known here'),
        ("given: {person: {birth: 1970-02-30}}", "verdict: passed", 6, "there is no day 1970-02-30"),
        ("at: 2023-13-01 10:00", "verdict: passed", 6, "there is no day 2023-13-01"),
        ("year: x", "verdict: passed", 6, "is not a whole number"),
    ],
)
def test_what_cannot_be_read_is_named_with_file_and_line(elsewhere, given, expect, line, fault):
    file = written(elsewhere, expect, given)
    with pytest.raises(RulesInvalid) as refused:
        read_cases(file.read_bytes(), "one.yaml")
    message = str(refused.value)
    assert message.startswith(f"one.yaml:{line}: ")
    assert fault in message


def test_a_file_that_cannot_be_read_is_one_failure_and_the_others_run(elsewhere):
    written(elsewhere, "verdict: absent")
    (elsewhere / "scenarios" / "bad.yaml").write_text("cases: {", encoding="utf-8")
    said = []
    assert run_paths([elsewhere], said.append) == (1, 1)
    assert "the file cannot be run" in said[0]


def test_a_place_with_broken_rules_is_one_failure_for_each_file(elsewhere):
    written(elsewhere, "verdict: absent")
    (elsewhere / "rules" / "2023.yaml").write_text("year: 2023\nperiods: x\n", encoding="utf-8")
    (result,) = run([elsewhere])
    assert not result.passed
    assert any("periods" in fault for fault in result.faults)


def test_an_area_is_told_by_its_folder(tmp_path):
    shutil.copytree(TENANTS / "gansu", tmp_path / "north", ignore=shutil.ignore_patterns("demo"))
    county = tmp_path / "north" / "areas" / "wuwei" / "areas" / "minqin"
    assert home_of(county / "scenarios" / "2023.yaml") == (tmp_path / "north", "wuwei/minqin")
    assert run_paths([county], lambda line: None) == (4, 0)


def test_a_file_that_belongs_to_no_place_is_told(tmp_path):
    file = tmp_path / "scenarios" / "one.yaml"
    file.parent.mkdir()
    file.write_text(ONE.format(expect="verdict: passed", given="given: {}"), encoding="utf-8")
    (result,) = run([file])
    assert "tenant.yaml" in result.faults[0]


def test_a_path_that_is_not_there_is_told(tmp_path):
    with pytest.raises(NotFound):
        list(run([tmp_path / "nowhere"]))


def test_what_stands_once_at_the_top_holds_for_every_case_unless_it_says_otherwise():
    text = """
    year: 2023
    at: 2023-12-01 10:00
    given: {person: {sex: male, birth: 1970-01-01}, study: 10}
    cases:
      - {name: a, expect: {audience: yes}}
      - {name: b, at: 2023-12-10 24:00, given: {person: {sex: female}, study: 20}, expect: {audience: yes}}
    """
    first, second = read_cases(text.replace("\n    ", "\n"), "two.yaml")
    assert (first.given.person.sex, second.given.person.sex) == ("male", "female")
    assert first.given.person.birth == second.given.person.birth
    assert (first.given.study[0].required, second.given.study[0].required) == (10, 20)
    assert f"{second.at:%Y-%m-%d %H:%M}" == "2023-12-11 00:00"


def test_the_committed_reference_is_current():
    assert TARGET.read_text(encoding="utf-8") == scenario_reference(), (
        "run: python -m core.scenarios.reference"
    )


def test_the_example_of_the_reference_passes():
    example = scenario_reference().split("```yaml\n")[1].split("```")[0]
    southwest = load_tenant(TENANTS / "yunnan")
    faults = [run_case(case, southwest).faults for case in read_cases(example, "docs/scenarios.md")]
    assert faults == [(), ()]
