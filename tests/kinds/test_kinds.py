"""Every kind of rule in docs/rule-kinds.md has a place of its own here, with rules and worked cases."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from core.hooks import FAMILIES, build_manager
from core.scenarios import run

HERE = Path(__file__).parent
FOLDERS = sorted(file.parent.name for file in (HERE.parents[1] / "plugins").glob("*/__init__.py"))
KINDS = sorted(folder for folder in HERE.iterdir() if folder.name[:2].isdigit())


def test_there_is_a_folder_for_each_of_the_31_kinds():
    assert [int(folder.name[:2]) for folder in KINDS] == list(range(1, 32))


@pytest.mark.parametrize("kind", KINDS, ids=lambda folder: folder.name)
def test_every_case_of_a_kind_passes(kind):
    results = list(run([kind]))
    assert results
    assert [str(result) for result in results if not result.passed] == []


PAGE = (HERE.parents[1] / "docs" / "rule-kinds.md").read_text("utf-8")


def test_the_page_of_kinds_has_a_row_for_every_folder():
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and line[2].isdigit()]
    assert [int(row.split()[1]) for row in rows] == list(range(1, 32))
    assert [
        kind.name for kind, row in zip(KINDS, rows, strict=True) if f"(../tests/kinds/{kind.name})" not in row
    ] == []


def test_every_part_stands_on_the_page_and_in_a_rule_file_of_a_kind():
    rules = "\n".join(file.read_text("utf-8") for file in HERE.rglob("rules/*.yaml"))
    named = set(re.findall(r"[a-z_]+", rules))
    assert [part for part in sorted(part_names()) if f"`{part}`" not in PAGE] == []
    assert [part for part in sorted(part_names()) if part not in named] == []


def part_names():
    manager = build_manager((f"plugins.{f}", import_module(f"plugins.{f}")) for f in FOLDERS)
    picked = FAMILIES.keys() - {"channels", "payment_channels"}  # settings name those, not a rule file
    return {part.name for hook in picked for parts in getattr(manager.hook, hook)() for part in parts}
