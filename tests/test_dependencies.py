"""What the project installs: pinned, hashed, without addresses, and with a reason for each."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = ("requirements", "requirements-test")
PIN = re.compile(r"^([\w-]+)(?:\[[\w,]+\])?==(\S+)$", re.MULTILINE)
COMPILED = {file: (ROOT / f"{file}.txt").read_text() for file in FILES}


def lines_of(file):
    return [line for line in (ROOT / f"{file}.in").read_text().splitlines() if line and line[0] not in "#-"]


CHOSEN = [(file, *pin) for file in FILES for pin in PIN.findall("\n".join(lines_of(file)))]


def test_every_chosen_dependency_is_pinned():
    assert len(CHOSEN) == sum(len(lines_of(file)) for file in FILES) > 30


@pytest.mark.parametrize(("file", "name", "version"), CHOSEN)
def test_a_dependency_is_compiled_as_chosen_and_has_its_reason(file, name, version):
    assert re.search(rf"^{name}==({re.escape(version)}) ", COMPILED[file], re.MULTILINE)
    decisions = "\n".join(path.read_text() for path in (ROOT / "docs/decisions").glob("*.md"))
    assert re.search(rf"^\| {re.escape(name)} {re.escape(version)} \| \w", decisions, re.MULTILINE)


@pytest.mark.parametrize("file", FILES)
def test_every_compiled_requirement_carries_a_hash_and_no_address(file):
    requirements = re.split(r"\n(?=\w)", COMPILED[file].strip())
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", each) for each in requirements)
    assert "://" not in COMPILED[file]
    assert "--index" not in COMPILED[file]
    assert " @ " not in COMPILED[file]


def test_the_tests_run_on_what_is_installed_without_them():
    pinned = {file: set(re.findall(r"^([\w.-]+==\S+)", COMPILED[file], re.MULTILINE)) for file in FILES}
    assert pinned["requirements"] < pinned["requirements-test"]


def test_every_silenced_lint_rule_has_a_reason_beside_it():
    text = (ROOT / "pyproject.toml").read_text()
    ignored = tomllib.loads(text)["tool"]["ruff"]["lint"]["ignore"]
    for rule in ignored:
        assert re.search(rf'^  "{rule}",\s+# \w.{{5,}}', text, re.MULTILINE), rule
