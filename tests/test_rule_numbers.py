"""Every figure of every rule file is held by a scenario: changed by one unit, a case fails or the file is refused.

A figure is a whole value that is a number, a day, an hour or a percentage. Figures inside sentences (titles,
articles, the payee's account) are text.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from core.errors import XuefaError
from core.rules.loader import Bundle, assemble
from core.scenarios import home_of, read_cases, run_case, scenario_files
from core.tenancy.registry import load_tenant

TENANTS = Path(__file__).parents[1] / "tenants"
FILES = sorted(TENANTS.rglob("rules/*.yaml"))

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
HOUR = re.compile(r"(\d{2}):(\d{2})")
NUMBER = re.compile(r"\d+(\.\d+)?")
PERCENT = re.compile(r"\d+%")


class Figure(NamedTuple):
    """A value in a file: where it stands and as what it is written."""

    path: str
    line: int
    begin: int
    end: int
    text: str


def figures(content: str) -> Iterator[Figure]:
    def walk(node: yaml.Node, path: tuple[str, ...]) -> Iterator[Figure]:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value not in {"cite", "assumed", "number", "documents", "texts", "not_applicable"} or (
                    key.value == "number" and not isinstance(value, yaml.ScalarNode)
                ):
                    yield from walk(value, (*path, key.value))
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                yield from walk(value, (*path, str(index)))
        elif neighbours(node.value):
            begin, end = node.start_mark.index, node.end_mark.index
            yield Figure(".".join(path), node.start_mark.line + 1, begin, end, node.value)

    yield from walk(yaml.compose(content, Loader=yaml.SafeLoader), ())


def neighbours(text: str) -> tuple[str, ...]:
    """Return a figure one unit lower and one unit higher; () when the text is no figure."""
    if DAY.fullmatch(text):
        return tuple(str(date.fromisoformat(text) + timedelta(days=step)) for step in (-1, 1))
    if hour := HOUR.fullmatch(text):
        minutes = int(hour[1]) * 60 + int(hour[2])
        return tuple(f"'{m // 60:02}:{m % 60:02}'" for m in (minutes - 1, minutes + 1))
    if PERCENT.fullmatch(text):
        return tuple(f"{int(text[:-1]) + step}%" for step in (-1, 1))
    if NUMBER.fullmatch(text):
        return tuple(f"'{changed(text, step)}'" for step in (-1, 1))
    return ()


def changed(text: str, step: int) -> str:
    if "." in text:
        return str(float(text) + step)
    value = int(text) + step
    return str(value).zfill(len(text)) if value >= 0 else "1" + text


@cache
def tenant_of(root: Path):
    return load_tenant(root)


@cache
def cases_of(root: Path):
    """All cases of a province with the area of the file they stand in."""
    found = []
    for file in scenario_files([root]):
        area = home_of(file).area
        found += [(area, case) for case in read_cases(file.read_bytes(), str(file))]
    return found


class Changed:
    """The province as it would be with other content in one rule file; loads a year when a case asks for it."""

    def __init__(self, tenant, area: str, name: str, content: str) -> None:
        self.zone = tenant.zone
        self.tenant = tenant
        bundle = tenant.bundles[area]
        files = {**bundle.files, name: content.encode()}
        self.bundles = {**tenant.bundles, area: Bundle(bundle.place, files, bundle.folder)}
        self.loaded = {}

    def rules_for(self, year, area="", on=None):
        if (year, area) not in self.loaded:
            steps = area.split("/") if area else []
            chain = [self.bundles["/".join(steps[:depth])] for depth in range(len(steps) + 1)]
            self.loaded[year, area] = assemble(chain, year, None, self.tenant.schemas).rules
        return self.loaded[year, area]


def held(file: Path, content: str) -> bool:
    """Tell whether a case of the place or of an area below it notices the changed content."""
    home = home_of(file)
    book = Changed(tenant_of(home.root), home.area, file.name, content)
    year = int(file.name[:4])
    for area, case in sorted(cases_of(home.root), key=lambda pair: pair[0] != home.area):
        here = area == home.area or area.startswith(f"{home.area}/") or not home.area
        if here and case.year == year and not run_case(case, book, area).passed:
            return True
    try:
        book.rules_for(year, home.area)
    except XuefaError:
        return True
    return False


@pytest.mark.parametrize(
    "file", FILES, ids=lambda file: "/".join(file.parts[file.parts.index("tenants") + 1 :])
)
def test_every_figure_is_held_by_a_scenario(file):
    content = file.read_text(encoding="utf-8")
    loose = [
        f"{file.name}:{figure.line} {figure.path}: {figure.text} → {other}"
        for figure in figures(content)
        for other in neighbours(figure.text)
        if not held(file, content[: figure.begin] + other + content[figure.end :])
    ]
    assert not loose, "\n".join(["no scenario holds:", *loose])


def test_the_search_for_figures_sees_numbers_days_hours_and_percentages():
    content = "a: {b: 3, c: 2024-01-31, d: ['08:30'], e: 50%}\nf: 第3条\ng: {cite: 3}\n"
    assert [figure.text for figure in figures(content)] == ["3", "2024-01-31", "08:30", "50%"]
    assert neighbours("2024-01-31") == ("2024-01-30", "2024-02-01")
    assert neighbours("08:30") == ("'08:29'", "'08:31'")


def test_an_unchanged_file_is_not_taken_for_held():
    file = TENANTS / "hainan" / "rules" / "2023.yaml"
    assert not held(file, file.read_text(encoding="utf-8"))
