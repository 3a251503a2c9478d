"""Carries out ``docs/new-province.md``: a province from nothing, by files alone, up to a learner's explained verdict."""

import re
import shutil
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from flask import Flask

from core.demo.content import Content
from core.demo.loading import PASSWORD, load_place
from core.rules.yaml import BLANK
from core.scenarios import run_paths
from core.tenancy.directory import register_tenant
from core.tenancy.models import Mode
from core.tenancy.registry import Registry
from core.tenancy.starting import check_place, new_place
from tests.databases import committing
from tests.sites import Browser, make_app, scope_of_site

ROOT = Path(__file__).parents[1]
WALK = (ROOT / "docs" / "new-province.md").read_text(encoding="utf-8")
BOXES = dict(re.findall(r"^`([\w/]+\.yaml)`\n\n```yaml\n(.*?)```", WALK, re.MULTILINE | re.DOTALL))
"""The walk's boxes by the file that each is about."""
(REHEARSAL,) = re.findall(r"^rehearsal: .+$", WALK, re.MULTILINE)
COPIED = ("units.yaml", "courses.yaml", "questions.yaml")
NEW, QUALIFIED = "3200000001", "3200000002"


def fill_in(file: Path, box: str) -> None:
    """Put the box's lines in the place of the file's lines that have a blank, in order."""
    answers = iter(line.split("   #")[0] for line in box.splitlines())
    lines = [
        _answered(line, answers, file.name) if BLANK in line and line.lstrip()[0] != "#" else line
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    assert list(answers) == [], f"the walk fills in more of {file.name} than is blank"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _answered(line: str, answers, file: str) -> str:
    answer = next(answers, "")
    asked = re.escape(line.lstrip(" -")).replace(re.escape(BLANK), ".+")
    assert re.fullmatch(asked, answer), f"{file}: the walk says {answer!r} for {line!r}"
    return line[: len(line) - len(line.lstrip(" -"))] + answer


def carry_out(root: Path) -> Path:
    """Do what the walk says, up to the check."""
    folder = new_place(root, "jiangnan", 2025)
    for file in ("tenant.yaml", "rules/2025.yaml", "scenarios/2025.yaml"):
        fill_in(folder / file, BOXES[file])
    return folder


def add_demo(folder: Path) -> None:
    """Do the walk's fifth step."""
    (folder / "demo").mkdir()
    for name in COPIED:
        shutil.copy(ROOT / "tenants" / "gansu" / "demo" / name, folder / "demo" / name)
    (folder / "demo" / "plan.yaml").write_text(BOXES["demo/plan.yaml"], encoding="utf-8")
    with (folder / "tenant.yaml").open("a", encoding="utf-8") as file:
        file.write(f"{REHEARSAL}\n")


@dataclass(frozen=True)
class Walked:
    """The new province's application and the names of its people by account."""

    app: Flask
    names: dict[str, str]

    def browser(self) -> Browser:
        return Browser(self.app, "jiangnan")


@pytest.fixture
def walked(tmp_path, own_database):
    folder = carry_out(tmp_path)
    add_demo(folder)
    with committing(make_app(own_database, Registry.load([tmp_path]))) as app:
        with app.app_context():
            register_tenant("jiangnan", Mode.DEMO)
        with scope_of_site(app, "jiangnan") as site:
            people = load_place(site, Content(folder=folder / "demo", area="", year=2025))
        yield Walked(app, {person.account: person.name for person in people})


def test_the_walk_fills_in_every_blank_and_the_check_is_clean(tmp_path):
    folder = carry_out(tmp_path)
    found = check_place(folder)
    assert [str(error) for error in found.errors] == []
    assert found.rule_sets == 1


def test_each_blank_that_the_walk_would_forget_is_pointed_out(tmp_path):
    folder = carry_out(tmp_path)
    file = folder / "rules" / "2025.yaml"
    whole = file.read_text(encoding="utf-8")
    number = next(n for n, line in zip(count(1), whole.splitlines(), strict=False) if "target:" in line)
    file.write_text(whole.replace("target: {total: 20}", f"target: {{total: {BLANK}}}"), encoding="utf-8")
    (error,) = check_place(folder).errors
    assert str(error).startswith(f"jiangnan/rules/2025.yaml:{number}: ")


def test_the_new_province_s_scenarios_pass_and_would_fail_under_another_rule(tmp_path):
    folder = carry_out(tmp_path)
    assert run_paths([folder], lambda _: None) == (2, 0)
    file = folder / "rules" / "2025.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("pass_mark: 60", "pass_mark: 61"), encoding="utf-8"
    )
    assert run_paths([folder], lambda _: None) == (1, 1)


def test_the_new_province_answers_and_a_learner_reads_an_explained_verdict(walked):
    browser = walked.browser()
    assert "江南学法" in browser.get("/sign-in").text
    asked = browser.sign_in(NEW, "888888")
    assert 'name="second_fact"' in asked.text
    assert browser.token == ""
    assert browser.sign_in(NEW, "888888", second_fact=walked.names[NEW]).status_code == 302
    other = walked.browser()
    assert other.sign_in(QUALIFIED, PASSWORD).headers["Location"] == "/"
    assert "2025年度已合格" in other.get("/").text
    page = other.get("/standing").text
    assert walked.names[QUALIFIED] in page
    assert "江普法办〔2025〕1号" in page
    assert "20 学分" in page
