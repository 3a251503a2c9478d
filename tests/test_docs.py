"""The pages that people read first: their links lead somewhere, their excerpts and figures are the real ones."""

import re
from pathlib import Path

import pytest

from core.cli import cli
from core.decisions.standing import outcome
from core.scenarios import read_cases
from core.scenarios.scene import Ground, set_up
from core.tenancy.registry import load_tenant
from core.web.language import Reader
from tests.browser.pictures import PICTURES

ROOT = Path(__file__).parents[1]
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
PAGES = (
    *READMES.values(),
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
)
LINK = re.compile(r"(?<!!)\[[^\]\n]+\]\(([^)#\s]+)(?:#[^)]*)?\)")
RULES = ROOT / "tenants" / "yunnan" / "rules" / "2017.yaml"
CASE = """
year: 2017
cases:
  - name: the example of the README
    source: 三
    at: 2017-09-15 10:00
    given: {study: 2400, attempts: [58, 62]}
    expect: {verdict: passed}
"""


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page):
    links = [link for link in LINK.findall(text_of(page)) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("language", READMES)
def test_the_rule_shown_is_the_rule_in_force(language):
    (excerpt,) = re.findall(r"```yaml\n(.*?)```", text_of(READMES[language]), re.DOTALL)
    assert excerpt in text_of(RULES)


@pytest.mark.parametrize("language", READMES)
def test_the_verdict_shown_is_what_the_rule_gives(language):
    tenant = load_tenant(RULES.parents[1])
    (case,) = read_cases(CASE, "README")
    ground = Ground(rules=tenant.rules_for(2017), zone=tenant.zone, exam="unified")
    found = outcome(set_up(ground, case.given, case.at).case())
    rows = [
        [cell.strip() for cell in row.split("|")[2:4]]
        for row in _rows(READMES[language], found.lines[0].cite.document)
    ]
    assert len(rows) == len(found.lines)
    for line, (figure, because) in zip(found.lines, rows, strict=True):
        assert _plain(figure).startswith(_plain(Reader(language, tenant.words).text(line.figure)))
        assert _plain(because) == _plain(Reader(language, tenant.words).text(line.because))


def _rows(page: Path, document: str) -> list[str]:
    """The rows of the table whose first row cites the document."""
    (table,) = [block for block in text_of(page).split("\n\n") if document in block and block.startswith("|")]
    return table.splitlines()[2:]


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    "page", [*READMES.values(), ROOT / "docs" / "new-province.md"], ids=lambda page: page.name
)
def test_every_command_shown_exists(page):
    shown = re.findall(r"^(?:\.venv/bin/)?xuefa ([a-z]+)(?: ([a-z]+))?", text_of(page), re.MULTILINE)
    assert shown
    for first, second in shown:
        command = cli.commands[first]
        assert second == "" or not hasattr(command, "commands") or second in command.commands


def test_both_readmes_show_the_same_commands_and_hosts():
    hosts = [re.findall(r"\w+\.localhost:8000", text_of(page)) for page in READMES.values()]
    assert hosts[0] == hosts[1]
    assert len(set(hosts[0])) == 6, "five systems and the operator"


def test_every_picture_of_the_guides_is_one_that_the_script_takes():
    guides = ROOT / "docs" / "guides"
    shown = {
        name for page in guides.glob("*.md") for name in re.findall(r"\(img/([^)]+)\.png\)", text_of(page))
    }
    kept = {picture.stem for picture in (guides / "img").glob("*.png")}
    assert shown == kept == set(PICTURES)
