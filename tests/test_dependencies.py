"""What the project installs: pinned, hashed, without addresses, and with a reason for each."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHOSEN = re.findall(r"^([\w-]+)(?:\[[\w,]+\])?==(\S+)$", (ROOT / "requirements.in").read_text(), re.MULTILINE)
COMPILED = (ROOT / "requirements.txt").read_text()


def test_every_chosen_dependency_is_pinned():
    lines = [line for line in (ROOT / "requirements.in").read_text().splitlines() if line and line[0] != "#"]
    assert len(CHOSEN) == len(lines) > 30


@pytest.mark.parametrize(("name", "version"), CHOSEN)
def test_a_dependency_is_compiled_as_chosen_and_has_its_reason(name, version):
    assert re.search(rf"^{name}==({re.escape(version)}) ", COMPILED, re.MULTILINE)
    decisions = "\n".join(path.read_text() for path in (ROOT / "docs/decisions").glob("*.md"))
    assert re.search(rf"^\| {re.escape(name)} {re.escape(version)} \| \w", decisions, re.MULTILINE)


def test_every_compiled_requirement_carries_a_hash_and_no_address():
    requirements = re.split(r"\n(?=\w)", COMPILED.strip())
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", each) for each in requirements)
    assert "://" not in COMPILED
    assert "--index" not in COMPILED
    assert " @ " not in COMPILED


def test_every_silenced_lint_rule_has_a_reason_beside_it():
    text = (ROOT / "pyproject.toml").read_text()
    ignored = tomllib.loads(text)["tool"]["ruff"]["lint"]["ignore"]
    for rule in ignored:
        assert re.search(rf'^  "{rule}",\s+# \w.{{5,}}', text, re.MULTILINE), rule
