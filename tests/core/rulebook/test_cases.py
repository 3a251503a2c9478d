"""The worked cases beside a place's rules, run from its own folder; and what an office should know of its year."""

from pathlib import Path

import pytest

from core.rulebook.cases import try_cases
from core.rulebook.checking import assumptions_of, silent_articles
from core.rulebook.opening import Edition
from core.rulebook.words import wording_of
from core.tenancy.registry import load_tenant
from core.tenancy.tenant import Tenant
from core.web.language import Reader
from tests.cast import EAST
from tests.core.rulebook.world import assembled, told
from tests.provinces import write_provinces

CASES = """\
year: 2024
exam: yearly
cases:
  - {name: 十分已够, source: 三, given: {study: 10}, expect: {study: {done: yes, total: 10}}}
  - {name: 九分也够, source: 三, given: {study: 9}, expect: {study: {done: yes}}}
  - {name: 往年的例子, year: 2023, expect: {study: {done: yes}}}
"""


@pytest.fixture
def tenant(tmp_path: Path) -> Tenant:
    write_provinces(tmp_path)
    folder = tmp_path / EAST / "scenarios"
    folder.mkdir()
    (folder / "2024.yaml").write_text(CASES)
    (folder / "broken.yaml").write_text("cases: [\n")
    return load_tenant(tmp_path / EAST)


def test_the_cases_of_the_year_are_run_and_those_that_fail_come_first(tenant):
    trial = try_cases(tenant, Edition(2024))
    assert [one.case.name for one in trial.tried] == ["九分也够", "十分已够"]
    assert trial.failed == 1
    wrong, right = trial.tried
    assert wrong.faults
    assert wrong.where == "scenarios/2024.yaml:5"
    assert "study:" in right.given
    assert not right.faults


def test_a_file_that_cannot_be_read_is_named_with_its_line(tenant):
    (line,) = try_cases(tenant, Edition(2024)).unreadable
    assert line.startswith("scenarios/broken.yaml:")


def test_an_area_has_cases_of_its_own(tenant):
    assert try_cases(tenant, Edition(2024, "bay")).tried == ()


def test_each_assumption_is_listed_once_with_what_rests_on_it():
    (only,) = assumptions_of(tuple(told(assembled()).values()))
    assert only.cite.assumed == "按调整后的学分"
    assert [value.path for value in only.values] == ["study.target.total"]


def test_articles_that_are_neither_regulated_nor_excused_are_named():
    rules = assembled().rules
    silent = list(silent_articles(rules, wording_of(rules, Reader("zh"))))
    assert "费用" in silent
    assert "学习" not in silent
